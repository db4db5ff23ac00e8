import { describe, expect, it } from "vitest";
import { deriveChildId } from "../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../src/domain/money.ts";
import type { RefundOutcome } from "../../../src/domain/outcome.ts";
import { beginRefund } from "../../../src/domain/refund/begin-refund.ts";
import { claimRefundLook } from "../../../src/domain/refund/claim-refund-look.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import { applyRefundReport, settleRefund } from "../../../src/domain/refund/settle-refund.ts";
import { DAY, HOUR, inState, MINUTE, refundOf, refundReport, SECOND, T0, TIMINGS } from "./support/builders.ts";

const paid = inState("completed");
const NOW = T0 + HOUR;

function ask(amountMinor: number | null, key = "r1") {
  return {
    id: deriveChildId(paid.id, "refund", key),
    idempotencyKey: key,
    fingerprint: "e".repeat(64),
    amountMinor: amountMinor as MinorUnits | null,
    reason: null,
  };
}

/** A refund as it stands right after it has been asked for: pending, its first attempt open. */
function started(amountMinor = 10_000): Refund {
  const start = beginRefund(paid, [], ask(amountMinor), "owner", NOW);
  if (!start.started) throw new Error(start.why);
  return start.refund;
}

function told(refund: Refund, status: "pending" | "completed" | "failed", id = "cr_new"): RefundOutcome {
  return { ...refundReport(refund, status, { providerRefundId: id }), exchange: null };
}

describe("asking for a refund", () => {
  it("reserves the amount at once: what is pending cannot be asked for again", () => {
    const pending = refundOf(paid, "a", { amountMinor: 60_000 as MinorUnits });
    expect(beginRefund(paid, [pending], ask(40_001), "owner", NOW)).toMatchObject({
      started: false,
      refundableMinor: 40_000,
    });
    expect(beginRefund(paid, [pending], ask(40_000), "owner", NOW)).toMatchObject({ started: true });
  });

  it("without an amount takes all that is left, and nothing when nothing is", () => {
    const done = refundOf(paid, "a", { amountMinor: 99_999 as MinorUnits, status: "completed" });
    const start = beginRefund(paid, [done], ask(null), "owner", NOW);
    expect(start).toMatchObject({ started: true, refund: { amountMinor: 1, status: "pending" } });
    const all = refundOf(paid, "b", { amountMinor: 1 as MinorUnits });
    expect(beginRefund(paid, [done, all], ask(null), "owner", NOW)).toMatchObject({
      why: "exceeds_balance",
      refundableMinor: 0,
    });
  });

  it("gets back what a failed refund had reserved", () => {
    const failed = refundOf(paid, "a", { amountMinor: 100_000 as MinorUnits, status: "failed" });
    expect(beginRefund(paid, [failed], ask(100_000), "owner", NOW)).toMatchObject({ started: true });
  });

  it.each(["pending", "processing", "authorized", "failed", "cancelled"] as const)(
    "is refused of a payment that is %s",
    (status) => {
      expect(beginRefund(inState(status), [], ask(1), "owner", NOW)).toEqual({ started: false, why: "not_paid" });
    },
  );
});

describe("what a provider says of a refund", () => {
  it("moves the payment's state with the sum of refunds that stand, down as well as up", () => {
    const half = started(50_000);
    const completed = settleRefund(paid, [half], half, 1, told(half, "completed"), NOW);
    expect(completed.transaction).toMatchObject({ status: "partially_refunded", amountRefundedMinor: 50_000 });
    expect(completed.audit.map(({ type }) => type)).toEqual(["refund.completed", "payment.partially_refunded"]);
    expect(completed.events).toEqual([{ type: "refund.completed", refundId: half.id }]);
    const late = refundReport(half, "failed", { providerRefundId: "cr_new" });
    const lowered = applyRefundReport(
      completed.transaction,
      completed.refunds,
      completed.refunds[0] ?? half,
      late,
      null,
      true,
      NOW + 1,
    );
    expect(lowered.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0 });
    expect(lowered.audit.map(({ type }) => type)).toEqual(["refund.failed", "payment.completed"]);
    // No second payment.completed: the refund's own event tells of it.
    expect(lowered.events).toEqual([{ type: "refund.failed", refundId: half.id }]);
  });

  it.each([
    ["another amount", { amountMinor: 1 }, "refund_amount_mismatch"],
    ["another currency", { currency: "USD" }, "refund_currency_mismatch"],
    ["another handle than the one recorded", { providerRefundId: "cr_other" }, "provider_refund_id_mismatch"],
  ] as const)("is held for review when it tells of %s", (_, difference, reason) => {
    const refund = refundOf(paid, "a");
    const change = applyRefundReport(
      paid,
      [refund],
      refund,
      refundReport(refund, "completed", difference),
      null,
      true,
      NOW,
    );
    expect(change.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0, review: { reason } });
    expect(change.refunds).toMatchObject([{ status: "pending" }]);
    expect(change.events).toEqual([{ type: "payment.review_required" }]);
  });

  it("is held for review when the handle it tells belongs to another refund: one cannot count twice", () => {
    const first = refundOf(paid, "a", { status: "completed", providerRefundId: "cr_1" });
    const second = started();
    const change = settleRefund(paid, [first, second], second, 1, told(second, "completed", "cr_1"), NOW);
    expect(change.transaction).toMatchObject({ review: { reason: "provider_refund_id_of_another_refund" } });
    expect(change.refunds).toMatchObject([{ id: second.id, status: "pending", providerRefundId: null }]);
    expect(change.refunds[0]?.pursuit.dueAt).not.toBeNull();
  });

  it("cannot lower a refund while another attempt is open that may bring a success", () => {
    const [open] = claimRefundLook(
      { ...started(), pursuit: { ...started().pursuit, attempt: null } },
      TIMINGS,
      "manual",
      NOW + MINUTE,
    );
    const change = settleRefund(paid, [open], open, 1, told(open, "failed"), NOW + MINUTE + 1);
    expect(change.refunds).toMatchObject([{ status: "pending", providerRefundId: "cr_new" }]);
  });

  it("puts the payment under review when more has been refunded than was paid", () => {
    const presumedFailed = refundOf(paid, "a", {
      amountMinor: 60_000 as MinorUnits,
      status: "failed",
      providerRefundId: null,
      failure: { code: "not_found_at_provider", message: "The provider has no such refund." },
    });
    const other = refundOf(paid, "b", { amountMinor: 100_000 as MinorUnits, status: "completed" });
    const late = refundReport(presumedFailed, "completed", { providerRefundId: "cr_late" });
    const change = applyRefundReport(
      { ...paid, status: "refunded" },
      [presumedFailed, other],
      presumedFailed,
      late,
      null,
      true,
      NOW,
    );
    expect(change.transaction).toMatchObject({ status: "refunded", review: { reason: "refunds_exceed_payment" } });
    expect(change.transaction.amountRefundedMinor).toBe(160_000);
  });
});

