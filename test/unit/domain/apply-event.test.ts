import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { ProviderEventSubject } from "../../../src/domain/inbox/provider-event.ts";
import type { ReportedPayment } from "../../../src/domain/outcome.ts";
import type { TransactionStatus } from "../../../src/domain/payment/state-machine.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { begun, HOUR, inState, refundOf, refundReport, report, SECOND, T0 } from "./support/builders.ts";

const NOW = T0 + HOUR;
const ACCOUNT = "platform:cpay";

function paymentEvent(reported: ReportedPayment) {
  const subject: ProviderEventSubject = { kind: "payment", reference: reported.reference, reported };
  return { id: "evt_1", type: `payment.${reported.status}`, subject };
}

function apply(transaction: Transaction, reported: ReportedPayment, now = NOW, account = ACCOUNT) {
  return applyProviderEvent(transaction, [], paymentEvent(reported), account, now);
}

describe("a provider's event about a payment", () => {
  it.each([
    ["processing", "completed", "applied", "completed"],
    ["processing", "failed", "applied", "failed"],
    ["processing", "cancelled", "applied", "cancelled"],
    ["processing", "authorized", "applied", "authorized"],
    ["processing", "pending", "ignored", "processing"],
    ["failed", "completed", "applied", "completed"],
    ["cancelled", "completed", "applied", "completed"],
    ["failed", "authorized", "applied", "authorized"],
    ["cancelled", "failed", "ignored", "cancelled"],
    ["completed", "completed", "ignored", "completed"],
    ["completed", "failed", "ignored", "completed"],
    ["completed", "cancelled", "ignored", "completed"],
    ["completed", "authorized", "ignored", "completed"],
    ["refunded", "completed", "ignored", "refunded"],
    ["partially_refunded", "failed", "ignored", "partially_refunded"],
  ] as const)("finds it %s, says %s, is %s and leaves it %s", (from, told, status, to) => {
    const verdict = apply(inState(from), report(told));
    expect(verdict).toMatchObject({ status, reason: null });
    expect(verdict.change.transaction.status).toBe(to);
    expect(verdict.change.audit[0]).toMatchObject({ type: "webhook.received", data: { event_id: "evt_1", status } });
  });

  it.each(["failed", "cancelled"] as const)("re-opens what was %s with a timer when money may still come", (from) => {
    const { transaction } = apply(inState(from), report("authorized")).change;
    expect(transaction.pursuit.dueAt).toBeGreaterThan(NOW);
  });

  it("that is negative waits while a call is open which may yet bring a success", () => {
    const open = begun();
    expect(apply(open, report("failed"), T0 + SECOND).change.transaction.status).toBe("pending");
    expect(apply(open, report("failed"), T0 + 5 * SECOND).change.transaction.status).toBe("failed");
    expect(apply(open, report("completed"), T0 + SECOND).change.transaction.status).toBe("completed");
  });

  it.each([
    ["another amount", { amountMinor: 99_999 }, "amount_mismatch"],
    ["another currency", { currency: "USD" }, "currency_mismatch"],
    ["another handle", { providerTransactionId: "cp_2" }, "provider_id_mismatch"],
    ["another reference", { reference: "someone-else" }, "reference_mismatch"],
  ] as const)("with %s is held, whatever it says and whatever the state", (_, difference, reason) => {
    for (const from of ["processing", "failed", "cancelled", "completed", "refunded"] as TransactionStatus[]) {
      for (const told of ["completed", "failed", "cancelled", "authorized", "pending"] as const) {
        const verdict = apply(inState(from), report(told, difference));
        expect(verdict, `${from}, ${told}`).toMatchObject({ status: "held", reason });
        expect(verdict.change.transaction).toMatchObject({ status: from, review: { reason } });
      }
    }
  });

  it("asks for a review once, however often it comes", () => {
    const once = apply(inState("processing"), report("completed", { amountMinor: 1 })).change;
    expect(once.events).toEqual([{ type: "payment.review_required" }]);
    expect(apply(once.transaction, report("completed", { amountMinor: 1 })).change.events).toEqual([]);
  });

  it("may come by any version of the account the payment was sent with", () => {
    const before = { ...inState("processing"), accountId: "acme.cpay.1" };
    expect(apply(before, report("completed"), NOW, "acme.cpay.2")).toMatchObject({ status: "applied" });
    expect(apply(before, report("completed"), NOW, "other.cpay.1")).toMatchObject({ reason: "account_mismatch" });
  });

  it("from another account is held and leaves no trace on the payment", () => {
    const before = inState("processing");
    const verdict = apply(before, report("completed"), NOW, "platform:stripe");
    expect(verdict).toMatchObject({ status: "held", reason: "account_mismatch" });
    expect(verdict.change).toEqual({ transaction: before, refunds: [], audit: [], events: [] });
  });
});

