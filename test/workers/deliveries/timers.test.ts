import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { call, signToken, until } from "../../support/gateway.ts";
import {
  deliveriesOf,
  letEndpointTimePass,
  mailArrives,
  makeEndpoint,
  newestBecomes,
  objectOf,
  queryEndpoint,
  sendTest,
} from "./support/endpoints.ts";

const DAY_MS = 86_400_000;

describe("a change that the endpoint's object has not heard of", () => {
  it("is told to it by the timer of the merchant's object", async () => {
    const merchantId = crypto.randomUUID();
    const token = await signToken({ merchantId });
    const endpoint = await makeEndpoint(token);
    await queryEndpoint(endpoint, "DELETE FROM endpoint");
    const merchant = env.MERCHANT.get(env.MERCHANT.idFromName(`merchant:${merchantId}`));
    await runInDurableObject(merchant, async (_, { storage }) => {
      const timer =
        "INSERT OR REPLACE INTO timers (key, kind, ref, due_at) VALUES ('endpoint:' || ?1, 'endpoint', ?1, 1)";
      storage.sql.exec(timer, endpoint.id);
      await storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(merchant);
    expect(await queryEndpoint(endpoint, "SELECT json_extract(doc, '$.endpoint.id') AS id FROM endpoint")).toEqual([
      { id: endpoint.id },
    ]);
    const left = await runInDurableObject(merchant, (_, { storage }) =>
      storage.sql.exec("SELECT ref FROM timers WHERE kind = 'endpoint'").toArray(),
    );
    expect(left).toEqual([]);
  });
});

describe("an endpoint that its own object has disabled", () => {
  it("is reported by a timer when the first report got lost", async () => {
    const endpoint = await makeEndpoint(await signToken());
    await queryEndpoint(
      endpoint,
      `UPDATE endpoint SET doc = json_set(doc, '$.endpoint.status', 'disabled', '$.endpoint.disabledReason', 'gone',
         '$.hasToReport', json('true'))`,
    );
    await queryEndpoint(
      endpoint,
      "INSERT INTO timers (key, kind, ref, due_at) VALUES ('report:', 'report', '', ?)",
      Date.now() + 15_000,
    );
    await letEndpointTimePass(endpoint, 15_001);
    const shown = await until(
      () => call("GET", `/webhook-endpoints/${endpoint.id}`, { token: endpoint.token }),
      ({ body }) => body.status === "disabled",
    );
    expect(shown.body).toMatchObject({ status: "disabled", disabled_reason: "gone" });
    const state = await until(
      () => queryEndpoint(endpoint, "SELECT json_extract(doc, '$.hasToReport') AS due FROM endpoint"),
      ([row]) => row?.due === 0,
    );
    expect(state).toEqual([{ due: 0 }]);
  });
});

describe("the log of deliveries", () => {
  it("forgets after 30 days what has come to rest, and keeps what is still to be sent", async () => {
    const endpoint = await makeEndpoint(await signToken(), [{ status: 200 }, { status: 500 }]);
    await sendTest(endpoint);
    await newestBecomes(endpoint, "delivered");
    await sendTest(endpoint);
    await newestBecomes(endpoint, "retrying");
    await queryEndpoint(endpoint, "UPDATE deliveries SET due_at = due_at + ? WHERE due_at IS NOT NULL", 60 * DAY_MS);
    await letEndpointTimePass(endpoint, 29 * DAY_MS);
    await runDurableObjectAlarm(objectOf(endpoint));
    expect((await deliveriesOf(endpoint)).body.data).toHaveLength(2);
    await letEndpointTimePass(endpoint, 2 * DAY_MS);
    const left = await until(
      async () => (await deliveriesOf(endpoint)).body.data,
      (rows) => rows.length === 1,
    );
    expect(left).toMatchObject([{ status: "retrying" }]);
  });
});

describe("a message for a delivery", () => {
  it("that comes twice sends it once", async () => {
    const endpoint = await makeEndpoint(await signToken());
    const { body } = await sendTest(endpoint);
    const message = { endpoint_id: endpoint.id, delivery_id: body.id };
    await env.DELIVERY_QUEUE.sendBatch([{ body: message }, { body: message }, { body: message }]);
    await newestBecomes(endpoint, "delivered");
    await env.DELIVERY_QUEUE.send(message);
    await sendTest(endpoint);
    const received = await mailArrives(endpoint, 2);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
    expect(received).toHaveLength(2);
  });

  it("that names nothing is left", async () => {
    const endpoint = await makeEndpoint(await signToken());
    for (const name of [endpoint.id, crypto.randomUUID()]) {
      await env.DELIVERY_QUEUE.send({ endpoint_id: name, delivery_id: crypto.randomUUID() });
    }
    await sendTest(endpoint);
    expect(await mailArrives(endpoint, 1)).toHaveLength(1);
  });
});
