import { describe, expect, it } from "vitest";
import { API_KEY, order, startStripe } from "./stripe-harness.ts";

describe("Stripe's forms", () => {
  it.each([
    "amount=1000&currency=kes&metadata[a]=b c&automatic_payment_methods[enabled]=true&expand[0]=latest_charge",
    "amount=1000&currency=kes&metadata%5Ba%5D=b+c&automatic_payment_methods%5Benabled%5D=true&expand%5B%5D=latest_charge",
  ])("are read with brackets, encoded or not: %s", async (form) => {
    const stripe = await startStripe();
    const { status, body } = await stripe.post("/v1/payment_intents", form);
    expect([status, body.metadata]).toEqual([200, { a: "b c" }]);
    expect(body).toMatchObject({ automatic_payment_methods: { enabled: true }, latest_charge: null });
  });

  it("are refused when they are JSON, or malformed", async () => {
    const stripe = await startStripe();
    const json = await stripe.post("/v1/payment_intents", "{}", { "content-type": "application/json" });
    expect(json).toMatchObject({ status: 400, body: { error: { type: "invalid_request_error" } } });
    expect((await stripe.post("/v1/payment_intents", "amount[=1&currency=kes")).status).toBe(400);
    expect((await stripe.post("/v1/payment_intents", "amount=1&amount[a]=1&currency=kes")).status).toBe(400);
  });
});

describe("Stripe's refusals", () => {
  it.each([
    [{ amount: 1000 }, "parameter_missing", "currency"],
    [{ amount: "", currency: "kes" }, "parameter_invalid_empty", "amount"],
    [{ amount: 1000, currency: "kes", colour: "red" }, "parameter_unknown", "colour"],
    [
      { amount: 1000, currency: "kes", "automatic_payment_methods[on]": true },
      "parameter_unknown",
      "automatic_payment_methods[on]",
    ],
    [{ amount: "10.5", currency: "kes" }, "parameter_invalid_integer", "amount"],
    [{ amount: 0, currency: "kes" }, "parameter_invalid_integer", "amount"],
    [{ amount: 49, currency: "usd" }, "amount_too_small", "amount"],
    [{ amount: 100_000_000, currency: "kes" }, "amount_too_large", "amount"],
    [{ amount: 1000, currency: "kex" }, undefined, "currency"],
    [{ amount: 1000, currency: "KES" }, undefined, "currency"],
    [{ amount: 1005, currency: "kwd" }, "parameter_invalid_integer", "amount"],
    [{ amount: 550, currency: "ugx" }, "parameter_invalid_integer", "amount"],
    [{ amount: 1000, currency: "kes", receipt_email: "jane" }, "email_invalid", "receipt_email"],
    [{ amount: 1000, currency: "kes", "expand[]": "bank" }, undefined, "expand"],
    [{ amount: 1000, currency: "kes", [`metadata[${"k".repeat(41)}]`]: 1 }, undefined, "metadata"],
    [{ amount: 1000, currency: "kes", customer: "cus_1" }, "resource_missing", "customer"],
  ])("name what is wrong with %j", async (form, code, param) => {
    const stripe = await startStripe();
    const answer = await stripe.post("/v1/payment_intents", form);
    expect(answer.status).toBe(code === "resource_missing" ? 404 : 400);
    expect(answer.body.error).toMatchObject({ type: "invalid_request_error", param, message: expect.any(String) });
    expect(answer.body.error.code).toBe(code);
    expect((await stripe.knob("ledger")).body.payment_intents).toEqual([]);
  });

  it.each([
    [1010, "kwd"],
    [500, "ugx"],
    [500, "isk"],
    [50, "jpy"],
    [99_999_999, "kes"],
  ])("let %d %s through", async (amount, currency) => {
    const stripe = await startStripe();
    expect((await stripe.create({ amount, currency })).body).toMatchObject({ amount, currency });
  });

  it("answer 401 without the key, or with another", async () => {
    const stripe = await startStripe();
    for (const authorization of ["", "Bearer sk_test_other", `Basic ${API_KEY}`]) {
      const answer = await stripe.post("/v1/payment_intents", "amount=1000&currency=kes", { authorization });
      expect(answer).toMatchObject({ status: 401, body: { error: { type: "invalid_request_error" } } });
    }
  });

  it.each([
    ["/v1/payment_intents/pi_none", "resource_missing"],
    ["/v1/checkout/sessions/cs_none", "resource_missing"],
    ["/v1/refunds/re_none", "resource_missing"],
    ["/v1/charges/ch_none", "resource_missing"],
    ["/v1/disputes/dp_none", "resource_missing"],
    ["/v1/events/evt_none", "resource_missing"],
    ["/v1/balloons", undefined],
  ])("answer 404 for %s", async (path, code) => {
    const stripe = await startStripe();
    const { status, body } = await stripe.get(path);
    expect([status, body.error.type, body.error.code]).toEqual([404, "invalid_request_error", code]);
  });

  it("refuse an unknown query parameter", async () => {
    const stripe = await startStripe();
    expect((await stripe.get("/v1/payment_intents?page=2")).body.error.code).toBe("parameter_unknown");
  });
});

