import { describe, expect, it } from "vitest";
import type { PaymentOutcome, RefundOutcome } from "../../../src/domain/outcome.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { claimRefundLook } from "../../../src/domain/refund/claim-refund-look.ts";
import { settleRefund } from "../../../src/domain/refund/settle-refund.ts";
import { begun, DAY, HOUR, inState, MINUTE, refundOf, report, SECOND, T0, TIMINGS } from "./support/builders.ts";

/** M-Pesa's manners: no idempotency keys, no way to cancel, and an end to waiting. */
const KEYLESS = {
  ...TIMINGS,
  firstLookMs: 15 * SECOND,
  keyLifetimeMs: 0,
  presumedDeadMs: DAY,
  checkoutLifetimeMs: HOUR,
};
const NOT_SENT = { kind: "not_sent", reason: "no_access_token", exchange: null } as const;
const UNKNOWN = { kind: "unknown", reason: "timeout", exchange: null } as const;
const PENDING: PaymentOutcome = { ...report("pending"), exchange: null };

const fresh = begun({ timings: KEYLESS, isCancellable: false });

/** Lets the payment's own timer ask again and again, with the same answer, until it is final or a time is over. */
function play(start: Transaction, outcome: PaymentOutcome, until: number) {
  let transaction = start;
  const kinds: string[] = [];
  while (transaction.pursuit.dueAt !== null && transaction.pursuit.dueAt <= until) {
    const now = transaction.pursuit.dueAt;
    const [change, claim] = claimLook(transaction, "timer", now);
    if (!claim.granted) throw new Error("a due timer was refused");
    kinds.push(claim.kind);
    transaction = settlePayment(change.transaction, claim.attemptNumber, outcome, now + SECOND).transaction;
    if (transaction.status === "failed") break;
  }
  return { transaction, kinds };
}

describe("a prompt whose sending is unknown", () => {
  it("is never sent a second time, whatever becomes of it and whoever asks", () => {
    const unknown = settlePayment(fresh, 1, UNKNOWN, T0 + 5 * SECOND).transaction;
    const { kinds } = play(unknown, UNKNOWN, T0 + 8 * DAY);
    expect(kinds.length).toBeGreaterThan(10);
    expect(new Set(kinds)).toEqual(new Set(["look"]));
    for (const trigger of ["hint", "nudge", "manual"] as const) {
      expect(claimLook(unknown, trigger, T0 + MINUTE)[1]).toMatchObject({ granted: true, kind: "look" });
    }
  });

  it("is not sent a second time either when its Worker has died without a word", () => {
    expect(claimLook(fresh, "timer", T0 + MINUTE)[1]).toMatchObject({ granted: true, kind: "look" });
  });

  it("is not taken for unsent because a later sending was", () => {
    const unknown = settlePayment(fresh, 1, UNKNOWN, T0 + 5 * SECOND).transaction;
    const [looked] = claimLook(unknown, "manual", T0 + 10 * SECOND);
    const after = settlePayment(looked.transaction, 2, NOT_SENT, T0 + 11 * SECOND).transaction;
    expect(claimLook(after, "timer", T0 + HOUR)[1]).toMatchObject({ granted: true, kind: "look" });
    expect(after.status).toBe("processing");
  });
});

