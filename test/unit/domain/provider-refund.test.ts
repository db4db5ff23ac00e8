import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { ProviderEventSubject } from "../../../src/domain/inbox/provider-event.ts";
import type { MinorUnits } from "../../../src/domain/money.ts";
import type { ReportedRefund } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { claimRefundLook } from "../../../src/domain/refund/claim-refund-look.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import { settleRefund } from "../../../src/domain/refund/settle-refund.ts";
import { DAY, HOUR, inState, MINUTE, refundOf, T0, TIMINGS } from "./support/builders.ts";

const NOW = T0 + HOUR;
const PAID = inState("completed");

function told(status: ReportedRefund["status"], overrides: Partial<ReportedRefund> = {}): ReportedRefund {
  const reported = { status, providerRefundId: "cr_elsewhere", amountMinor: 30_000, currency: "KES", failure: null };
  return { kind: "reported", ...reported, ...overrides };
}

/** Hands in what a provider tells of a refund that carries no reference of ours. */
function hear(
  [transaction, refunds]: readonly [Transaction, readonly Refund[]],
  reported: ReportedRefund,
  overrides: Partial<Extract<ProviderEventSubject, { kind: "refund" }>> = {},
) {
  const subject: ProviderEventSubject = {
    kind: "refund",
    reference: null,
    providerTransactionId: "cp_1",
    origin: "provider",
    reported,
    ...overrides,
  };
  const event = { id: "evt_1", type: "refund.updated", subject };
  return applyProviderEvent(transaction, refunds, event, "platform:cpay", NOW);
}

function stateAfter(
  verdict: ReturnType<typeof hear>,
  refunds: readonly Refund[] = [],
): [Transaction, readonly Refund[]] {
  const changed = verdict.change.refunds;
  const untouched = refunds.filter(({ id }) => !changed.some((refund) => refund.id === id));
  return [verdict.change.transaction, [...untouched, ...changed]];
}

describe("a refund made at the provider", () => {
  it("is recorded with its origin, its own audit entry and its own event, and counts", () => {
    const { status, change } = hear([PAID, []], told("completed"));
    expect(status).toBe("applied");
    expect(change.refunds).toMatchObject([
      {
        origin: "provider",
        status: "completed",
        amountMinor: 30_000,
        providerRefundId: "cr_elsewhere",
        idempotencyKey: null,
      },
    ]);
    expect(change.transaction).toMatchObject({
      status: "partially_refunded",
      amountRefundedMinor: 30_000,
      review: null,
    });
    expect(change.audit.map(({ type }) => type)).toEqual([
      "webhook.received",
      "refund.made_at_provider",
      "refund.completed",
      "payment.partially_refunded",
    ]);
    expect(change.events).toEqual([{ type: "refund.completed", refundId: change.refunds[0]?.id }]);
  });

  it("that is pending reserves its amount, is watched, and is only ever asked about", () => {
    const [, [refund]] = stateAfter(hear([PAID, []], told("pending")));
    expect(refund).toMatchObject({ status: "pending", pursuit: { acknowledged: true, attempt: null } });
    const dueAt = refund?.pursuit.dueAt ?? 0;
    expect(dueAt).toBeGreaterThan(NOW);
    const [, claim] = claimRefundLook(refund as Refund, TIMINGS, "timer", dueAt);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
  });

  it("is the same refund in every message about it", () => {
    const first = stateAfter(hear([PAID, []], told("pending")));
    const second = hear(first, told("completed"));
    expect(second.change.refunds.map(({ id }) => id)).toEqual(first[1].map(({ id }) => id));
    expect(second.change.transaction.amountRefundedMinor).toBe(30_000);
    expect(hear(stateAfter(second), told("completed"))).toMatchObject({ status: "ignored", change: { events: [] } });
  });

  it("that fails late lowers what was refunded", () => {
    const done = stateAfter(hear([PAID, []], told("completed")));
    const failed = hear(done, told("failed", { failure: { code: "returned", message: "It came back." } }));
    expect(failed.change.refunds).toMatchObject([{ status: "failed", failure: { code: "returned" } }]);
    expect(failed.change.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0 });
    expect(failed.change.events).toMatchObject([{ type: "refund.failed" }]);
  });

  it("that is lost at the provider once it is asked about fails in the end", () => {
    const [transaction, [refund]] = stateAfter(hear([PAID, []], told("pending")));
    const [looking] = claimRefundLook(refund as Refund, TIMINGS, "manual", NOW + DAY);
    const absent = { kind: "absent", exchange: null } as const;
    const change = settleRefund(transaction, [looking], looking, 1, absent, NOW + DAY + MINUTE);
    expect(change.refunds).toMatchObject([{ status: "failed", failure: { code: "not_found_at_provider" } }]);
  });

  it.each([
    ["together with what is done", [refundOf(PAID, "a", { status: "completed", amountMinor: 80_000 as MinorUnits })]],
    ["together with what is under way", [refundOf(PAID, "a", { amountMinor: 80_000 as MinorUnits })]],
  ])("that exceeds the payment %s is recorded all the same, and a person is asked", (_, others) => {
    const { status, change } = hear([{ ...PAID, amountRefundedMinor: 0 as MinorUnits }, others], told("completed"));
    expect(status).toBe("applied");
    expect(change.refunds).toMatchObject([{ origin: "provider", status: "completed" }]);
    expect(change.transaction.review).toEqual({ reason: "refunds_exceed_payment" });
    expect(change.events.filter(({ type }) => type === "payment.review_required")).toHaveLength(1);
  });

  it.each([
    ["without an id", { providerRefundId: null }, "refund_without_id"],
    ["without an amount", { amountMinor: null }, "refund_amount_unknown"],
    ["of nothing", { amountMinor: 0 }, "refund_amount_unknown"],
    ["of a fraction", { amountMinor: 1.5 }, "refund_amount_unknown"],
    ["of more than fits", { amountMinor: 1e15 }, "refund_amount_unknown"],
    ["in another currency", { currency: "USD" }, "refund_currency_mismatch"],
  ] as const)("%s is held, and a person is asked", (_, change, reason) => {
    const verdict = hear([PAID, []], told("completed", change));
    expect(verdict).toMatchObject({ status: "held", reason, change: { refunds: [] } });
    expect(verdict.change.transaction).toMatchObject({ review: { reason }, amountRefundedMinor: 0 });
  });

  it("of another payment's id is held", () => {
    const verdict = hear([PAID, []], told("completed"), { providerTransactionId: "cp_other" });
    expect(verdict).toMatchObject({ status: "held", reason: "provider_id_mismatch", change: { refunds: [] } });
  });

  it("waits until its payment is known to be paid, which is asked about at once", () => {
    const open = inState("processing");
    const verdict = hear([open, []], told("completed"));
    expect(verdict).toMatchObject({ status: "retrying", reason: "payment_not_completed" });
    expect(verdict.change).toMatchObject({
      audit: [],
      events: [],
      refunds: [],
      transaction: { pursuit: { dueAt: NOW } },
    });
  });

  it("is told apart from one of ours whose id is not known yet, if the provider always names ours", () => {
    const ours = refundOf(PAID, "a", { providerRefundId: null });
    expect(hear([PAID, [ours]], told("completed"))).toMatchObject({ status: "applied" });
    expect(hear([PAID, [ours]], told("completed"), { origin: "unknown" })).toMatchObject({ status: "retrying" });
    const named = { ...ours, providerRefundId: "cr_ours" };
    expect(hear([PAID, [named]], told("completed"), { origin: "unknown" })).toMatchObject({ status: "applied" });
  });
});