describe("a provider's event about a refund", () => {
  const paid = inState("completed");
  const first = refundOf(paid, "a");
  const second = refundOf(paid, "b", { providerRefundId: null });

  function refundEvent(
    reported: ReturnType<typeof refundReport>,
    reference: string | null,
    payment: string | null = "cp_1",
  ) {
    const subject: ProviderEventSubject = { kind: "refund", reference, providerTransactionId: payment, reported };
    return applyProviderEvent(paid, [first, second], { id: "evt_2", type: "refund.completed", subject }, ACCOUNT, NOW);
  }

  it("finds it by our reference, in whatever case, or by the provider's id", () => {
    for (const verdict of [
      refundEvent(refundReport(first, "completed"), first.id.toUpperCase()),
      refundEvent(refundReport(first, "completed"), null),
    ]) {
      expect(verdict).toMatchObject({
        status: "applied",
        change: { refunds: [{ id: first.id, status: "completed" }] },
      });
    }
  });

  it("that names one of ours which is not known is held", () => {
    const unheardOf = refundReport(first, "completed", { providerRefundId: "cr_unheard_of" });
    const verdict = refundEvent(unheardOf, refundOf(paid, "z").id);
    expect(verdict).toMatchObject({ status: "held", reason: "refund_not_known" });
    expect(verdict.change.transaction).toEqual(paid);
  });

  it("that names none waits while it may be one of ours, and has that one asked about at once", () => {
    const verdict = refundEvent(refundReport(first, "completed", { providerRefundId: "cr_unheard_of" }), null);
    expect(verdict).toMatchObject({ status: "retrying", reason: "refund_not_identified" });
    expect(verdict.change).toMatchObject({
      audit: [],
      events: [],
      refunds: [{ id: second.id, pursuit: { dueAt: NOW } }],
    });
    expect(verdict.change.transaction).toEqual(paid);
  });

  it("that names one refund by reference and another by id is held: it cannot be both", () => {
    const verdict = refundEvent(refundReport(first, "completed"), second.id);
    expect(verdict).toMatchObject({ status: "held", reason: "provider_refund_id_of_another_refund" });
    expect(verdict.change.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0 });
  });

  it("that names another payment is held", () => {
    const verdict = refundEvent(refundReport(first, "completed"), first.id, "cp_of_another");
    expect(verdict).toMatchObject({ status: "held", reason: "provider_id_mismatch" });
    expect(verdict.change.transaction).toMatchObject({ status: "completed", amountRefundedMinor: 0 });
  });

  it("with another amount is held and puts the payment under review", () => {
    const verdict = refundEvent(refundReport(first, "completed", { amountMinor: 1 }), first.id);
    expect(verdict).toMatchObject({ status: "held", reason: "refund_amount_mismatch" });
    expect(verdict.change.transaction.review).toEqual({ reason: "refund_amount_mismatch" });
    // Repeated, it is held again, though the review is no news.
    const again = applyProviderEvent(
      verdict.change.transaction,
      [first, second],
      {
        id: "evt_3",
        type: "refund.completed",
        subject: {
          kind: "refund",
          reference: first.id,
          providerTransactionId: "cp_1",
          reported: refundReport(first, "completed", { amountMinor: 1 }),
        },
      },
      ACCOUNT,
      NOW,
    );
    expect(again).toMatchObject({ status: "held", reason: "refund_amount_mismatch" });
  });
});

describe("a word that nobody has signed", () => {
  const hint = (transaction: Transaction, receipt: string | null, reference: string = transaction.id) => {
    const subject: ProviderEventSubject = { kind: "hint", reference, receipt };
    return applyProviderEvent(transaction, [], { id: "evt_4", type: "callback", subject }, ACCOUNT, NOW);
  };

  it("says what to ask about, and moves nothing", () => {
    const open = inState("processing");
    const { status, change } = hint(open, "RKTQDM7W6S");
    expect(status).toBe("applied");
    expect(change.transaction).toMatchObject({ status: "processing", receiptCandidate: "RKTQDM7W6S" });
    expect(change.events).toEqual([]);
    expect(change.audit.map(({ type }) => type)).toEqual(["webhook.received"]);
  });

  it("is not asked about where the receipt is known, or is another's", () => {
    const known = inState("completed", { providerReceipt: "KNOWN" });
    expect(hint(known, "RKTQDM7W6S").change.transaction.receiptCandidate).toBeNull();
    const open = inState("processing");
    const ofRefund = hint(open, "RKTQDM7W6S", refundOf(open, "a").id);
    expect(ofRefund.change.transaction.receiptCandidate).toBeNull();
  });
});

describe("an event whose ids are known to be another payment's", () => {
  it.each([
    ["handle", { isHandleTaken: true }, "provider_id_of_another_payment"],
    ["receipt", { isReceiptTaken: true }, "receipt_of_another_payment"],
  ])("by its %s is held, and a person is asked", (_, clues, reason) => {
    const open = inState("processing");
    const verdict = applyProviderEvent(open, [], paymentEvent(report("completed")), ACCOUNT, NOW, clues);
    expect(verdict).toMatchObject({ status: "held", reason });
    expect(verdict.change.transaction).toMatchObject({ status: "processing", review: { reason } });
  });
});
