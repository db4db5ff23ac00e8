import { describe, expect, it } from "vitest";
import { fromMajorUnits } from "../../../../src/providers/flutterwave/major-units.ts";
import { toReportedPayment, toReportedRefund } from "../../../../src/providers/flutterwave/mapping.ts";
import { toKenyanNumber } from "../../../../src/providers/flutterwave/options.ts";
import { toFlutterwaveEvent } from "../../../../src/providers/flutterwave/webhook.ts";
import { refundSchema, transactionSchema } from "../../../../src/providers/flutterwave/wire.ts";
import chargeCompleted from "../../../fixtures/flutterwave/charge-completed.json";
import flatCharge from "../../../fixtures/flutterwave/charge-completed-flat.json";
import pendingCharge from "../../../fixtures/flutterwave/mpesa-charge-pending.json";

const charge = transactionSchema.parse(pendingCharge.data);
const REFERENCE = charge.tx_ref;

describe("what Flutterwave says of a transaction", () => {
  it.each([
    ["successful", "completed"],
    ["failed", "failed"],
    ["pending", "pending"],
    ["success-pending-validation", "pending"],
  ])("%s is %s", (status, expected) => {
    expect(toReportedPayment({ ...charge, status })?.status).toBe(expected);
  });

  it.each(["success", "completed", "Successful", ""])("%j is nothing at all", (status) => {
    expect(toReportedPayment({ ...charge, status })).toBeNull();
  });

  it("does not take its processor's word: pending is pending, whatever that says", () => {
    expect(charge.processor_response).toBe("Successful");
    expect(toReportedPayment(charge)).toMatchObject({
      status: "pending",
      providerTransactionId: REFERENCE,
      amountMinor: 150_000,
      receipt: null,
    });
  });

  it("is no success without an amount", () => {
    expect(toReportedPayment({ ...charge, status: "successful", amount: null })).toBeNull();
  });
});

describe("Flutterwave's major units", () => {
  it.each([
    [1_500, "KES", 150_000],
    ["1500.50", "KES", 150_050],
    [0.1, "KES", 10],
    [1_500, "UGX", 1_500],
    ["1500.00", "UGX", 1_500],
  ])("%j %s is %d", (amount, currency, expected) => {
    expect(fromMajorUnits(amount, currency)).toBe(expected);
  });

  it("stay visible when they are no amount of the currency", () => {
    expect(fromMajorUnits(15.005, "KES")).toBeCloseTo(1_500.5);
    expect(fromMajorUnits(0, "KES")).toBe(0);
    expect(fromMajorUnits("many", "KES")).toBeNull();
  });
});

describe("a refund at Flutterwave", () => {
  const refund = refundSchema.parse({ id: 75_923, status: "completed", amount_refunded: 6.9 });

  it.each([
    ["completed", "completed"],
    ["completed-momo", "completed"],
    ["failed", "failed"],
    ["reticulating", "pending"],
  ])("that is %s is %s", (status, expected) => {
    expect(toReportedRefund({ ...refund, status }, "KES")).toMatchObject({
      status: expected,
      providerRefundId: "75923",
      amountMinor: 690,
    });
  });
});

describe("Flutterwave's webhooks", () => {
  it.each([
    ["in their present shape", chargeCompleted],
    ["in the flat shape of old accounts", flatCharge],
  ])("%s are a reason to ask, and never more", (_, event) => {
    expect(toFlutterwaveEvent(event)).toEqual({
      id: expect.stringMatching(/^sha256:/),
      type: "charge.completed",
      subject: { kind: "hint", reference: REFERENCE, receipt: null },
    });
  });

  it("about what is not ours are about nothing", () => {
    const event = { ...chargeCompleted, data: { ...chargeCompleted.data, tx_ref: "ORDER-17" } };
    expect(toFlutterwaveEvent(event)).toMatchObject({ subject: { kind: "none" } });
  });

  it("with other words are other events, so that invented ones cannot stand in the way of true ones", () => {
    const invented = { ...chargeCompleted, data: { ...chargeCompleted.data, status: "successful" } };
    expect(toFlutterwaveEvent(invented)?.id).not.toBe(toFlutterwaveEvent(chargeCompleted)?.id);
  });
});

describe("a Kenyan number", () => {
  it.each(["0712345678", "+254 712 345 678", "254712345678", "712345678"])("%s is written 2547…", (phone) => {
    expect(toKenyanNumber(phone)).toBe("254712345678");
  });

  it.each([null, "", "0812345678", "+255712345678", "07123456789"])("%s is none", (phone) => {
    expect(toKenyanNumber(phone)).toBeNull();
  });
});