describe("a prompt that certainly never left", () => {
  it("is sent after all while its customer still waits", () => {
    const unsent = settlePayment(fresh, 1, NOT_SENT, T0 + SECOND).transaction;
    expect(unsent).toMatchObject({ status: "processing", pursuit: { dueAt: T0 + 3 * SECOND } });
    const [, claim] = claimLook(unsent, "timer", T0 + 3 * SECOND);
    expect(claim).toMatchObject({ granted: true, kind: "send" });
  });

  it("fails within a minute, and says that nothing was sent", () => {
    const unsent = settlePayment(fresh, 1, NOT_SENT, T0 + SECOND).transaction;
    const { transaction, kinds } = play(unsent, NOT_SENT, T0 + DAY);
    expect(new Set(kinds)).toEqual(new Set(["send"]));
    expect(transaction).toMatchObject({ status: "failed", failure: { code: "provider_unreachable" }, review: null });
    expect(transaction.updatedAt - T0).toBeLessThanOrEqual(MINUTE);
  });

  it("is not sent any more when the minute is over, and fails", () => {
    const unsent = settlePayment(fresh, 1, NOT_SENT, T0 + SECOND).transaction;
    const [change, claim] = claimLook(unsent, "timer", T0 + MINUTE);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
    const { transaction } = settlePayment(change.transaction, 2, UNKNOWN, T0 + MINUTE + SECOND);
    expect(transaction).toMatchObject({ status: "failed", failure: { code: "provider_unreachable" } });
  });

  it("is pursued like any other once one sending is unknown", () => {
    const unsent = settlePayment(fresh, 1, NOT_SENT, T0 + SECOND).transaction;
    const [sent] = claimLook(unsent, "timer", T0 + 3 * SECOND);
    const unknown = settlePayment(sent.transaction, 2, UNKNOWN, T0 + 5 * SECOND).transaction;
    const { transaction, kinds } = play(unknown, UNKNOWN, T0 + HOUR);
    expect(transaction.status).toBe("processing");
    expect(new Set(kinds)).toEqual(new Set(["look"]));
  });

  it("never fails for a provider with keys, however long it cannot be reached", () => {
    const keyed = begun({ timings: TIMINGS });
    const unsent = settlePayment(keyed, 1, NOT_SENT, T0 + SECOND).transaction;
    expect(play(unsent, NOT_SENT, T0 + 3 * DAY).transaction.status).toBe("processing");
  });
});

describe("a refund that certainly never left", () => {
  const paid = inState("completed", { timings: KEYLESS });
  const refund = refundOf(paid, "a", { providerRefundId: null, pursuit: fresh.pursuit });
  const settle = (outcome: RefundOutcome) => settleRefund(paid, [refund], refund, 1, outcome, T0 + SECOND).refunds[0];

  it("is sent again, since nobody waits at a phone; one of unknown fate only is asked about", () => {
    const unsent = settle(NOT_SENT);
    const unknown = settle(UNKNOWN);
    if (unsent === undefined || unknown === undefined) throw new Error("the refund was not settled");
    expect(claimRefundLook(unsent, KEYLESS, "timer", T0 + HOUR)[1]).toMatchObject({ granted: true, kind: "send" });
    expect(claimRefundLook(unknown, KEYLESS, "timer", T0 + HOUR)[1]).toMatchObject({ granted: true, kind: "look" });
  });
});

describe("an acknowledged payment that never ends", () => {
  const acknowledged = settlePayment(fresh, 1, PENDING, T0 + SECOND).transaction;

  it("is asked about until its provider is presumed dead, then failed and under review; a success still wins", () => {
    const { transaction, kinds } = play(acknowledged, PENDING, T0 + 2 * DAY);
    expect(new Set(kinds)).toEqual(new Set(["look"]));
    expect(transaction).toMatchObject({
      status: "failed",
      failure: { code: "outcome_unknown" },
      review: { reason: "outcome_unknown" },
    });
    expect(transaction.updatedAt).toBeGreaterThanOrEqual(T0 + DAY);
    expect(transaction.pursuit.dueAt).not.toBeNull();
    const late = settlePayment(transaction, 99, { ...report("completed"), exchange: null }, T0 + 3 * DAY).transaction;
    expect(late).toMatchObject({ status: "completed", review: null });
  });

  it("stays open where the provider can be told to end it: it is cancelled there instead", () => {
    const cancellable = { ...acknowledged, isCancellable: true };
    const { transaction, kinds } = play(cancellable, PENDING, T0 + 2 * DAY);
    expect(kinds).toContain("cancel");
    expect(transaction.status).toBe("processing");
  });
});
