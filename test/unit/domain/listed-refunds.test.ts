import { describe, expect, it } from "vitest";
import type { ListedRefund } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { claimRefundLook } from "../../../src/domain/refund/claim-refund-look.ts";
import { recordListedRefunds } from "../../../src/domain/refund/record-listed-refunds.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import { begun, HOUR, inState, refundOf, T0, TIMINGS } from "./support/builders.ts";

const NOW = T0 + HOUR;
const PAID = inState("completed");

function listed(overrides: Partial<ListedRefund> = {}): ListedRefund {
  const reported = {
    kind: "reported",
    status: "completed",
    amountMinor: 10_000,
    currency: "KES",
    failure: null,
  } as const;
  return { ...reported, providerRefundId: "1", reference: null, ...overrides };
}

function record(list: readonly ListedRefund[], refunds: readonly Refund[] = [], transaction: Transaction = PAID) {
  return recordListedRefunds(transaction, refunds, list, NOW, NOW);
}

describe("a provider's list of refunds", () => {
  it("records each that is none of ours once, however often it is read", () => {
    const list = [listed(), listed({ providerRefundId: "2" })];
    const first = record(list);
    expect(first.transaction).toMatchObject({ status: "partially_refunded", amountRefundedMinor: 20_000 });
    expect(first.refunds).toMatchObject([{ origin: "provider" }, { origin: "provider" }]);
    const again = record(list, first.refunds, first.transaction);
    expect(again).toMatchObject({ transaction: { amountRefundedMinor: 20_000 }, audit: [], events: [] });
  });

  it("is ours where it carries our reference, though its answer has been lost", () => {
    const ours = refundOf(PAID, "key-1", { providerRefundId: null });
    const change = record([listed({ reference: ours.id })], [ours]);
    expect(change.refunds).toMatchObject([{ id: ours.id, status: "completed", providerRefundId: "1" }]);
    expect(change.transaction.amountRefundedMinor).toBe(10_000);
  });

  it("is ours where it carries the id we know", () => {
    const ours = refundOf(PAID, "key-1", { providerRefundId: "1" });
    expect(record([listed()], [ours]).refunds).toMatchObject([{ id: ours.id, status: "completed" }]);
  });

  it("leaves a refund of ours alone that it does not show", () => {
    const ours = refundOf(PAID, "key-1", { providerRefundId: null });
    expect(record([], [ours])).toMatchObject({ refunds: [], audit: [] });
  });

  it("skips what cannot be recorded: nothing is said of how much, or in another currency", () => {
    const list = [listed({ amountMinor: null }), listed({ currency: "NGN" }), listed({ amountMinor: 0.5 })];
    expect(record(list)).toMatchObject({ refunds: [], audit: [] });
  });

  it("with one entry twice counts it once", () => {
    expect(record([listed(), listed()]).transaction.amountRefundedMinor).toBe(10_000);
  });
});

describe("a refund without a key of its own", () => {
  const timings = { ...TIMINGS, refundKeyLifetimeMs: 24 * HOUR };
  const refund = refundOf(PAID, "key-1", { providerRefundId: null, pursuit: begun().pursuit });
  const { lastSendEndsAt } = refund.pursuit;
  const claimAt = (at: number, given = timings) => {
    const due = { ...refund, pursuit: { ...refund.pursuit, attempt: null, dueAt: at } };
    return claimRefundLook(due, given, "timer", at)[1];
  };

  it("is only asked about until everything sent has settled, then asked for again", () => {
    expect(claimAt(lastSendEndsAt + timings.settlingMs - 1)).toMatchObject({ granted: true, kind: "look" });
    expect(claimAt(lastSendEndsAt + timings.settlingMs)).toMatchObject({ granted: true, kind: "send" });
  });

  it("is only asked about once its time is over, or where it may never be repeated", () => {
    expect(claimAt(T0 + 25 * HOUR)).toMatchObject({ granted: true, kind: "look" });
    const never = { ...timings, refundKeyLifetimeMs: 0 };
    expect(claimAt(lastSendEndsAt + timings.settlingMs, never)).toMatchObject({ granted: true, kind: "look" });
  });
});
