import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveChildId } from "../../../../src/domain/identifiers.ts";
import { toStripeEvent } from "../../../../src/providers/stripe/webhook.ts";
import { event, intent, PAYMENT_ID, session, stripeRefund } from "./support/objects.ts";

const REFUND_ID = deriveChildId(PAYMENT_ID, "refund", "key-1");
const NOTHING = { kind: "none" };

const subjectOf = (type: string, object: unknown) => toStripeEvent(event(type, object))?.subject;
const dispute = (changes: Record<string, unknown> = {}) => ({
  id: "dp_1",
  object: "dispute",
  amount: 100_000,
  currency: "kes",
  reason: "fraudulent",
  status: "needs_response",
  payment_intent: "pi_1",
  ...changes,
});
const charge = (changes: Record<string, unknown> = {}) => ({
  id: "ch_1",
  object: "charge",
  amount_refunded: 25_000,
  captured: true,
  currency: "kes",
  payment_intent: "pi_1",
  metadata: { transaction_id: PAYMENT_ID },
  ...changes,
});

describe("an event about an intent", () => {
  it.each([
    ["payment_intent.succeeded", "succeeded", "completed"],
    ["payment_intent.payment_failed", "requires_payment_method", "pending"],
    ["payment_intent.processing", "processing", "pending"],
    ["payment_intent.requires_action", "requires_action", "pending"],
    ["payment_intent.created", "requires_payment_method", "pending"],
    ["payment_intent.amount_capturable_updated", "requires_capture", "authorized"],
    ["payment_intent.partially_funded", "requires_action", "pending"],
    ["payment_intent.canceled", "canceled", "cancelled"],
  ])("%s tells of a payment that is %s", (type, status, ours) => {
    const reported = { status: ours, providerTransactionId: "pi_1", amountMinor: 100_000, nextAction: null };
    expect(subjectOf(type, intent({ status }))).toMatchObject({ kind: "payment", reference: PAYMENT_ID, reported });
  });

  it("without our metadata is looked up by its id", () => {
    for (const metadata of [{}, null, undefined, "odd"]) {
      expect(subjectOf("payment_intent.succeeded", intent({ metadata, status: "succeeded" }))).toMatchObject({
        kind: "payment",
        reference: null,
        reported: { providerTransactionId: "pi_1" },
      });
    }
  });

  it("of a status nobody knows, or of another shape, is about nothing", () => {
    expect(subjectOf("payment_intent.succeeded", intent({ status: "reticulated" }))).toEqual(NOTHING);
    expect(subjectOf("payment_intent.succeeded", { id: "pi_1" })).toEqual(NOTHING);
    expect(subjectOf("payment_intent.succeeded", null)).toEqual(NOTHING);
  });
});

describe("an event about a hosted page", () => {
  it.each([
    ["checkout.session.completed", { status: "complete", payment_status: "paid" }, "completed"],
    ["checkout.session.completed", { status: "complete", payment_status: "unpaid" }, "pending"],
    ["checkout.session.async_payment_succeeded", { status: "complete", payment_status: "paid" }, "completed"],
    ["checkout.session.async_payment_failed", { status: "complete", payment_status: "unpaid" }, "failed"],
    ["checkout.session.expired", { status: "expired", payment_status: "unpaid" }, "cancelled"],
  ])("%s %o is a payment that is %s", (type, changes, status) => {
    expect(subjectOf(type, session(changes))).toMatchObject({
      kind: "payment",
      reference: PAYMENT_ID,
      reported: { status, providerTransactionId: "cs_1", nextAction: null },
    });
  });
});

describe("an event about a refund", () => {
  it.each(["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"])(
    "%s names ours by its metadata, and others by their payment",
    (type) => {
      const ours = stripeRefund({ metadata: { refund_id: REFUND_ID, transaction_id: PAYMENT_ID } });
      expect(subjectOf(type, ours)).toMatchObject({
        kind: "refund",
        reference: REFUND_ID,
        providerTransactionId: null,
      });
      for (const metadata of [{}, null, { refund_id: "somebody-else's" }]) {
        expect(subjectOf(type, stripeRefund({ metadata }))).toMatchObject({
          kind: "refund",
          reference: null,
          providerTransactionId: "pi_1",
          origin: "provider",
          reported: { providerRefundId: "re_1", amountMinor: 25_000, status: "completed" },
        });
      }
    },
  );

  it("charge.refunded says that refunds are to be asked for, unless nothing was ever captured", () => {
    expect(subjectOf("charge.refunded", charge())).toMatchObject({
      kind: "refund",
      reference: PAYMENT_ID,
      origin: "unknown",
      reported: { providerRefundId: null, amountMinor: null },
    });
    expect(subjectOf("charge.refunded", charge({ captured: false }))).toEqual(NOTHING);
    expect(subjectOf("charge.refunded", charge({ metadata: {} }))).toEqual(NOTHING);
  });
});

describe("an event about a dispute", () => {
  it.each([
    ["charge.dispute.created", "opened"],
    ["charge.dispute.updated", "updated"],
    ["charge.dispute.funds_withdrawn", "updated"],
    ["charge.dispute.funds_reinstated", "updated"],
    ["charge.dispute.closed", "closed"],
  ])("%s is %s, found by its intent", (type, status) => {
    expect(subjectOf(type, dispute())).toEqual({
      kind: "dispute",
      reference: null,
      providerTransactionId: "pi_1",
      receipt: "pi_1",
      dispute: {
        id: "dp_1",
        status,
        stage: "needs_response",
        amountMinor: 100_000,
        currency: "KES",
        reason: "fraudulent",
      },
    });
  });
});

describe("any other event", () => {
  it.each(["charge.succeeded", "charge.failed", "charge.captured", "charge.updated", "customer.created", "x"])(
    "%s is authentic and about nothing",
    (type) => {
      expect(toStripeEvent(event(type, charge()))).toEqual({ id: "evt_1", type, subject: NOTHING });
    },
  );

  it("of any version, with members nobody knows, or thin, is taken", () => {
    const paid = intent({ status: "succeeded", new_member: { a: 1 } });
    for (const api_version of ["2011-01-01", "2099-01-01.future", null, undefined]) {
      expect(toStripeEvent(event("payment_intent.succeeded", paid, { api_version, context: "x" }))).toMatchObject({
        subject: { kind: "payment" },
      });
    }
    const thin = { id: "evt_1", object: "v2.core.event", type: "v1.billing.meter.error_report_triggered" };
    expect(toStripeEvent(thin)).toMatchObject({ subject: NOTHING });
  });

  it("is never an exception, whatever its JSON", () => {
    const types = fc.constantFrom(
      "payment_intent.succeeded",
      "checkout.session.completed",
      "refund.failed",
      "charge.refunded",
      "charge.dispute.closed",
    );
    const objects = fc.constantFrom(intent(), session(), stripeRefund(), charge(), dispute());
    const spoilt = fc.tuple(
      objects,
      fc.dictionary(
        fc.constantFrom(
          "id",
          "amount",
          "currency",
          "status",
          "metadata",
          "payment_intent",
          "last_payment_error",
          "next_action",
        ),
        fc.jsonValue(),
      ),
    );
    fc.assert(fc.property(fc.jsonValue(), (body) => void toStripeEvent(body)));
    fc.assert(
      fc.property(types, spoilt, (type, [object, members]) => {
        expect(toStripeEvent(event(type, { ...object, ...members }))?.id).toBe("evt_1");
      }),
      { numRuns: 500 },
    );
  });
});
