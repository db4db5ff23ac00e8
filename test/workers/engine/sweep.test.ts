import { createScheduledController, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { SWEEP_PAGE_SIZE } from "../../../src/domain/sweep-page.ts";
import worker from "../../../src/index.ts";
import { until } from "../../support/gateway.ts";
import { switchService, without } from "../../support/switches.ts";
import {
  deliveriesOf,
  mailArrives,
  mailOf,
  makeEndpoint,
  objectOf,
  sendTest,
  type TestEndpoint,
} from "../deliveries/support/endpoints.ts";
import { newMerchant } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";

const MINUTE_MS = 60_000;
/** Longer than an object waits for a message it has sent. */
const LOST_FOR_MS = 16_000;

afterEach(() => switchService("sql", "serve"));

/** Runs the cron as often as it takes until every merchant that Postgres knows has had its turn. */
async function sweep(): Promise<void> {
  const [row] = await queryPostgres(
    "SELECT count(DISTINCT chain) AS count FROM audit_logs WHERE chain LIKE 'merchant:%'",
  );
  const runs = Math.ceil(Number(row?.count) / SWEEP_PAGE_SIZE);
  const now = Date.now();
  for (let run = 0; run < runs; run += 1) {
    await worker.scheduled(createScheduledController({ scheduledTime: now + run * MINUTE_MS }), env);
  }
}

function merchantObject(merchantId: string): DurableObjectStub {
  return env.MERCHANT.get(env.MERCHANT.idFromName(`merchant:${merchantId}`));
}

/** Makes an object forget its alarm, and puts what it had been armed for into the past. */
async function loseAlarm(object: DurableObjectStub): Promise<void> {
  await runInDurableObject(object, async (_, { storage }) => {
    storage.sql.exec("UPDATE timers SET due_at = due_at - ?", LOST_FOR_MS);
    storage.sql.exec("UPDATE alarm SET armed_at = armed_at - ?", LOST_FOR_MS);
    await storage.deleteAlarm();
  });
}

/** An endpoint of a merchant that Postgres has heard of. */
async function knownEndpoint() {
  const { token, merchantId } = await newMerchant();
  const endpoint = await makeEndpoint(token);
  await until(
    () => queryPostgres("SELECT id FROM audit_logs WHERE chain = $1", `merchant:${merchantId}`),
    (rows) => rows.length === 1,
  );
  return { merchantId, endpoint };
}

/** Sends a test event whose message the queue loses, to an object that loses its alarm too. */
async function loseDelivery(endpoint: TestEndpoint): Promise<void> {
  const object = objectOf(endpoint);
  await runInDurableObject(object, (instance) => {
    const losing = { sendBatch: () => Promise.resolve() };
    Object.assign(instance, { env: { ...env, DELIVERY_QUEUE: losing } });
  });
  expect((await sendTest(endpoint)).status).toBe(202);
  await runInDurableObject(object, (instance, { storage }) => {
    Object.assign(instance, { env });
    storage.sql.exec("UPDATE deliveries SET held_until = held_until - ?", LOST_FOR_MS);
  });
  await loseAlarm(object);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("a delivery whose message and whose endpoint's alarm are lost", () => {
  it("is sent after the cron has run, once however often it runs", async () => {
    const { endpoint } = await knownEndpoint();
    await loseDelivery(endpoint);
    await pause(1_000);
    expect((await mailOf(endpoint)).received).toEqual([]);
    await Promise.all([sweep(), sweep()]);
    expect(await mailArrives(endpoint, 1)).toHaveLength(1);
    await sweep();
    await pause(500);
    expect((await mailOf(endpoint)).received).toHaveLength(1);
    expect((await deliveriesOf(endpoint)).body.data).toMatchObject([{ status: "delivered" }]);
  });

  it("waits while Postgres is away, and is sent by a run after that", async () => {
    const { endpoint } = await knownEndpoint();
    await loseDelivery(endpoint);
    await without("sql", "refuse", () => worker.scheduled(createScheduledController(), env));
    expect((await mailOf(endpoint)).received).toEqual([]);
    await sweep();
    expect(await mailArrives(endpoint, 1)).toHaveLength(1);
  });
});

describe("a merchant's object whose alarm is lost", () => {
  it("tells an endpoint's object what it still has to, after the cron has run", async () => {
    const { merchantId, endpoint } = await knownEndpoint();
    const merchant = merchantObject(merchantId);
    await runInDurableObject(merchant, (_, { storage }) => {
      const timer = "INSERT INTO timers (key, kind, ref, due_at) VALUES ('endpoint:' || ?1, 'endpoint', ?1, ?2)";
      storage.sql.exec(timer, endpoint.id, Date.now());
    });
    await loseAlarm(merchant);
    const left = () =>
      runInDurableObject(merchant, (_, { storage }) =>
        storage.sql.exec("SELECT ref FROM timers WHERE kind = 'endpoint'").toArray(),
      );
    await pause(500);
    expect(await left()).toHaveLength(1);
    await sweep();
    expect(await until(left, (rows) => rows.length === 0)).toEqual([]);
  });
});