describe("Stripe's answers", () => {
  it("carry a request id of their own and the version that was asked for, errors and faults as well", async () => {
    const stripe = await startStripe();
    const version = { "stripe-version": "2020-08-27", "idempotency-key": "k-1" };
    await stripe.knob("faults", [{ match: { reference: "spoilt" }, action: { status: 503 } }]);
    const answers = [
      await stripe.post("/v1/payment_intents", "amount=1000&currency=kes", version),
      await stripe.post("/v1/payment_intents", "amount=1000", version),
      await stripe.post("/v1/payment_intents", "amount=1&currency=kes", { ...version, "idempotency-key": "spoilt" }),
      await stripe.post("/v1/balloons", "", version),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 503, 404]);
    const ids = answers.map(({ headers }) => headers.get("request-id"));
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => id?.startsWith("req_"))).toBe(true);
    for (const { headers } of answers) expect(headers.get("stripe-version")).toBe("2020-08-27");
    expect(answers[0]?.headers.get("idempotency-key")).toBe("k-1");
    expect(answers[2]?.body.error.type).toBe("api_error");
  });

  it("carry the pinned version when none was asked for", async () => {
    const stripe = await startStripe();
    expect((await stripe.create()).headers.get("stripe-version")).toBe("2026-10-28.endive");
  });

  it("list newest first, page by page, by time and by payment", async () => {
    const stripe = await startStripe();
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) ids.unshift((await stripe.create()).body.id);
    const first = (await stripe.get("/v1/payment_intents?limit=2")).body;
    expect([first.object, first.has_more, first.data.map(({ id }) => id)]).toEqual(["list", true, ids.slice(0, 2)]);
    const next = (await stripe.get(`/v1/payment_intents?limit=2&starting_after=${ids[1]}`)).body;
    expect([next.has_more, next.data.map(({ id }) => id)]).toEqual([false, ids.slice(2)]);
    const back = (await stripe.get(`/v1/payment_intents?limit=1&ending_before=${ids[2]}`)).body;
    expect(back.data.map(({ id }) => id)).toEqual([ids[1]]);
    const future = Math.floor(Date.now() / 1000) + 60;
    expect((await stripe.get(`/v1/payment_intents?created[gte]=${future}`)).body.data).toEqual([]);
    expect((await stripe.get(`/v1/payment_intents?created[lt]=${future}`)).body.data).toHaveLength(3);
    const paid = await stripe.paid();
    const charges = (await stripe.get(`/v1/charges?payment_intent=${paid.id}`)).body.data;
    expect(charges.map(({ id }) => id)).toEqual([paid.latest_charge]);
  });

  it("expand what stands behind an id, in objects and lists", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open()).body;
    await stripe.press(id, "succeed");
    const path = `/v1/checkout/sessions/${id}?expand[]=payment_intent.latest_charge`;
    expect((await stripe.get(path)).body.payment_intent).toMatchObject({
      object: "payment_intent",
      latest_charge: { object: "charge", paid: true },
    });
    const list = await stripe.get("/v1/payment_intents?expand[]=data.latest_charge");
    expect(list.body.data[0]?.latest_charge).toMatchObject({ object: "charge" });
  });

  it.each([
    [{ success_url: "" }, "parameter_missing", "success_url"],
    [{ mode: "subscription" }, undefined, "mode"],
    [{ "line_items[0][quantity]": 0 }, "parameter_invalid_integer", "line_items[0][quantity]"],
    [{ "line_items[0][price]": "price_1" }, "parameter_unknown", "line_items[0][price]"],
    [{ success_url: "thanks" }, "url_invalid", "success_url"],
    [{ expires_at: 1 }, undefined, "expires_at"],
    [{ ui_mode: "hosted" }, undefined, "ui_mode"],
  ])("refuse a session with %j", async (form, code, param) => {
    const stripe = await startStripe();
    const { status, body } = await stripe.post("/v1/checkout/sessions", { ...order(), ...form });
    expect([status, body.error.code, body.error.param]).toEqual([400, code, param]);
  });
});
