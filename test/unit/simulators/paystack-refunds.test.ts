import { describe, expect, it } from "vitest";
import { type Body, eventually, startPaystack, startShop } from "./paystack-harness.ts";

const ENDED = ["charge.success", "refund.pending", "refund.processing"];

describe("a refund", () => {
  it("is queued with the whole transaction, then processing, then processed; whole, it reverses the payment", async () => {
    const shop = await startShop();
    const payment = await shop.pay();
    const { status, body } = await shop.refund(payment.reference, { merchant_note: "re_1", customer_note: "sorry" });
    expect([status, body.message]).toEqual([200, "Refund has been queued for processing"]);
    expect(body.data).toMatchObject({
      id: expect.any(Number),
      transaction: payment,
      amount: 100_000,
      currency: "KES",
      status: "pending",
      deducted_amount: null,
      fully_deducted: null,
      merchant_note: "re_1",
      customer_note: "sorry",
    });
    const read = async () => (await shop.get(`/refund/${body.data.id}`)).body.data;
    // That it was `processing` in between is in the events: a busy machine may look too late to see it.
    await eventually(async () => expect((await read()).status).toBe("processed"));
    expect(await read()).toMatchObject({ transaction: payment.id, deducted_amount: 100_000, fully_deducted: true });
    expect(await shop.verify(payment.reference)).toMatchObject({ status: "reversed", amount: 100_000 });
    await eventually(() => expect(shop.merchant.events()).toEqual([...ENDED, "refund.processed"]));
  });

  it("that is processing has not reversed its payment yet", async () => {
    const shop = await startShop();
    const payment = await shop.pay();
    const { data } = (await shop.refund(payment.reference, { customer_note: "stuck" })).body;
    await shop.knob("refund-status", { id: data.id, status: "processing" });
    expect((await shop.get(`/refund/${data.id}`)).body.data).toMatchObject({ status: "processing" });
    expect((await shop.verify(payment.reference)).status).toBe("success");
    await shop.knob("refund-status", { id: data.id, status: "processed" });
    expect((await shop.verify(payment.reference)).status).toBe("reversed");
  });

  it("can be partial and repeated up to what was paid; nothing recognises a repeat", async () => {
    const paystack = await startPaystack();
    const { id, reference } = await paystack.pay();
    const refund = (amount: unknown) => paystack.refund(id, { amount, merchant_note: "re_1" });
    const [first, second] = [await refund("40000"), await refund(40_000)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.data.id).not.toBe(second.body.data.id);
    expect(await refund(20_001)).toMatchObject({ status: 400, body: { status: false, type: "validation_error" } });
    expect((await paystack.refund(id)).status).toBe(400);
    expect((await refund(20_000)).status).toBe(200);
    await eventually(async () => expect((await paystack.verify(reference)).status).toBe("reversed"));
    expect((await refund(1)).status).toBe(400);
  });

  it("is listed by reference and by number, the newest first, in pages", async () => {
    const paystack = await startPaystack();
    const [{ id, reference }, other] = [await paystack.pay(), await paystack.pay()];
    for (const amount of [1, 2, 3]) await paystack.refund(reference, { amount, customer_note: "instant" });
    await paystack.refund(other.reference);
    const list = async (query: string) => (await paystack.get(`/refund?${query}`)).body;
    const amounts = async (query: string) => ((await list(query)).data as unknown as Body[]).map((each) => each.amount);
    expect(await amounts(`transaction=${reference}`)).toEqual([3, 2, 1]);
    expect(await amounts(`transaction=${id}`)).toEqual([3, 2, 1]);
    expect(await amounts("transaction=none")).toEqual([]);
    expect(await amounts("")).toHaveLength(4);
    const page = await list(`transaction=${id}&perPage=2&page=2`);
    expect(page).toMatchObject({
      data: [{ amount: 1, transaction: id, fully_deducted: 1 }],
      meta: { total: 3, page: 2 },
    });
    expect((await paystack.get("/refund?page=0")).status).toBe(400);
  });

  it("is not for what is not paid, nor in another currency, nor found under another number", async () => {
    const paystack = await startPaystack();
    const { reference } = (await paystack.initialize("jane@x.test")).body.data;
    expect((await paystack.refund(reference)).status).toBe(400);
    expect((await paystack.refund(undefined)).body.code).toBe("missing_params");
    expect((await paystack.refund((await paystack.pay()).id, { currency: "USD" })).status).toBe(400);
    expect((await paystack.get("/refund/1")).status).toBe(404);
    expect((await paystack.get("/refund/x")).status).toBe(404);
  });

  it.each(["fail", "attention", "stuck", "instant"])("follows a magic customer_note: %s", async (customer_note) => {
    const shop = await startShop();
    const { reference } = await shop.pay();
    const { id, status } = (await shop.refund(reference, { customer_note, amount: 5000 })).body.data;
    const ends = { fail: "failed", attention: "needs-attention", stuck: "pending", instant: "processed" };
    const end = ends[customer_note as keyof typeof ends];
    expect(status).toBe(customer_note === "instant" ? "processed" : "pending");
    await eventually(async () => expect((await shop.get(`/refund/${id}`)).body.data.status).toBe(end));
    expect((await shop.webhooks()).at(-1)).toBe(`refund.${end}`);
    // What failed is there to be refunded again.
    const again = await shop.refund(reference, { amount: 100_000 });
    expect(again.status).toBe(customer_note === "fail" ? 200 : 400);
  });

  it.each([
    ["failed", "failed"],
    ["attention", "needs-attention"],
    ["stuck", "pending"],
    ["instant", "processed"],
  ])("follows the quirk refund_outcome: %s", async (refund_outcome, end) => {
    const paystack = await startPaystack();
    await paystack.knob("quirks", { refund_outcome });
    const { id } = (await paystack.refund((await paystack.pay()).id)).body.data;
    await eventually(async () => expect((await paystack.get(`/refund/${id}`)).body.data.status).toBe(end));
  });

  it.each(["error", "lost"])("is made, but not answered, with the customer_note %s", async (customer_note) => {
    const paystack = await startPaystack();
    const { id } = await paystack.pay();
    const status = await paystack.refund(id, { customer_note, merchant_note: "re_1" }).then(
      (answer) => answer.status,
      () => "cut",
    );
    expect(status).toBe(customer_note === "error" ? 500 : "cut");
    const { data } = (await paystack.get(`/refund?transaction=${id}`)).body;
    expect(data).toMatchObject([{ merchant_note: "re_1", amount: 100_000 }]);
  });

  it("is refused outright with the customer_note refuse", async () => {
    const paystack = await startPaystack();
    const { id } = await paystack.pay();
    expect(await paystack.refund(id, { customer_note: "refuse" })).toMatchObject({ status: 400 });
    expect((await paystack.knob("ledger")).body.refunds).toEqual([]);
  });

  it("that needs attention is helped by bank details; any other answers 422", async () => {
    const shop = await startShop();
    const { id } = (await shop.refund((await shop.pay()).id, { customer_note: "attention" })).body.data;
    const retry = () => shop.post(`/refund/retry_with_customer_details/${id}`, {});
    expect((await retry()).status).toBe(422);
    await eventually(async () => expect((await shop.get(`/refund/${id}`)).body.data.status).toBe("needs-attention"));
    expect((await retry()).body.data.status).toBe("processing");
    await eventually(async () => expect((await shop.get(`/refund/${id}`)).body.data.status).toBe("processed"));
    expect(await shop.webhooks()).toEqual([
      ...ENDED,
      "refund.needs-attention",
      "refund.processing",
      "refund.processed",
    ]);
  });

  it("can be made in the dashboard, and moved by hand", async () => {
    const shop = await startShop();
    const { reference } = await shop.pay();
    const made = (await shop.knob("refunds", { transaction: reference, amount: 500, customer_note: "stuck" })).body;
    expect(made).toMatchObject({ amount: 500, status: "pending", refunded_by: "dashboard@example.com" });
    expect((await shop.knob("refunds", { transaction: reference, amount: 100_000 })).status).toBe(400);
    expect((await shop.knob("refund-status", { id: made.id, status: "processed" })).body.status).toBe("processed");
    expect((await shop.knob("refund-status", { id: made.id, status: "done" })).status).toBe(422);
    expect((await shop.get(`/refund/${made.id}`)).body.data.status).toBe("processed");
    await eventually(() =>
      expect(shop.merchant.events()).toEqual(["charge.success", "refund.pending", "refund.processed"]),
    );
  });

  it("counts what a customer who bears the fees has paid", async () => {
    const paystack = await startPaystack();
    const { reference } = (await paystack.initialize("fees@x.test")).body.data;
    await eventually(async () => expect((await paystack.verify(reference)).status).toBe("success"));
    expect((await paystack.refund(reference, { amount: 102_900 })).status).toBe(200);
  });
});
