import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { ProviderEvent } from "../../../src/domain/inbox/provider-event.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { HINT_GRACE_MS } from "../../../src/domain/pursuit.ts";
import { begun, DAY, inState, MINUTE, refundOf, report, SECOND, T0, TIMINGS } from "./support/builders.ts";

const RECEIPT = "RKTQDM7W6S";

/** A provider that signs nothing and has no idempotency keys. */
const UNSIGNED = { ...TIMINGS, firstLookMs: 15 * SECOND, keyLifetimeMs: 0, presumedDeadMs: DAY };

function hint(reference: string, told: { receipt?: string; handle?: string } = {}): ProviderEvent {
  const subject = { kind: "hint", reference, receipt: null, ...told } as const;
  return { id: "callback-1", type: "unsigned.callback", subject };
}

function hear(transaction: Transaction, event = hint(transaction.id), now = T0 + MINUTE) {
  return applyProviderEvent(transaction, [], event, transaction.accountId, now);
}

function waiting(overrides: Partial<Transaction> = {}): Transaction {
  return inState("processing", { timings: UNSIGNED, ...overrides });
}

describe("a word that nobody has signed", () => {
  it("moves no state and no money, whatever it tells: it has the provider asked, and leaves a trace", () => {
    const { status, change } = hear(waiting(), hint(waiting().id, { receipt: RECEIPT }));
    expect(status).toBe("applied");
    expect(change.transaction).toMatchObject({
      status: "processing",
      receiptCandidate: RECEIPT,
      providerReceipt: null,
      pursuit: { dueAt: T0 + MINUTE },
    });
    expect(change.audit).toMatchObject([{ type: "webhook.received", data: { status: "applied" } }]);
    expect(change.events).toEqual([]);
  });

  it("brings the next look forward, by no more than a Worker needs to make it itself", () => {
    const far = waiting({ pursuit: { ...waiting().pursuit, dueAt: T0 + DAY } });
    expect(hear(far).change.transaction.pursuit.dueAt).toBe(T0 + MINUTE + HINT_GRACE_MS);
  });

  it("is no reason to ask about what is paid and confirmed", () => {
    const paid = inState("completed", { providerReceipt: RECEIPT });
    const { status, change } = hear(paid, hint(paid.id, { receipt: "OTHER00000" }));
    expect(status).toBe("ignored");
    expect(change.transaction).toEqual(paid);
  });

  it("is heard of what was said to have failed: late money is real money", () => {
    const { change } = hear(inState("failed"), hint(waiting().id, { receipt: RECEIPT }));
    expect(change.transaction).toMatchObject({ status: "failed", receiptCandidate: RECEIPT });
    expect(change.transaction.pursuit.dueAt).toBe(T0 + MINUTE + HINT_GRACE_MS);
  });

  it("tells a handle to ask by only where none is known, and never as the payment's own", () => {
    const told = hint(waiting().id, { handle: "ws_CO_2" });
    const lost = hear(waiting({ providerTransactionId: null }), told).change.transaction;
    expect(lost).toMatchObject({ providerTransactionId: null, handleCandidate: "ws_CO_2" });
    expect(hear(waiting(), told).change.transaction.handleCandidate).toBeUndefined();
  });

  it("of another account leaves no trace", () => {
    const verdict = applyProviderEvent(waiting(), [], hint(waiting().id), "platform:other", T0);
    expect(verdict).toMatchObject({ status: "held", reason: "account_mismatch", change: { audit: [] } });
  });

  it("about a refund has that refund asked about, while it is open", () => {
    const paid = inState("completed");
    const refund = refundOf(paid, "a", { providerRefundId: null });
    const event = hint(refund.id, { handle: "AG_1" });
    const { change } = applyProviderEvent(paid, [refund], event, paid.accountId, T0);
    expect(change.refunds).toMatchObject([
      { id: refund.id, status: "pending", handleCandidate: "AG_1", pursuit: { dueAt: T0 + HINT_GRACE_MS } },
    ]);
    const done = refundOf(paid, "a", { status: "completed" });
    expect(applyProviderEvent(paid, [done], event, paid.accountId, T0).status).toBe("ignored");
  });
});

