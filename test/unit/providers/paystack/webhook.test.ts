import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPaystackEvent } from "../../../../src/providers/paystack/webhook.ts";

const REFERENCE = "00000000-0000-8000-8000-000000000001";

function chargeOf(data: Record<string, unknown> = {}) {
  const paid = { status: "success", reference: REFERENCE, amount: 40_333, requested_amount: 30_050, currency: "NGN" };
  return { event: "charge.success", data: { id: 4_099_260_516, ...paid, ...data } };
}

function refundOf(event: string, data: Record<string, unknown> = {}) {
  const told = { transaction_reference: REFERENCE, refund_reference: null, amount: "10000", currency: "NGN" };
  return { event, data: { status: event.replace("refund.", ""), ...told, ...data } };
}

describe("the name of an event that has none", () => {
  it.each([
    ["its transaction", chargeOf(), "charge.success:4099260516"],
    ["its transaction, as text", chargeOf({ id: "4099260516" }), "charge.success:4099260516"],
    ["its refund", refundOf("refund.processed", { refund_reference: "TRF_1" }), "refund.processed:TRF_1:processed"],
    ["its payment, state and amount", refundOf("refund.pending"), `refund.pending:${REFERENCE}:pending:10000`],
    [
      "its transfer",
      { event: "transfer.success", data: { transfer_code: "TRF_2", status: "success" } },
      "transfer.success:TRF_2:success",
    ],
  ])("is made of %s", (_, body, id) => {
    expect(toPaystackEvent(body)?.id).toBe(id);
  });

  it("is made of all it says where that is too little, and is no longer than ids may be", () => {
    const list = { event: "subscription.expiring_cards", data: [{ brand: "visa" }] };
    const other = { ...list, data: [{ brand: "mastercard" }] };
    expect(toPaystackEvent(list)?.id).toBe(toPaystackEvent(structuredClone(list))?.id);
    expect(toPaystackEvent(list)?.id).not.toBe(toPaystackEvent(other)?.id);
    expect(toPaystackEvent({ event: "x".repeat(10_000), data: {} })?.id.length).toBeLessThan(200);
  });

  it("of any JSON at all is text, and making it never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.jsonValue(), (event, data) => {
        expect(toPaystackEvent({ event, data })?.id.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("an event of Paystack", () => {
  it("of a success says what was asked, whatever its metadata and its log are", () => {
    for (const metadata of ["", 0, null, '{"transaction_id":"x"}', { transaction_id: "x" }]) {
      expect(toPaystackEvent(chargeOf({ metadata, log: { success: false }, plan: {} }))?.subject).toMatchObject({
        kind: "payment",
        reference: REFERENCE,
        reported: { status: "completed", amountMinor: 30_050, currency: "NGN", receipt: "4099260516" },
      });
    }
  });

  it("of a success that does not say what was asked is a reason to ask", () => {
    expect(toPaystackEvent(chargeOf({ requested_amount: undefined }))?.subject).toEqual({
      kind: "hint",
      reference: REFERENCE,
      receipt: null,
    });
  });

  it("of a success that does not say so, or of another's order, is about nothing", () => {
    expect(toPaystackEvent(chargeOf({ status: "mystery" }))?.subject).toEqual({ kind: "none" });
    expect(toPaystackEvent(chargeOf({ reference: "T563902343950243" }))?.subject).toEqual({ kind: "none" });
  });

  it.each([
    ["refund.pending", "pending", "pending"],
    ["refund.processing", "processing", "pending"],
    ["refund.processed", "processed", "completed"],
    ["refund.failed", "failed", "failed"],
    ["refund.needs-attention", "needs-attention", "pending"],
  ])("%s names its payment, not which refund it is", (event, status, expected) => {
    expect(toPaystackEvent(refundOf(event, { status, amount: 10_000 }))?.subject).toMatchObject({
      kind: "refund",
      reference: REFERENCE,
      origin: "unknown",
      reported: { status: expected, providerRefundId: null, amountMinor: 10_000 },
    });
  });

  it("of a refund that wants bank details has an id", () => {
    const subject = toPaystackEvent(refundOf("refund.needs-attention", { id: "1234567" }))?.subject;
    expect(subject).toMatchObject({ reported: { providerRefundId: "1234567", status: "pending" } });
  });

  it.each([
    ["charge.dispute.create", "opened"],
    ["charge.dispute.remind", "updated"],
    ["charge.dispute.resolve", "closed"],
  ])("%s is a dispute that is %s", (event, status) => {
    const data = {
      id: 358_950,
      refund_amount: 5_000,
      currency: null,
      status: "awaiting-merchant-feedback",
      category: "fraud",
      transaction: { reference: REFERENCE, currency: "NGN" },
      transaction_reference: null,
    };
    expect(toPaystackEvent({ event, data })?.subject).toMatchObject({
      kind: "dispute",
      reference: REFERENCE,
      dispute: {
        id: "358950",
        status,
        stage: "awaiting-merchant-feedback",
        amountMinor: 5_000,
        currency: "NGN",
        reason: "fraud",
      },
    });
  });
});
