import { beforeAll, describe, expect, it } from "vitest";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { call, refund, signAdminToken, signToken } from "../../support/gateway.ts";
import { paidPayment, pay, paymentEvent, show } from "../engine/support/payments.ts";

let admin = "";

beforeAll(async () => {
  admin = await signAdminToken();
});

function resolve(id: string, body: Record<string, unknown>, token = admin) {
  return call("POST", `/admin/payments/${id}/resolve`, { token, body });
}

/** A payment that waits at the checkout and that a person has to look at: its provider named another amount. */
async function underReview() {
  const payment = await pay("jane@example.com");
  const handle = String(payment.made.body.provider_transaction_id);
  await deliverCpayWebhook(paymentEvent(payment.id, handle, "completed", { amount: 1 }));
  return { ...payment, handle };
}

describe("POST /admin/payments/{id}/resolve", () => {
  it("settles a payment under review, and the trail says who and why", async () => {
    const { token, id } = await underReview();
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    const answer = await resolve(id, { status: "completed", note: " Seen on the statement. " });
    expect(answer).toMatchObject({ status: 200, body: { id, status: "completed", review: null } });
    const { body } = await show(token, id);
    expect(body).toMatchObject({ status: "completed", review: null });
    expect(body.audit_trail.find(({ event_type }: never) => event_type === "payment.resolved")).toMatchObject({
      user_id: "operator",
      event_data: { from: "processing", to: "completed", review: "amount_mismatch", note: "Seen on the statement." },
    });
  });

  it("answers the same word again alike, and another one with 409", async () => {
    const { token, id } = await underReview();
    const word = { status: "failed", note: "Never arrived." };
    expect((await resolve(id, word)).body.status).toBe("failed");
    const entries = (await show(token, id)).body.audit_trail.length;
    expect(await resolve(id, word)).toMatchObject({ status: 200, body: { status: "failed" } });
    expect((await show(token, id)).body.audit_trail).toHaveLength(entries);
    expect(await resolve(id, { ...word, note: "Or did it?" })).toMatchObject({
      status: 409,
      body: { code: "invalid_state" },
    });
    expect((await resolve(id, { status: "completed", note: "It did." })).status).toBe(409);
  });

  it("ends a review and leaves the state", async () => {
    const { id } = await underReview();
    const answer = await resolve(id, { status: null, note: "A test of theirs." });
    expect(answer).toMatchObject({ status: 200, body: { status: "processing", review: null } });
  });

  it("lets a success that the provider confirms later win", async () => {
    const { token, id, handle } = await underReview();
    await resolve(id, { status: "failed", note: "Never arrived." });
    await deliverCpayWebhook(paymentEvent(id, handle, "completed"));
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is refused for a payment with nothing open, and over a forbidden edge", async () => {
    const { id, handle } = await paidPayment();
    expect(await resolve(id, { status: "completed", note: "sure" })).toMatchObject({ status: 409 });
    await deliverCpayWebhook(paymentEvent(id, handle, "failed", { amount: 1 }));
    const forbidden = await resolve(id, { status: "failed", note: "sure" });
    expect(forbidden).toMatchObject({ status: 409, body: { code: "invalid_state" } });
    expect((await resolve(id, { status: null, note: "sure" })).body).toMatchObject({
      status: "completed",
      review: null,
    });
  });

  it("takes a provider's id only if it is this payment's", async () => {
    const [{ id }, other] = [await underReview(), await paidPayment()];
    for (const provider_transaction_id of ["cp_another", other.handle]) {
      expect((await resolve(id, { status: "completed", note: "sure", provider_transaction_id })).status).toBe(409);
    }
  });

  it.each([
    ["no note", { status: "completed" }, "note"],
    ["an empty note", { status: "completed", note: " " }, "note"],
    ["no status", { note: "x" }, "status"],
    ["a status that is no end", { status: "processing", note: "x" }, "status"],
    ["a refund that is cancelled", { status: "cancelled", note: "x", refund_id: crypto.randomUUID() }, "status"],
    ["a member nobody knows", { status: null, note: "x", force: true }, "force"],
  ])("answers 422 to %s", async (_, body, path) => {
    const { id } = await paidPayment();
    expect(await resolve(id, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it("finds neither strangers nor refunds of others, and is not for merchants", async () => {
    const { id, token } = await paidPayment();
    expect((await resolve(crypto.randomUUID(), { status: null, note: "x" })).status).toBe(404);
    const ofNobody = { status: "failed", note: "x", refund_id: crypto.randomUUID() };
    expect((await resolve(id, ofNobody)).status).toBe(404);
    expect((await resolve(id, { status: null, note: "x" }, token)).status).toBe(403);
    expect((await resolve(id, { status: null, note: "x" }, await signToken())).status).toBe(403);
  });
});

describe("POST /admin/payments/{id}/resolve with refund_id", () => {
  it("settles a refund that waits for its provider, once", async () => {
    const { token, id } = await paidPayment();
    const made = await refund(token, id, { amount: "10.00", reason: "pending" });
    const word = { status: "failed", note: "The bank says no.", refund_id: made.body.id };
    const answer = await resolve(id, word);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "completed", refunds: [{ status: "failed", failure: { code: "resolved_as_failed" } }] },
    });
    expect((await resolve(id, word)).status).toBe(200);
    expect(await resolve(id, { ...word, status: "completed" })).toMatchObject({ status: 409 });
    const types = (await show(token, id)).body.audit_trail.map((entry: { event_type: string }) => entry.event_type);
    expect(types.filter((type: string) => type === "refund.resolved")).toHaveLength(1);
  });
});
