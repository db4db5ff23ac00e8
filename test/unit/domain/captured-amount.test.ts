import { describe, expect, it } from "vitest";
import type { MinorUnits } from "../../../src/domain/money.ts";
import { renderTransaction } from "../../../src/domain/payment/render-transaction.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import { beginRefund } from "../../../src/domain/refund/begin-refund.ts";
import { inState, report, T0 } from "./support/builders.ts";

const authorized = inState("authorized", { capture: "manual" });
const captured = (capturedMinor: number, transaction = authorized) =>
  settlePayment(transaction, 9, { ...report("completed", { capturedMinor }), exchange: null }, T0).transaction;

describe("a part of an authorized amount", () => {
  it("is kept when it was taken, and shown", () => {
    const paid = captured(60_000);
    expect(paid).toMatchObject({ status: "completed", capturedMinor: 60_000, amountMinor: 100_000 });
    expect(renderTransaction(paid)).toMatchObject({
      amount: 1000,
      amount_captured: 600,
      amount_captured_minor: 60_000,
    });
    expect(renderTransaction(authorized)).toMatchObject({ amount_captured: null, amount_captured_minor: null });
    expect(renderTransaction(captured(100_000))).toMatchObject({
      amount_captured: 1000,
      amount_captured_minor: 100_000,
    });
  });

  it("is all that can be refunded", () => {
    const paid = captured(60_000);
    const terms = { id: paid.id, idempotencyKey: "k", fingerprint: "f", reason: null };
    const refund = (amountMinor: number | null) =>
      beginRefund(paid, [], { ...terms, amountMinor: amountMinor as MinorUnits | null }, "owner", T0);
    expect(refund(60_001)).toMatchObject({ started: false, why: "exceeds_balance", refundableMinor: 60_000 });
    expect(refund(null)).toMatchObject({ started: true, refund: { amountMinor: 60_000 } });
  });

  it.each([0, -1, 100_001])("of %i is none: the payment goes under review", (amount) => {
    expect(captured(amount)).toMatchObject({ status: "authorized", review: { reason: "amount_mismatch" } });
  });

  it("is told once: another amount afterwards goes under review, the same is no news", () => {
    const paid = captured(60_000);
    expect(captured(50_000, paid)).toMatchObject({ capturedMinor: 60_000, review: { reason: "amount_mismatch" } });
    expect(captured(60_000, paid)).toMatchObject({ capturedMinor: 60_000, review: null });
  });

  it("is not what was asked for where all is taken at once", () => {
    const automatic = inState("processing");
    expect(captured(60_000, automatic)).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    expect(captured(100_000, automatic)).toMatchObject({ status: "completed", capturedMinor: null });
  });
});
