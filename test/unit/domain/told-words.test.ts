import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import { toInboxItem } from "../../../src/domain/inbox/inbox-item.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../../src/domain/inbox/provider-event.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { applyPayoutEvent } from "../../../src/domain/payout/apply-payout-event.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import { inState, MINUTE, refundOf, refundReport, report, T0 } from "./support/builders.ts";
import { payoutEvent, payoutIn, payoutReport } from "./support/payout-builders.ts";

const RECEIPT = "RKTQDM7W6S";
const WHY = { code: "receiver_not_registered", message: "The receiver is not a registered customer." };

type Words = Omit<Extract<ProviderEventSubject, { kind: "hint" }>, "kind" | "reference">;

function hint(reference: string, words: Partial<Words>): ProviderEvent {
  return { id: "callback-1", type: "unsigned.callback", subject: { kind: "hint", reference, receipt: null, ...words } };
}

function hear(transaction: Transaction, event: ProviderEvent, refunds: readonly Refund[] = []) {
  return applyProviderEvent(transaction, refunds, event, transaction.accountId, T0 + MINUTE);
}

describe("what an unsigned word tells of a payment", () => {
  it("is remembered with its amount, the last word's, and moves nothing", () => {
    const waiting = inState("processing", { providerTransactionId: "ws_CO_1" });
    const words = { receipt: RECEIPT, handle: "ws_CO_1", amountMinor: 99_900 };
    const first = hear(waiting, hint(waiting.id, words)).change.transaction;
    expect(first).toMatchObject({ status: "processing", receiptCandidate: RECEIPT, amountCandidate: 99_900 });
    const second = hear(first, hint(waiting.id, { ...words, amountMinor: 100_000 })).change.transaction;
    expect(second.amountCandidate).toBe(100_000);
    expect(hear(second, hint(waiting.id, { receipt: RECEIPT })).change.transaction.amountCandidate).toBe(100_000);
  });

  it("is only a reason to ask when it names another payment of the provider's", () => {
    const waiting = inState("processing", { providerTransactionId: "ws_CO_1" });
    const { change, status } = hear(waiting, hint(waiting.id, { receipt: RECEIPT, handle: "ws_CO_2", amountMinor: 1 }));
    expect(status).toBe("applied");
    expect(change.transaction).toMatchObject({ receiptCandidate: null, providerTransactionId: "ws_CO_1" });
    expect(change.transaction.amountCandidate).toBeUndefined();
  });

  it("has named the payment rightly once its receipt is confirmed, and no other's", () => {
    const lost = inState("processing", { providerTransactionId: null });
    const told = hear(lost, hint(lost.id, { receipt: RECEIPT, handle: "ws_CO_1" })).change.transaction;
    const confirm = (receipt: string) => {
      const reported = report("completed", { providerTransactionId: null, receipt });
      const event = { id: "e-1", type: "answer", subject: { kind: "payment", reference: lost.id, reported } } as const;
      return hear(told, event).change.transaction;
    };
    expect(confirm(RECEIPT)).toMatchObject({ status: "completed", providerTransactionId: "ws_CO_1" });
    expect(confirm("OTHER00000")).toMatchObject({ status: "completed", providerTransactionId: null });
  });
});

describe("why something failed, as an unsigned word had it", () => {
  it("is shown of a refund once its provider says that it failed, and not before", () => {
    const paid = inState("completed");
    const refund = refundOf(paid, "r-1", { providerRefundId: "AG_1" });
    const told = hear(paid, hint(refund.id, { failure: WHY }), [refund]).change.refunds[0] ?? refund;
    expect(told).toMatchObject({ status: "pending", failure: null });
    const reported = refundReport(told, "failed", { providerRefundId: "AG_1", failure: null });
    const subject = { kind: "refund", reference: refund.id, providerTransactionId: null, reported } as const;
    const failed = hear(paid, { id: "e-1", type: "answer", subject }, [told]).change.refunds[0];
    expect(failed).toMatchObject({ status: "failed", failure: WHY });
  });

  it("is shown of a payout in the same way, and is nothing once the payout is done", () => {
    const sent = payoutIn("processing");
    const told = applyPayoutEvent(sent, hint(sent.id, { failure: WHY }), sent.accountId, T0 + MINUTE).change.payout;
    expect(told).toMatchObject({ status: "processing", failure: null });
    const end = (status: "failed" | "completed") => {
      const event = payoutEvent(payoutReport(status, { failure: null }));
      return applyPayoutEvent(told, event, sent.accountId, T0 + MINUTE).change.payout;
    };
    expect(end("failed")).toMatchObject({ status: "failed", failure: WHY });
    expect(end("completed")).toMatchObject({ status: "completed", failure: null });
  });
});

describe("the body of an event, as it is kept", () => {
  it("holds no address that proves itself", () => {
    const token = "0a".repeat(35);
    const item = { Key: "QueueTimeoutURL", Value: `https://pay.example.com/api/v1/callbacks/${token}` };
    const body = { Result: { ReferenceData: { ReferenceItem: item }, ResultURL: item.Value } };
    const event = hint(inState("processing").id, {});
    const kept = toInboxItem({ provider: "mpesa", accountId: "platform:mpesa", event, body, signature: null }, T0);
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(JSON.stringify(kept.body)).toContain("QueueTimeoutURL");
  });
});
