import { describe, expect, it } from "vitest";
import { eventually, startStripe } from "./stripe-harness.ts";

describe("Stripe's refunds", () => {
  it("take parts up to the charge, then all that is left, then nothing", async () => {
    const stripe = await startStripe();
    const { id, latest_charge: charge } = await stripe.paid();
    const refund = (form: Record<string, string | number>) => stripe.post("/v1/refunds", form);
    const first = (await refund({ payment_intent: id, amount: 300, reason: "duplicate", "metadata[mine]": 1 })).body;
    expect(first).toMatchObject({
      object: "refund",
      id: expect.stringMatching(/^re_/),
      amount: 300,
      charge,
      payment_intent: id,
      reason: "duplicate",
      status: "succeeded",
      metadata: { mine: "1" },
    });
    const over = await refund({ charge, amount: 701 });
    expect([over.status, over.body.error.param]).toEqual([400, "amount"]);
    expect((await stripe.get(`/v1/charges/${charge}`)).body).toMatchObject({ amount_refunded: 300, refunded: false });
    expect((await refund({ charge })).body.amount).toBe(700);
    expect((await stripe.get(`/v1/charges/${charge}`)).body).toMatchObject({ amount_refunded: 1000, refunded: true });
    const done = await refund({ payment_intent: id });
    expect([done.status, done.body.error.code]).toEqual([400, "charge_already_refunded"]);
    const listed = (await stripe.get(`/v1/refunds?payment_intent=${id}`)).body.data;
    expect(listed.map(({ amount }) => amount)).toEqual([700, 300]);
    expect((await stripe.get(`/v1/refunds/${first.id}`)).body).toEqual(first);
    expect((await stripe.types()).slice(3, 5)).toEqual(["refund.created", "charge.refunded"]);
  });

  it("tell the former total with the charge", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    await stripe.post("/v1/refunds", { payment_intent: id, amount: 300 });
    await stripe.post("/v1/refunds", { payment_intent: id, amount: 200 });
    const [event] = (await stripe.get("/v1/events?type=charge.refunded")).body.data;
    expect(event?.data).toMatchObject({
      object: { amount_refunded: 500 },
      previous_attributes: { amount_refunded: 300 },
    });
  });

  it("need a payment that was paid, and exists", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).status).toBe(400);
    expect((await stripe.post("/v1/refunds", { payment_intent: "pi_none" })).body.error.code).toBe("resource_missing");
    expect((await stripe.post("/v1/refunds", {})).body.error.code).toBe("parameter_missing");
    expect((await stripe.post("/v1/refunds", { payment_intent: id, why: 1 })).body.error.code).toBe(
      "parameter_unknown",
    );
  });

  it.each([
    ["pending", "pending", "succeeded"],
    ["pendingfail", "pending", "failed"],
    ["latefail", "succeeded", "failed"],
  ])("by the word %s are %s at first, then %s", async (word, first, last) => {
    const stripe = await startStripe();
    const { id, latest_charge: charge } = await stripe.paid({ receipt_email: `wait+refund-${word}@shop.test` });
    const refund = (await stripe.post("/v1/refunds", { payment_intent: id, amount: 400 })).body;
    expect(refund.status).toBe(first);
    expect((await stripe.get(`/v1/charges/${charge}`)).body.amount_refunded).toBe(400);
    await eventually(async () => expect((await stripe.get(`/v1/refunds/${refund.id}`)).body.status).toBe(last));
    const back = last === "failed";
    expect((await stripe.get(`/v1/charges/${charge}`)).body.amount_refunded).toBe(back ? 0 : 400);
    const events = (await stripe.types()).slice(5);
    expect(events).toEqual([...(back ? ["refund.failed"] : []), "refund.updated", "charge.refund.updated"]);
  });

  it("by the words fail, refuse, stay and action, in the metadata too", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    const refund = (word: string) =>
      stripe.post("/v1/refunds", { payment_intent: id, amount: 10, "metadata[reason]": word });
    expect((await refund("fail")).body).toMatchObject({ status: "failed", failure_reason: expect.any(String) });
    expect((await refund("refuse")).status).toBe(400);
    expect((await refund("stay")).body).toMatchObject({ status: "pending", pending_reason: "processing" });
    expect((await refund("action")).body).toMatchObject({ status: "requires_action" });
    expect((await stripe.knob("ledger")).body.refunds).toHaveLength(3);
  });

  it("move by hand: a success that the bank returns is a failure", async () => {
    const stripe = await startStripe();
    const { id, latest_charge: charge } = await stripe.paid();
    const refund = (await stripe.post("/v1/refunds", { payment_intent: id })).body;
    const failed = await stripe.knob(`refunds/${refund.id}`, { status: "failed", failure_reason: "declined" });
    expect(failed.body).toMatchObject({ status: "failed", failure_reason: "declined" });
    expect((await stripe.get(`/v1/charges/${charge}`)).body).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await stripe.knob(`refunds/${refund.id}`, { status: "succeeded" })).status).toBe(409);
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).status).toBe(200);
  });

  it("made in the dashboard have no metadata, but the same events and limits", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    const refund = await stripe.knob("refunds", { payment_intent: id, amount: 900 });
    expect(refund).toMatchObject({ status: 200, body: { amount: 900, metadata: {}, status: "succeeded" } });
    const [event] = (await stripe.get("/v1/events?type=charge.refunded")).body.data;
    expect(event?.request).toEqual({ id: null, idempotency_key: null });
    expect((await stripe.knob("refunds", { payment_intent: id, amount: 101 })).status).toBe(400);
  });

  it("of a payment that was no card payment have another prefix", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    await stripe.press(id, "delay?then=wait");
    await stripe.press(id, "succeed");
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).body.id).toMatch(/^pyr_/);
  });
});

