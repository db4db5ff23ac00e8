import { describe, expect, it } from "vitest";
import { toReportedPayment, toReportedRefund } from "../../../../src/providers/acme/mapping.ts";
import { toAcmeEvent } from "../../../../src/providers/acme/webhook.ts";
import { chargeSchema, refundSchema } from "../../../../src/providers/acme/wire.ts";
import chargePaid from "../../../fixtures/acme/charge-paid.json";
import refundFailed from "../../../fixtures/acme/refund-failed.json";

// The fixtures are the provider's own messages, as it documents them or as they came: never made from the adapter.
const charge = chargeSchema.parse(chargePaid.data);
const refund = refundSchema.parse(refundFailed.data);

describe("what Acme says of a charge", () => {
  it.each([
    ["open", "pending"],
    ["paid", "completed"],
    ["declined", "failed"],
  ])("%s is %s", (status, expected) => {
    expect(toReportedPayment({ ...charge, status })?.status).toBe(expected);
  });

  it("is nothing at all when nobody knows the word", () => {
    expect(toReportedPayment({ ...charge, status: "reticulated" })).toBeNull();
    expect(toReportedRefund({ ...refund, status: "reticulated" })).toBeNull();
  });
});

describe("Acme's webhooks", () => {
  it("tell which payment is paid, of how much", () => {
    expect(toAcmeEvent(chargePaid)).toMatchObject({
      id: chargePaid.id,
      subject: {
        kind: "payment",
        reference: chargePaid.data.reference,
        reported: { status: "completed", amountMinor: 100_000, currency: "KES" },
      },
    });
  });

  it("tell which refund has failed", () => {
    expect(toAcmeEvent(refundFailed)).toMatchObject({
      subject: { kind: "refund", reported: { status: "failed", providerRefundId: "rf_01hq8z7k", amountMinor: 40_000 } },
    });
  });
});
