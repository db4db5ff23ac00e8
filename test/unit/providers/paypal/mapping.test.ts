import { describe, expect, it } from "vitest";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import { toCapturedPayment, toReportedPayment, toReportedRefund } from "../../../../src/providers/paypal/mapping.ts";
import { fromPaypalMoney, isPaypalAmount, toPaypalMoney } from "../../../../src/providers/paypal/paypal-money.ts";
import { toPaypalEvent } from "../../../../src/providers/paypal/webhook.ts";
import { captureSchema, orderSchema, refundSchema } from "../../../../src/providers/paypal/wire.ts";
import captureCompleted from "../../../fixtures/paypal/capture-completed.json";
import captureRefunded from "../../../fixtures/paypal/capture-refunded.json";
import orderApproved from "../../../fixtures/paypal/order-approved.json";

const REFERENCE = orderApproved.resource.purchase_units[0]?.custom_id ?? "";
const capture = captureSchema.parse(captureCompleted.resource);
const refund = refundSchema.parse(captureRefunded.resource);

function order(status: string, payments: Record<string, unknown> = {}) {
  const [unit] = orderApproved.resource.purchase_units;
  return orderSchema.parse({ ...orderApproved.resource, status, purchase_units: [{ ...unit, payments }] });
}

describe("what PayPal says of an order", () => {
  it.each([
    ["CREATED", "pending"],
    ["SAVED", "pending"],
    ["PAYER_ACTION_REQUIRED", "pending"],
    ["VOIDED", "cancelled"],
  ])("%s is %s", (status, expected) => {
    expect(toReportedPayment(order(status))?.status).toBe(expected);
  });

  it("approved is not paid", () => {
    expect(toReportedPayment(order("APPROVED"))).toMatchObject({ status: "pending", amountMinor: 10_000 });
  });

  it("completed without a capture, or of a status nobody knows, is nothing at all", () => {
    expect(toReportedPayment(order("COMPLETED"))).toBeNull();
    expect(toReportedPayment(order("RETICULATED"))).toBeNull();
  });

  it.each([
    ["COMPLETED", "completed"],
    ["PARTIALLY_REFUNDED", "completed"],
    ["REFUNDED", "completed"],
    ["PENDING", "pending"],
    ["DECLINED", "failed"],
    ["FAILED", "failed"],
  ])("completed, with a capture that is %s, is %s", (status, expected) => {
    const told = toReportedPayment(order("COMPLETED", { captures: [{ ...capture, status }] }));
    expect(told).toMatchObject({ status: expected, amountMinor: 251, currency: "USD" });
    expect(told?.receipt ?? null).toBe(expected === "completed" ? capture.id : null);
  });

  it.each([
    ["CREATED", "authorized"],
    ["PENDING", "pending"],
    ["DENIED", "failed"],
    ["VOIDED", "cancelled"],
  ])("completed, with an authorization that is %s, is %s", (status, expected) => {
    const authorizations = [{ id: "A1", status, amount: { currency_code: "USD", value: "100.00" } }];
    expect(toReportedPayment(order("COMPLETED", { authorizations }))?.status).toBe(expected);
  });

  it("of which a part was taken is paid, and says how much", () => {
    const authorizations = [{ id: "A1", status: "CAPTURED", amount: { currency_code: "USD", value: "100.00" } }];
    expect(toReportedPayment(order("COMPLETED", { authorizations, captures: [capture] }))).toMatchObject({
      status: "completed",
      amountMinor: 10_000,
      capturedMinor: 251,
      receipt: capture.id,
    });
  });

  it.each([
    ["COMPLETED", "completed"],
    ["PENDING", "pending"],
    ["CANCELLED", "failed"],
    ["FAILED", "failed"],
  ])("a refund that is %s is %s", (status, expected) => {
    expect(toReportedRefund({ ...refund, status })?.status).toBe(expected);
  });

  it("a refund of a status nobody knows is nothing at all", () => {
    expect(toReportedRefund({ ...refund, status: "RETICULATED" })).toBeNull();
    expect(toCapturedPayment({ ...capture, status: "RETICULATED" })).toBeNull();
  });
});

describe("PayPal's webhooks", () => {
  it("of an approval are a reason to take the money", () => {
    expect(toPaypalEvent(orderApproved)).toMatchObject({
      id: orderApproved.id,
      subject: { kind: "hint", reference: REFERENCE, handle: "5O190127TN364715T" },
    });
  });

  it("of a capture say what was paid, for which order", () => {
    expect(toPaypalEvent(captureCompleted)).toMatchObject({
      subject: {
        kind: "payment",
        reference: REFERENCE,
        reported: { status: "completed", providerTransactionId: "5O190127TN364715T", amountMinor: 251 },
      },
    });
  });

  it("of a capture of reserved money have the order asked, which says how much was asked for", () => {
    const related_ids = { order_id: "5O190127TN364715T", authorization_id: "A1" };
    const resource = { ...captureCompleted.resource, supplementary_data: { related_ids } };
    expect(toPaypalEvent({ ...captureCompleted, resource })).toMatchObject({ subject: { kind: "hint" } });
  });

  it("of a refund of PayPal's own pages name the money that goes back", () => {
    expect(toPaypalEvent(captureRefunded)).toMatchObject({
      subject: { kind: "refund", reference: null, receipt: "0JF852973C016714D", reported: { amountMinor: 99 } },
    });
  });

  it("about what is not ours are about nothing", () => {
    const resource = { ...captureCompleted.resource, custom_id: "ORDER-17" };
    expect(toPaypalEvent({ ...captureCompleted, resource })).toMatchObject({ subject: { kind: "none" } });
  });
});

describe("PayPal's money", () => {
  it.each([
    [1_050, "USD", "10.50"],
    [1_000, "JPY", "1000"],
    [100_000, "HUF", "1000"],
    [100_000, "TWD", "1000"],
  ])("%d %s is %s, and back", (amountMinor, currency, value) => {
    expect(toPaypalMoney(amountMinor as MinorUnits, currency)).toEqual({ currency_code: currency, value });
    expect(fromPaypalMoney({ currency_code: currency, value })).toBe(amountMinor);
  });

  it("has no decimals in some currencies", () => {
    expect(isPaypalAmount(100_050 as MinorUnits, "HUF")).toBe(false);
    expect(isPaypalAmount(100_050 as MinorUnits, "USD")).toBe(true);
  });

  it("stays visible when it is no amount of its currency", () => {
    expect(fromPaypalMoney({ currency_code: "USD", value: "1.005" })).toBeCloseTo(100.5);
    expect(fromPaypalMoney({ currency_code: "USD", value: "many" })).toBeNull();
    expect(fromPaypalMoney(null)).toBeNull();
  });
});
