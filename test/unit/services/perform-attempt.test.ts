import { afterEach, describe, expect, it, vi } from "vitest";
import { systemActor } from "../../../src/domain/actor.ts";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import type { Attempt, NextSender } from "../../../src/domain/pursuit.ts";
import { reconcileMessageSchema } from "../../../src/domain/queue-messages.ts";
import type { ProviderAccount } from "../../../src/services/accounts/provider-account.ts";
import type { Gateway } from "../../../src/services/gateway.ts";
import { performPaymentAttempt, performRefundAttempt } from "../../../src/services/payments/perform-attempt.ts";
import { directoryOf } from "../../support/account-directory.ts";
import { begun, inState, refundOf, report, T0 } from "../domain/support/builders.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const OPTIONS = { isAnswer: true, actor: systemActor("test") };
const COMPLETED: PaymentOutcome = { ...report("completed"), exchange: null };

/** A gateway with one provider and one shard, both of which do as told; keeps what the queue was given. */
function gatewayWhere(does: {
  provider?: () => Promise<unknown>;
  shard?: (...given: unknown[]) => Promise<unknown>;
  hasAccount?: boolean;
}) {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const queued: unknown[] = [];
  const settled: unknown[][] = [];
  const act = does.provider ?? (() => Promise.resolve(COMPLETED));
  const provider = { initializePayment: act, verifyPayment: act, refundPayment: act, verifyRefund: act };
  const definition = { description: { name: "cpay" } };
  const account = { id: "platform:cpay", definition, provider } as unknown as ProviderAccount;
  const settle = (...given: unknown[]) => {
    settled.push(given);
    return does.shard?.(...given) ?? Promise.resolve({ subject: inState("completed"), isKnown: true, body: "{}" });
  };
  const gateway = {
    accounts: directoryOf(new Map(does.hasAccount === false ? [] : [[account.id, account]])),
    config: { publicUrl: "https://pay.test" },
    clock: () => T0,
    health: { note: () => undefined },
    fetch: () => Promise.reject(new Error("no network here")),
    callShard: (_id: string, call: (shard: unknown) => Promise<unknown>) => call({ settle, settleRefund: settle }),
    bindings: {
      RECONCILE_QUEUE: {
        send: (message: unknown) => {
          queued.push(message);
          return Promise.resolve();
        },
      },
    },
  };
  return { gateway: gateway as unknown as Gateway, queued, settled };
}

function openAttemptOf({ pursuit: { attempt } }: Transaction): Attempt {
  if (attempt === null) throw new Error("a payment that has begun has an attempt");
  return attempt;
}

describe("performing an attempt", () => {
  it("brings the outcome to the shard under the number of the attempt", async () => {
    const { gateway, settled, queued } = gatewayWhere({});
    expect(await performPaymentAttempt(gateway, begun(), OPTIONS)).toMatchObject({ isKnown: true });
    const sender = { owner: expect.any(String), until: T0 + 20_000 };
    expect(settled).toEqual([[begun().id, 1, COMPLETED, true, OPTIONS.actor, sender]]);
    expect(queued).toEqual([]);
  });

  it("hands an outcome that cannot be brought home to the queue, whole, as a message it will understand", async () => {
    const { gateway, queued } = gatewayWhere({ shard: () => Promise.reject(new Error("the object is gone")) });
    expect(await performPaymentAttempt(gateway, begun(), OPTIONS)).toBeNull();
    expect(queued).toEqual([
      { type: "outcome", subject: "payment", id: begun().id, attemptNumber: 1, outcome: COMPLETED },
    ]);
    expect(reconcileMessageSchema.safeParse(JSON.parse(JSON.stringify(queued[0]))).success).toBe(true);
  });

  it("does the same for a refund", async () => {
    const transaction = inState("completed");
    const refund = refundOf(transaction, "a", { pursuit: begun().pursuit });
    const { gateway, queued } = gatewayWhere({ shard: () => Promise.reject(new Error("the object is gone")) });
    expect(await performRefundAttempt(gateway, { transaction, refund }, OPTIONS)).toBeNull();
    expect(queued).toMatchObject([{ type: "outcome", subject: "refund", id: refund.id, attemptNumber: 1 }]);
  });

  it("takes an adapter that throws for what it is: nobody knows what happened", async () => {
    const { gateway, settled } = gatewayWhere({ provider: () => Promise.reject(new TypeError("x is undefined")) });
    await performPaymentAttempt(gateway, begun(), OPTIONS);
    expect(settled[0]?.[2]).toEqual({ kind: "unknown", reason: "adapter_failed", exchange: null });
  });

  it("sends nothing without the account the payment was made with", async () => {
    const act = vi.fn();
    const { gateway, settled } = gatewayWhere({ provider: act, hasAccount: false });
    await performPaymentAttempt(gateway, begun(), OPTIONS);
    expect(settled[0]?.[2]).toMatchObject({ kind: "not_sent", reason: "account_not_configured" });
    expect(act).not.toHaveBeenCalled();
  });

  it("goes on where the payment has moved to, and nowhere else", async () => {
    const told: string[] = [];
    const given: [number, NextSender][] = [];
    const { gateway } = gatewayWhere({
      shard: (...args) => {
        const number = Number(args[1]);
        const sender = args[5] as NextSender;
        given.push([number, sender]);
        // The second word is of a payment whose attempt somebody else was given.
        const attempt = { ...openAttemptOf(begun()), number: number + 1, owner: number === 1 ? sender.owner : "other" };
        const subject = { ...begun(), pursuit: { ...begun().pursuit, attempt } };
        return Promise.resolve({ subject, isKnown: false, body: "{}" });
      },
    });
    await performPaymentAttempt(gateway, begun(), { ...OPTIONS, onMoved: ({ provider }) => told.push(provider) });
    expect(given.map(([number]) => number)).toEqual([1, 2]);
    expect(told).toEqual(["cpay"]);
  });

  it("is never done without a permission", async () => {
    const { gateway } = gatewayWhere({});
    await expect(performPaymentAttempt(gateway, inState("processing"), OPTIONS)).rejects.toThrow("must be granted");
  });
});