describe("a success that arrives after a failure of the same refund", () => {
  const failed = refundOf(paid, "a", {
    status: "failed",
    updatedAt: NOW,
    pursuit: { ...refundOf(paid, "a").pursuit, dueAt: null },
  });
  const success = refundReport(failed, "completed");

  it("does not count by itself: refunds fail late, and messages overtake each other", () => {
    const change = applyRefundReport(paid, [failed], failed, success, null, true, NOW + SECOND);
    expect(change.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0 });
    expect(change.refunds).toMatchObject([{ status: "failed" }]);
    expect(change.audit).toEqual([]);
  });

  it("makes the gateway ask, and what the provider then says is what counts", () => {
    const [asking] = applyRefundReport(paid, [failed], failed, success, null, true, NOW + SECOND).refunds;
    if (asking === undefined) throw new Error("the refund was not saved");
    const [looked, claim] = claimRefundLook(asking, TIMINGS, "timer", NOW + SECOND);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
    const number = looked.pursuit.attempts;
    const standing = settleRefund(paid, [looked], looked, number, { ...success, exchange: null }, NOW + 2 * SECOND);
    expect(standing.transaction).toMatchObject({ status: "partially_refunded", amountRefundedMinor: 10_000 });
    const failure = { ...refundReport(failed, "failed"), exchange: null };
    const fallen = settleRefund(paid, [looked], looked, number, failure, NOW + 2 * SECOND);
    expect(fallen.refunds).toMatchObject([{ status: "failed", pursuit: { dueAt: null, attempt: null } }]);
  });

  it("is asked about again, ever more slowly, while the provider does not answer", () => {
    const [asking] = applyRefundReport(paid, [failed], failed, success, null, true, NOW).refunds;
    if (asking === undefined) throw new Error("the refund was not saved");
    const [looked] = claimRefundLook(asking, TIMINGS, "timer", NOW);
    const silence: RefundOutcome = { kind: "unknown", reason: "timeout", exchange: null };
    const [waiting] = settleRefund(paid, [looked], looked, looked.pursuit.attempts, silence, NOW + SECOND).refunds;
    expect(waiting).toMatchObject({ status: "failed", pursuit: { dueAt: NOW + SECOND + 4 * SECOND } });
  });
});

describe("silence about a refund", () => {
  const silence: RefundOutcome = { kind: "unknown", reason: "timeout", exchange: null };

  it("keeps it pending, reserved and watched", () => {
    const refund = started();
    const change = settleRefund(paid, [refund], refund, 1, silence, NOW + 5 * SECOND);
    expect(change.refunds).toMatchObject([{ status: "pending", pursuit: { attempt: null, dueAt: NOW + 7 * SECOND } }]);
    expect(change.audit.map(({ type }) => type)).toEqual(["refund.outcome_unknown"]);
  });

  it("goes to a person once it is presumed dead, and keeps its reserve", () => {
    const timings = { ...TIMINGS, presumedDeadMs: HOUR };
    const refund = { ...started(), pursuit: { ...started().pursuit, looks: 9 } };
    const change = settleRefund({ ...paid, timings }, [refund], refund, 1, silence, NOW + HOUR);
    expect(change.transaction).toMatchObject({ review: { reason: "refund_outcome_unknown" } });
    expect(change.refunds).toMatchObject([{ status: "pending", pursuit: { dueAt: NOW + HOUR + DAY } }]);
  });

  it("counts absence only when asked after the last attempt's end and the provider's settling time", () => {
    const absent: RefundOutcome = { kind: "absent", exchange: null };
    const waiting = { ...started(), pursuit: { ...started().pursuit, attempt: null } };
    const settledAt = waiting.pursuit.lastSendEndsAt + TIMINGS.settlingMs;
    const keyless = { ...TIMINGS, keyLifetimeMs: 0 };
    const answer = (askedAt: number) => {
      const [looked] = claimRefundLook(waiting, keyless, "manual", askedAt);
      return settleRefund(paid, [looked], looked, 2, absent, settledAt + DAY).refunds[0];
    };
    expect(answer(settledAt - 1)).toMatchObject({ status: "pending" });
    expect(answer(settledAt)).toMatchObject({ status: "failed", failure: { code: "not_found_at_provider" } });
  });
});
