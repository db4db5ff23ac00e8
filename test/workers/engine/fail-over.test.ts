import { describe, expect, it } from "vitest";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import type { RouteCandidate } from "../../../src/domain/payment/payment-route.ts";
import { paystack } from "../../../src/providers/paystack/index.ts";
import { until } from "../../support/gateway.ts";
import { paystackLedger } from "../../support/paystack.ts";
import { chargesOf, newMerchant, show, trailOf } from "./support/payments.ts";
import { ACTOR, onShard, termsOf } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

const NOT_SENT: PaymentOutcome = { kind: "not_sent", reason: "connection_refused", exchange: null };
const PAYSTACK: RouteCandidate = {
  provider: "paystack",
  accountId: "platform:paystack",
  timings: paystack.description.timings,
  isCancellable: paystack.description.capabilities.cancel,
  providerOptions: {},
};

/** A payment that was begun at CPay and may go to Paystack; whoever began it does nothing more by itself. */
async function begunForTwo() {
  const { token, merchantId } = await newMerchant();
  const terms = { ...termsOf(merchantId, crypto.randomUUID(), "approve+silent@example.com"), alternatives: [PAYSTACK] };
  await onShard(terms.id, (shard) => shard.begin(terms, "first-worker", ACTOR));
  const settle = (owner?: string, attemptNumber = 1) => {
    const sender = owner === undefined ? undefined : { owner, until: Date.now() + 20_000 };
    return onShard(terms.id, (shard) => shard.settle(terms.id, attemptNumber, NOT_SENT, true, ACTOR, sender));
  };
  return { token, terms, id: terms.id, settle };
}

function reachesPaystack(id: string): Promise<number> {
  return until(
    async () => (await paystackLedger(id)).transactions.length,
    (made) => made > 0,
  );
}

describe("a payment on its way from one provider to the next", () => {
  it("is sent by itself where only a message has told that it never left", async () => {
    const { id, token, settle } = await begunForTwo();
    expect((await settle())?.subject).toMatchObject({ provider: "paystack", pursuit: { attempt: null } });
    expect(await reachesPaystack(id)).toBe(1);
    const { body } = await until(
      () => show(token, id),
      (answer) => answer.body?.provider_transaction_id === id,
    );
    expect(body).toMatchObject({ provider: "paystack", status: "processing", next_action: { type: "redirect" } });
    expect(await chargesOf(id)).toBe(0);
  });

  it("is sent by itself when its Worker dies before it goes on", async () => {
    const { id, token, settle } = await begunForTwo();
    expect((await settle("dying-worker"))?.subject.pursuit.attempt).toMatchObject({ number: 2, kind: "send" });
    await letTimePass(id, 10_000);
    expect(await reachesPaystack(id)).toBe(1);
    await until(
      () => show(token, id),
      (answer) => answer.body?.provider_transaction_id === id,
    );
    expect(await trailOf(token, id)).toEqual([
      "payment.initiated",
      "payment.rerouted",
      "payment.processing",
      "payment.provider_acknowledged",
    ]);
    expect(await chargesOf(id)).toBe(0);
  });

  it("is one Worker's to send on, however often the same is told, and by whom", async () => {
    const { settle } = await begunForTwo();
    const first = await settle("worker-a");
    const again = await settle("worker-a");
    const other = await settle("worker-b");
    const attempts = [first, again, other].map((result) => result?.subject.pursuit.attempt);
    expect(attempts.map((attempt) => attempt?.owner)).toEqual(["worker-a", "worker-a", "worker-a"]);
    expect(attempts.map((attempt) => attempt?.number)).toEqual([2, 2, 2]);
  });

  it("keeps repeats of its request waiting while the merchant still waits, and answers 202 afterwards", async () => {
    const { id, terms, settle } = await begunForTwo();
    await settle("worker-a");
    const repeat = () => onShard(id, (shard) => shard.begin(terms, "second-worker", ACTOR));
    expect(await repeat()).toMatchObject({ kind: "in_progress" });
    await letTimePass(id, 5_000, true);
    expect(await repeat()).toMatchObject({ kind: "current", isKnown: false });
  });
});
