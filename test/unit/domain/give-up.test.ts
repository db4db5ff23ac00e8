import { describe, expect, it } from "vitest";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import { claimPayoutLook } from "../../../src/domain/payout/claim-payout-look.ts";
import { settlePayout } from "../../../src/domain/payout/settle-payout.ts";
import type { Pursuit } from "../../../src/domain/pursuit.ts";
import { claimRefundLook } from "../../../src/domain/refund/claim-refund-look.ts";
import { settleRefund } from "../../../src/domain/refund/settle-refund.ts";
import { begun, inState, MINUTE, refundOf, report, SECOND, T0, TIMINGS } from "./support/builders.ts";
import { begunPayout } from "./support/payout-builders.ts";

/** M-Pesa's manners: what nobody has told of after ten minutes is given up. */
const TEN_MINUTES = 10 * MINUTE;
const PATIENT = { ...TIMINGS, firstLookMs: 15 * SECOND, keyLifetimeMs: 0, presumedDeadMs: TEN_MINUTES };
const UNKNOWN = { kind: "unknown", reason: "timeout", exchange: null } as const;

/** Lets the timer ask as long as it is set before the end, and tells the last moment at which it was. */
function lastLook<T extends { readonly pursuit: Pursuit }>(start: T, ask: (subject: T, now: number) => T): number {
  let subject = start;
  for (let looks = 0; looks < 100; looks += 1) {
    const now = subject.pursuit.dueAt ?? 0;
    if (now >= T0 + TEN_MINUTES) return now;
    subject = ask(subject, now);
  }
  throw new Error("it asks for ever");
}

describe("what nobody can tell about", () => {
  it("is given up at the moment that was promised for a payment, not at the look after that", () => {
    const payment = begun({ timings: PATIENT, isCancellable: false });
    const endsAt = lastLook(settlePayment(payment, 1, UNKNOWN, T0 + 5 * SECOND).transaction, (given, now) => {
      const [{ transaction }, claim] = claimLook(given, "timer", now);
      expect(claim).toMatchObject({ granted: true, kind: "look" });
      return settlePayment(transaction, transaction.pursuit.attempts, UNKNOWN, now + SECOND).transaction;
    });
    expect(endsAt).toBe(T0 + TEN_MINUTES);
  });

  it("is given up no sooner than the checkout ends, once an unsigned word has told of it", () => {
    const told = { ...begun({ timings: PATIENT, isCancellable: false }), handleCandidate: "ws_CO_1" };
    const [{ transaction }] = claimLook(told, "timer", T0 + TEN_MINUTES);
    const after = settlePayment(transaction, transaction.pursuit.attempts, UNKNOWN, T0 + TEN_MINUTES + SECOND);
    expect(after.transaction.status).toBe("processing");
  });

  it("goes to a person at that moment if it is a refund", () => {
    const paid = inState("completed", { timings: PATIENT });
    const sent = refundOf(paid, "a", { providerRefundId: null, pursuit: begun({ timings: PATIENT }).pursuit });
    const settle = (given: typeof sent, attempt: number, now: number) => {
      const [settled] = settleRefund(paid, [given], given, attempt, UNKNOWN, now).refunds;
      if (settled === undefined) throw new Error("the refund was not settled");
      return settled;
    };
    const endsAt = lastLook(settle(sent, 1, T0 + 5 * SECOND), (given, now) => {
      const [asked, claim] = claimRefundLook(given, PATIENT, "timer", now);
      expect(claim.granted).toBe(true);
      return settle(asked, asked.pursuit.attempts, now + SECOND);
    });
    expect(endsAt).toBe(T0 + TEN_MINUTES);
  });

  it("goes to a person at that moment if it is a payout", () => {
    const payout = begunPayout({ timings: PATIENT });
    const endsAt = lastLook(settlePayout(payout, 1, UNKNOWN, T0 + 5 * SECOND).payout, (given, now) => {
      const [{ payout: asked }, claim] = claimPayoutLook(given, "timer", now);
      expect(claim.granted).toBe(true);
      return settlePayout(asked, asked.pursuit.attempts, UNKNOWN, now + SECOND).payout;
    });
    expect(endsAt).toBe(T0 + TEN_MINUTES);
  });
});

describe("an acknowledged payment", () => {
  it("is not hurried towards an end that only its provider makes", () => {
    const acknowledged = settlePayment(begun(), 1, { ...report("pending"), exchange: null }, T0 + SECOND).transaction;
    const [{ transaction }] = claimLook(acknowledged, "timer", T0 + 20 * MINUTE);
    const after = settlePayment(transaction, transaction.pursuit.attempts, UNKNOWN, T0 + 20 * MINUTE).transaction;
    expect(after.status).toBe("processing");
  });
});