describe("who may have the provider asked, and when", () => {
  const claim = (transaction: Transaction, trigger: "hint" | "nudge" | "manual" | "timer", now: number) =>
    claimLook(transaction, trigger, now)[1];

  it("a hint at once, however short ago somebody asked", () => {
    const asked = waiting({ pursuit: { ...waiting().pursuit, lastLookAt: T0 } });
    expect(claim(asked, "hint", T0 + 1)).toMatchObject({ granted: true, kind: "look" });
    expect(claim(asked, "manual", T0 + 1)).toMatchObject({ granted: false });
  });

  it("anybody at all once in 15 s, and only about what is open", () => {
    const asked = waiting({ pursuit: { ...waiting().pursuit, lastLookAt: T0 } });
    expect(claim(waiting(), "nudge", T0)).toMatchObject({ granted: true });
    expect(claim(asked, "nudge", T0 + 15 * SECOND - 1)).toMatchObject({ granted: false, why: "idle" });
    expect(claim(asked, "nudge", T0 + 15 * SECOND)).toMatchObject({ granted: true });
    for (const status of ["completed", "failed", "cancelled", "refunded"] as const) {
      expect(claim(inState(status), "nudge", T0 + DAY)).toMatchObject({ granted: false });
    }
  });

  it("a hint that finds somebody asking is remembered, and the question is put again right after", () => {
    const open = begun({ timings: UNSIGNED });
    const [change, refused] = claimLook(open, "hint", T0 + SECOND);
    expect(refused).toMatchObject({ granted: false, why: "busy" });
    const settled = settlePayment(change.transaction, 1, { ...report("pending"), exchange: null }, T0 + 2 * SECOND);
    expect(settled.transaction.pursuit.dueAt).toBe(T0 + 2 * SECOND);
    const [asked] = claimLook(settled.transaction, "timer", T0 + 2 * SECOND);
    const again = settlePayment(asked.transaction, 2, { ...report("pending"), exchange: null }, T0 + 3 * SECOND);
    expect(again.transaction.pursuit.dueAt).toBeGreaterThan(T0 + 10 * SECOND);
  });

  it("a nudge that finds somebody asking is forgotten", () => {
    const open = begun({ timings: UNSIGNED });
    const [change] = claimLook(open, "nudge", T0 + SECOND);
    expect(change.transaction).toBe(open);
  });
});

describe("a receipt that was told and not confirmed", () => {
  const told = hear(waiting(), hint(waiting().id, { receipt: RECEIPT }), T0).change.transaction;
  const [looked] = claimLook(told, "hint", T0);
  const paidAt = T0 + SECOND;
  const paid = settlePayment(looked.transaction, 2, { ...report("completed"), exchange: null }, paidAt).transaction;

  it("is asked about as soon as the payment is paid", () => {
    expect(paid).toMatchObject({ status: "completed", providerReceipt: null, pursuit: { dueAt: paidAt } });
  });

  it("is asked about at most eight times within a day, ever more seldom, and then left", () => {
    let transaction = paid;
    const asks: number[] = [];
    while (transaction.pursuit.dueAt !== null) {
      const now = transaction.pursuit.dueAt;
      const [claimed, claim] = claimLook(transaction, "timer", now);
      expect(claim).toMatchObject({ granted: true, kind: "look" });
      const silence = { kind: "unknown", reason: "asked", exchange: null } as const;
      const { attempts } = claimed.transaction.pursuit;
      transaction = settlePayment(claimed.transaction, attempts, silence, now + SECOND).transaction;
      asks.push(now);
      expect(asks.length).toBeLessThanOrEqual(8);
    }
    expect(asks).toHaveLength(8);
    const gaps = asks.slice(1).map((at, index) => at - (asks[index] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect((asks.at(-1) ?? 0) - T0).toBeLessThan(DAY);
    expect(claimLook(transaction, "hint", T0 + 2 * DAY)[1]).toMatchObject({ granted: false });
  });

  it("is asked about no more often because it is told again and again", () => {
    let transaction: Transaction = { ...paid, timings: { ...UNSIGNED, firstLookMs: SECOND } };
    let asks = 0;
    for (let second = 1; second < 60; second += 1) {
      const now = paidAt + second * SECOND;
      const again = hear(transaction, hint(paid.id, { receipt: RECEIPT }), now).change.transaction;
      const [claimed, claim] = claimLook(again, "hint", now);
      transaction = again;
      if (!claim.granted) continue;
      asks += 1;
      const silence = { kind: "unknown", reason: "asked", exchange: null } as const;
      transaction = settlePayment(claimed.transaction, claim.attemptNumber, silence, now).transaction;
    }
    expect(asks).toBe(8);
    expect(transaction.pursuit.dueAt).toBeNull();
  });

  it("is confirmed by the provider alone, without a change of state, and not asked about again", () => {
    const event: ProviderEvent = {
      id: "status-1",
      type: "status",
      subject: {
        kind: "payment",
        reference: paid.id,
        reported: report("completed", { receipt: RECEIPT, providerTransactionId: null }),
      },
    };
    const { status, change } = applyProviderEvent(paid, [], event, paid.accountId, T0 + MINUTE);
    expect(status).toBe("applied");
    expect(change.transaction).toMatchObject({
      status: "completed",
      providerReceipt: RECEIPT,
      receiptCandidate: null,
      pursuit: { dueAt: null },
    });
    expect(change.audit).toMatchObject([
      { type: "webhook.received" },
      { type: "payment.receipt_confirmed", data: { provider_receipt: RECEIPT } },
    ]);
    expect(change.events).toEqual([]);
  });

  it("belongs to the payment for good: another one puts it under review", () => {
    const confirmed = inState("completed", { providerReceipt: RECEIPT });
    const other = { ...report("completed", { receipt: "OTHER00000" }), exchange: null };
    const { transaction } = settlePayment(confirmed, 9, other, T0);
    expect(transaction).toMatchObject({ providerReceipt: RECEIPT, review: { reason: "receipt_mismatch" } });
  });
});
