import {
  abortAllDurableObjects,
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  evictDurableObject,
  getQueueResult,
  runInDurableObject,
} from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import worker from "../../../src/index.ts";
import { cpay } from "../../../src/providers/cpay/index.ts";
import { cpayLedger, setCpayFaults } from "../../support/cpay.ts";
import { initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { queryShard, shardOf } from "../../support/shards.ts";
import { becomes, chargesOf, newMerchant, paidPayment, show, trailOf } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { ACTOR, idOf, onShard, termsOf } from "./support/shard.ts";
import { letTimePass, pause } from "./support/time.ts";

afterEach(() => setCpayFaults([]));

/** A payment whose Worker got its permission and then died. */
async function abandoned(email = "approve+silent@example.com") {
  const { token, merchantId } = await newMerchant();
  const terms = termsOf(merchantId, crypto.randomUUID(), email);
  const begun = await onShard(terms.id, (shard) => shard.begin(terms, "dead-worker", ACTOR));
  if (begun.kind !== "started") throw new Error(begun.kind);
  return { token, id: terms.id, terms, subject: begun.subject };
}

const unboundFetch: typeof fetch = (input, init) => fetch(input, init);

/** What the dead Worker did at CPay before it died. */
function callCpay(subject: Awaited<ReturnType<typeof abandoned>>["subject"]): Promise<PaymentOutcome> {
  const { cpayUrl, cpayWebhookSecret: webhookSecret } = inject("services");
  const provider = cpay.create({
    baseUrl: cpayUrl,
    apiKey: inject("workerVariables").CPAY_API_KEY,
    apiSecret: inject("workerVariables").CPAY_API_SECRET,
    webhookSecret,
  });
  const deadline = Date.now() + 5_000;
  const context = {
    fetch: unboundFetch,
    clock: Date.now,
    deadline,
    sendBefore: deadline,
    callbackUrl: "http://gateway.test.invalid/api/v1/webhooks/cpay",
    callbackAddress: () => "http://gateway.test.invalid/api/v1/callbacks/0",
    accessToken: () => Promise.resolve(null),
  };
  return provider.initializePayment(subject, context);
}

describe("a Worker that dies", () => {
  it("before it sends leaves a payment that is sent by itself once its lease is over", async () => {
    const { token, id } = await abandoned();
    expect((await show(token, id)).body).toMatchObject({ status: "pending" });
    await letTimePass(id, 7_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });

  it("after it has sent leaves a payment that is found, and not charged again", async () => {
    const { token, id, subject } = await abandoned();
    expect(await callCpay(subject)).toMatchObject({ kind: "reported", status: "completed" });
    await letTimePass(id, 7_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });

  it("in the middle of a look leaves a payment that is looked at again", async () => {
    const { token, id } = await abandoned();
    await letTimePass(id, 6_000);
    const looked = await onShard(id, (shard) => shard.claimLook(id, "manual", ACTOR));
    expect(looked?.claim).toMatchObject({ granted: true, attemptNumber: 2 });
    await letTimePass(id, 12_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });

  it("in the middle of a refund leaves one that is made by itself, once", async () => {
    const { token, id, merchantId } = await paidPayment();
    const key = crypto.randomUUID();
    const refundId = (await refund(token, id, { amount: "1.00" })).body.id.slice(0, 24).concat("0123456789ab");
    const terms = { id: refundId, idempotencyKey: key, fingerprint: "0".repeat(64), amountMinor: null, reason: null };
    const begun = await onShard(id, (shard) => shard.beginRefund(id, terms, "dead-worker", ACTOR));
    expect([begun.kind, merchantId.length]).toEqual(["started", 36]);
    expect((await show(token, id)).body).toMatchObject({ amount_refunded: 1 });
    await letTimePass(id, 7_000);
    expect((await becomes(token, id, "refunded")).body).toMatchObject({ amount_refunded: 1000 });
  });

  it("and asks again because its answer got lost is recognised; another is not", async () => {
    const { id, terms } = await abandoned();
    const again = await onShard(id, (shard) => shard.begin(terms, "dead-worker", ACTOR));
    expect(again).toMatchObject({ kind: "started", attemptNumber: 1 });
    const other = await onShard(id, (shard) => shard.begin(terms, "another-worker", ACTOR));
    expect(other).toMatchObject({ kind: "in_progress" });
  });
});

describe("an outcome that is brought home", () => {
  it("twice, ten times, or by ten at once counts once", async () => {
    const { token, id, subject } = await abandoned();
    const outcome = await callCpay(subject);
    await Promise.all(
      Array.from({ length: 10 }, () => onShard(id, (shard) => shard.settle(id, 1, outcome, true, ACTOR))),
    );
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "payment.completed"]);
  });

  it("after its lease is over still counts, whatever was tried meanwhile", async () => {
    const { token, id, subject } = await abandoned("error+silent@example.com");
    await callCpay(subject);
    await letTimePass(id, 6_000);
    await onShard(id, (shard) => shard.claimLook(id, "manual", ACTOR));
    const [charged] = (await cpayLedger(id)).payments;
    const success: PaymentOutcome = {
      kind: "reported",
      status: "completed",
      providerTransactionId: charged?.id ?? "",
      amountMinor: 100_000,
      currency: "KES",
      reference: id,
      failure: null,
      nextAction: null,
      exchange: null,
    };
    await onShard(id, (shard) => shard.settle(id, 1, success, true, ACTOR));
    expect((await show(token, id)).body.status).toBe("completed");
    await onShard(id, (shard) => shard.settle(id, 2, { ...success, status: "failed" }, false, ACTOR));
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("by a queue message counts, and once, though the message comes twice", async () => {
    const { token, id, subject } = await abandoned();
    const outcome = await callCpay(subject);
    const body = { type: "outcome", subject: "payment", id, attemptNumber: 1, outcome };
    const toMessage = (name: string, content: unknown) => ({
      id: name,
      timestamp: new Date(),
      attempts: 1,
      body: content,
    });
    const messages = [toMessage("a", body), toMessage("b", body), toMessage("c", { odd: 1 })];
    const batch = createMessageBatch("reconcile", messages);
    const context = createExecutionContext();
    await worker.queue(batch, env, context);
    const result = await getQueueResult(batch, context);
    expect(result.explicitAcks.sort()).toEqual(["a", "b", "c"]);
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "payment.completed"]);
  });
});

describe("an object that goes away", () => {
  it("between two calls has forgotten nothing", async () => {
    const { token, id, subject } = await abandoned();
    const before = await show(token, id);
    await evictDurableObject(shardOf(id));
    expect((await show(token, id)).text).toBe(before.text);
    const outcome = await callCpay(subject);
    await evictDurableObject(shardOf(id));
    await onShard(id, (shard) => shard.settle(id, 1, outcome, true, ACTOR));
    await evictDurableObject(shardOf(id));
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("while CPay is being asked loses neither the payment nor its answer", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await setCpayFaults([
      { match: { method: "POST", path: "/v1/payments", reference: id }, action: { latency_ms: 1_000 } },
    ]);
    const made = initialize(token, paymentBody("approve+silent@example.com"), key);
    await until(
      () => chargesOf(id),
      (charges) => charges === 1,
    );
    await abortAllDurableObjects();
    expect(await made).toMatchObject({ status: 201, body: { id, status: "completed" } });
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "payment.completed"]);
  });

  it("does its duties after it is back, without being called", async () => {
    const { id } = await abandoned();
    await letTimePass(id, 5_500);
    await abortAllDurableObjects();
    expect(
      await until(
        () => chargesOf(id),
        (charges) => charges === 1,
        10_000,
      ),
    ).toBe(1);
  });
});

describe("an alarm that is lost", () => {
  it("is armed again by the cron, which wakes every object", async () => {
    const { token, id } = await abandoned();
    // An object that still has rows to send looks after its alarm by itself.
    await until(
      () => queryPostgres("SELECT id FROM transactions WHERE id = $1", id),
      (rows) => rows.length === 1,
    );
    await letTimePass(id, 6_500);
    await runInDurableObject(shardOf(id), (_, { storage }) => storage.deleteAlarm());
    await pause(1_000);
    expect(await chargesOf(id)).toBe(0);
    await queryShard(id, "UPDATE alarm SET armed_at = armed_at - 60000");
    await worker.scheduled(createScheduledController(), env);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });
});

describe("a merchant who hangs up", () => {
  it("changes nothing: the payment is settled as if somebody had waited", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await setCpayFaults([
      { match: { method: "POST", path: "/v1/payments", reference: id }, action: { latency_ms: 800 } },
    ]);
    const request = new AbortController();
    const made = exports.default.fetch("http://gateway.test.invalid/api/v1/payments/initialize", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(paymentBody("approve+silent@example.com")),
      signal: request.signal,
    });
    await until(
      () => chargesOf(id),
      (charges) => charges === 1,
    );
    request.abort();
    await expect(made).rejects.toThrow();
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "payment.completed"]);
  });
});