describe("Stripe's disputes", () => {
  const events = async (stripe: Awaited<ReturnType<typeof startStripe>>) =>
    (await stripe.types()).filter((type) => type.startsWith("charge.dispute")).map((type) => type.slice(15));

  it("are opened, moved and closed by a knob", async () => {
    const stripe = await startStripe();
    const { id, latest_charge: charge } = await stripe.paid();
    const opened = (await stripe.knob("disputes", { payment_intent: id })).body;
    expect(opened).toMatchObject({
      object: "dispute",
      status: "needs_response",
      charge,
      payment_intent: id,
      amount: 1000,
    });
    expect((await stripe.get(`/v1/charges/${charge}`)).body).toMatchObject({ disputed: true });
    const refund = await stripe.post("/v1/refunds", { payment_intent: id });
    expect([refund.status, refund.body.error.code]).toEqual([400, "charge_disputed"]);
    await stripe.knob("disputes", { payment_intent: id, status: "under_review" });
    const won = (await stripe.knob("disputes", { payment_intent: id, status: "won" })).body;
    expect([won.id, won.status]).toEqual([opened.id, "won"]);
    expect(await events(stripe)).toEqual(["created", "funds_withdrawn", "updated", "closed", "funds_reinstated"]);
    expect((await stripe.get(`/v1/disputes?payment_intent=${id}`)).body.data).toMatchObject([{ status: "won" }]);
    expect((await stripe.post("/v1/refunds", { payment_intent: id })).status).toBe(200);
  });

  it("that are only inquiries move no money", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    await stripe.knob("disputes", { payment_intent: id, status: "warning_needs_response" });
    await stripe.knob("disputes", { payment_intent: id, status: "warning_closed" });
    expect(await events(stripe)).toEqual(["created", "closed"]);
  });

  it("may be lost at once, and need a payment", async () => {
    const stripe = await startStripe();
    const { id } = await stripe.paid();
    await stripe.knob("disputes", { payment_intent: id, status: "lost", amount: 400 });
    expect(await events(stripe)).toEqual(["created", "funds_withdrawn", "closed"]);
    expect((await stripe.knob("disputes", { payment_intent: "pi_none" })).status).toBe(404);
    expect((await stripe.knob("disputes", { payment_intent: id, status: "angry" })).status).toBe(422);
  });
});
