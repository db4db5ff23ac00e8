import { afterAll, describe, expect, it } from "vitest";
import { systemActor } from "../../../src/domain/actor.ts";
import { deriveChildId, type ShardId } from "../../../src/domain/identifiers.ts";
import { refund } from "../../support/gateway.ts";
import { pressStripePage, setStripeFaults, stripeLedger } from "../../support/stripe.ts";
import { becomes, show, trailOf } from "../engine/support/payments.ts";
import { onShard } from "../engine/support/shard.ts";
import { letTimePass } from "../engine/support/time.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { authorizedAtStripe, command, deliverStripeMail } from "./support/stripe-payments.ts";

const intentOf = async (id: string) => (await stripeLedger(id)).payment_intents[0];

/** Strikes what is asked of the payment's intent, so many times. */
async function strike(id: string, kind: "capture" | "cancel", action: Record<string, unknown>, times = 1) {
  const path = `/v1/payment_intents/${(await intentOf(id))?.id}/${kind}`;
  await setStripeFaults([{ match: { method: "POST", path }, times, action }]);
}

afterAll(() => setStripeFaults([]));

describe("a capture whose outcome nobody knows", () => {
  it.each([
    ["is lost", { drop: true }],
    ["is no JSON", { garbage: true }],
    ["comes too late", { latency_ms: 6_000 }],
    ["never leaves Stripe, which did nothing", { drop: true, before: true }],
    ["says that the intent is busy", { status: 429, before: true }],
  ])("because its answer %s, is 202, and completes by itself", async (_, action) => {
    const payment = await authorizedAtStripe();
    const { token, id } = payment;
    await strike(id, "capture", action);
    const key = crypto.randomUUID();
    const asked = await command("capture", payment, { amount: "600.00" }, key);
    expect([asked.status, asked.body.status], asked.text).toEqual([202, "authorized"]);
    const other = await command("capture", payment, {});
    expectProblem(other, "operation_in_progress");
    expect(other.headers.get("retry-after")).toMatch(/^\d+$/);
    const voided = await command("void", payment);
    expectProblem(voided, "operation_in_progress");
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect(await intentOf(id)).toMatchObject({ status: "succeeded", amount_received: 60_000 });
    const again = await command("capture", payment, { amount: "600.00" }, key);
    expect([again.status, again.body.status]).toEqual([200, "completed"]);
    expect((await refund(token, id, {})).body.amount_minor).toBe(60_000);
  });

  it("because Stripe has answered with an error, is looked at again at once: it may have been taken", async () => {
    const payment = await authorizedAtStripe();
    await strike(payment.id, "capture", { status: 500 });
    expect((await command("capture", payment)).body.status).toBe("completed");
    expect(await intentOf(payment.id)).toMatchObject({ amount_received: 100_000 });
  });

  it("is settled by the webhook, when that comes first", async () => {
    const payment = await authorizedAtStripe();
    await strike(payment.id, "capture", { drop: true });
    expect((await command("capture", payment, { amount: "600.00" })).status).toBe(202);
    await deliverStripeMail(payment.id, ["payment_intent.succeeded"]);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "completed", review: null });
    expect((await refund(payment.token, payment.id, {})).body.amount_minor).toBe(60_000);
  });

  it("because its Worker died before it could send, is sent by the payment's own timer", async () => {
    const { token, id } = await authorizedAtStripe();
    const terms = {
      id: deriveChildId(id as ShardId, "capture", crypto.randomUUID()),
      kind: "capture" as const,
      fingerprint: "0".repeat(64),
      amountMinor: null,
    };
    await onShard(id, (shard) => shard.beginCommand(id, terms, "owner", systemActor("test")));
    await letTimePass(id, 60_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await trailOf(token, id)).toContain("payment.capture_requested");
  });

  it("has an end: what was authorized has run out meanwhile", async () => {
    const payment = await authorizedAtStripe();
    const { token, id } = payment;
    await strike(id, "capture", { drop: true, before: true });
    const key = crypto.randomUUID();
    expect((await command("capture", payment, {}, key)).status).toBe(202);
    await endAuthorization(id);
    await letTimePass(id, 60_000);
    expect((await becomes(token, id, "cancelled")).body.status).toBe("cancelled");
    expectProblem(await command("capture", payment, {}, key), "invalid_state");
  });
});

describe("a void whose outcome nobody knows", () => {
  it.each([
    ["is lost", { drop: true }],
    ["is an error", { status: 500 }],
    ["never leaves Stripe, which did nothing", { drop: true, before: true }],
  ])("because its answer %s, is 202, and is voided by itself", async (_, action) => {
    const payment = await authorizedAtStripe();
    await strike(payment.id, "cancel", action);
    const key = crypto.randomUUID();
    const asked = await command("void", payment, {}, key);
    expect([asked.status, asked.body.status], asked.text).toEqual([202, "authorized"]);
    expect((await becomes(payment.token, payment.id, "cancelled")).body.status).toBe("cancelled");
    const again = await command("void", payment, {}, key);
    expect([again.status, again.body.status]).toEqual([200, "cancelled"]);
    expect(await intentOf(payment.id)).toMatchObject({ status: "canceled", amount_received: 0 });
  });
});

/** The authorization ends at Stripe, as it does after some days. */
async function endAuthorization(id: string): Promise<void> {
  await pressStripePage(String((await intentOf(id))?.id), "cancel");
}
