import { describe, expect, it } from "vitest";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import { toPaystackPhone } from "../../../../src/providers/paystack/charge.ts";
import { toReportedPayment } from "../../../../src/providers/paystack/payment-mapping.ts";
import { fromPaystackAmount, toPaystackAmount } from "../../../../src/providers/paystack/paystack-money.ts";
import { transactionSchema } from "../../../../src/providers/paystack/wire.ts";

/** Paystack's own sample of fees on top: 400 are paid where 300 were asked. */
const SAMPLE = {
  id: 4_099_260_516,
  status: "success",
  reference: "re4lyvq3s3",
  amount: 40_333,
  requested_amount: 30_050,
  currency: "NGN",
  gateway_response: "Successful",
  message: null,
};

function report(members: Record<string, unknown>, isOver = false) {
  return toReportedPayment(transactionSchema.parse({ ...SAMPLE, ...members }), isOver);
}

describe("a transaction of Paystack", () => {
  it.each([
    ["success", "completed"],
    ["reversed", "completed"],
    ["failed", "failed"],
    ["abandoned", "pending"],
    ["ongoing", "pending"],
    ["pending", "pending"],
    ["processing", "pending"],
    ["queued", "pending"],
    ["send_otp", "pending"],
  ])("that is %s is %s", (status, expected) => {
    expect(report({ status })?.status).toBe(expected);
  });

  it.each(["timeout", "blocked", "SUCCESS", ""])("whose status is %j says nothing", (status) => {
    expect(report({ status })).toBeNull();
  });

  it("that was left is failed once its time is over, in our own words", () => {
    const failure = { code: "expired", message: "The customer did not pay in time." };
    expect(report({ status: "abandoned", gateway_response: "The transaction was not completed" }, true)).toMatchObject({
      status: "failed",
      failure,
    });
    expect(report({ status: "ongoing" }, true)).toMatchObject({ status: "pending", failure: null });
  });

  it.each([
    ["fees on top", {}, 30_050],
    ["exactly what was asked", { amount: 30_050 }, 30_050],
    ["less than was asked", { amount: 30_049 }, 30_049],
    ["an old message", { requested_amount: undefined }, 40_333],
    ["amounts as text", { amount: "40333", requested_amount: "30050" }, 30_050],
    ["a part of a unit where there is none", { currency: "XOF", requested_amount: 30_050 }, 300.5],
  ])("reports of %s what has been paid of what was asked", (_, members, amountMinor) => {
    expect(report(members)?.amountMinor).toBe(amountMinor);
  });

  it.each([
    ["amount", { amount: undefined }],
    ["amount that is a number", { amount: "lots" }],
    ["whole amount", { amount: 1.5 }],
    ["currency", { currency: null }],
  ])("that is a success without an %s is not believed", (_, members) => {
    expect(report(members)).toBeNull();
  });

  it("tells the money's own id once it is paid, as text", () => {
    expect(report({})?.receipt).toBe("4099260516");
    expect(report({ id: "4099260516" })?.receipt).toBe("4099260516");
    expect(report({ id: 2 ** 60 })?.receipt).toBeNull();
    expect(report({ status: "failed" })?.receipt).toBeNull();
  });
});

describe("money of Paystack", () => {
  it.each([
    ["KES", 10_000, 10_000],
    ["XOF", 2_500, 250_000],
  ])("in %s is counted in hundredths", (currency, ours, theirs) => {
    expect(toPaystackAmount(ours as MinorUnits, currency)).toBe(theirs);
    expect(fromPaystackAmount(theirs, currency.toLowerCase())).toBe(ours);
  });
});

describe("a phone for Paystack", () => {
  it.each([
    ["0710 000-001", "KES", "+254710000001"],
    ["254710000001", "KES", "+254710000001"],
    ["+254 (110) 000001", "KES", "+254110000001"],
    ["+15551234567", "KES", "+15551234567"],
    ["055 123 4987", "GHS", "0551234987"],
    ["+233551234987", "GHS", "+233551234987"],
  ])("%s in %s is %s", (given, currency, expected) => {
    expect(toPaystackPhone(given, currency)).toBe(expected);
  });
});
