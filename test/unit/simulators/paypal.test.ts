import { describe, expect, it, onTestFinished } from "vitest";
import { rawMember } from "../../../dev/simulators/paypal/raw-member.ts";
import { startPaypalSimulator } from "../../../dev/simulators/paypal/server.ts";
import { startMerchant } from "./support/merchant.ts";

function order(overrides: Record<string, unknown> = {}, email = "jane@example.com") {
  return {
    intent: "CAPTURE",
    purchase_units: [{ custom_id: "order-1", amount: { currency_code: "USD", value: "100.00" } }],
    payment_source: { paypal: { email_address: email, experience_context: { return_url: "https://shop.example/" } } },
    ...overrides,
  };
}

async function start() {
  const merchant = await startMerchant();
  const simulator = await startPaypalSimulator({
    port: 0,
    clientId: "id",
    clientSecret: "secret",
    webhookId: "HOOK1",
    webhookUrl: merchant.url,
    webhookRetryMs: 15,
  });
  onTestFinished(() => simulator.close());
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${simulator.url}${path}`, { redirect: "manual", ...init });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : null };
  };
  const { body: granted } = await ask("/v1/oauth2/token", {
    method: "POST",
    headers: { authorization: `Basic ${btoa("id:secret")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const authorization = `Bearer ${granted.access_token}`;
  const post = (
    path: string,
    body: unknown = {},
    key: string = crypto.randomUUID(),
    prefer = "return=representation",
  ) =>
    ask(path, {
      method: "POST",
      headers: { authorization, prefer, "paypal-request-id": key },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const get = (path: string) => ask(path, { headers: { authorization } });
  const press = (id: string) => ask(`/checkoutnow/${id}/approve`, { method: "POST" });
  return { merchant, ask, post, get, press };
}

describe("PayPal's simulator", () => {
  it("charges nobody by an approval, and once by a capture", async () => {
    const { merchant, post, get, press } = await start();
    const { body: made } = await post("/v2/checkout/orders", order());
    expect(made).toMatchObject({ status: "PAYER_ACTION_REQUIRED" });
    expect((await post(`/v2/checkout/orders/${made.id}/capture`)).body.details[0].issue).toBe("ORDER_NOT_APPROVED");
    await press(made.id);
    expect((await get(`/v2/checkout/orders/${made.id}`)).body).toMatchObject({ status: "APPROVED" });
    const taken = await post(`/v2/checkout/orders/${made.id}/capture`, {}, "k");
    expect(taken.body.purchase_units[0].payments.captures[0]).toMatchObject({ status: "COMPLETED" });
    expect(await post(`/v2/checkout/orders/${made.id}/capture`, {}, "k")).toEqual(taken);
    const again = await post(`/v2/checkout/orders/${made.id}/capture`, {}, "other");
    expect(again).toMatchObject({ status: 422, body: { details: [{ issue: "ORDER_ALREADY_CAPTURED" }] } });
    const told = await merchant.received(2);
    expect(told.map(({ body }) => body.event_type)).toEqual(["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]);
  });

  it("knows its own webhooks, exactly as they were sent", async () => {
    const { merchant, post, press } = await start();
    const { body: made } = await post("/v2/checkout/orders", order());
    await press(made.id);
    const [webhook] = await merchant.received(1);
    if (webhook === undefined) throw new Error("no webhook came");
    const { headers, raw } = webhook;
    const verify = async (text: string, webhookId = "HOOK1") => {
      const names = ["auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time"];
      const proof = Object.fromEntries(names.map((name) => [name, headers[`paypal-${name.replace("_", "-")}`]]));
      const quoted = `${JSON.stringify({ ...proof, webhook_id: webhookId }).slice(0, -1)},"webhook_event":${text}}`;
      return (await post("/v1/notifications/verify-webhook-signature", quoted)).body.verification_status;
    };
    expect(await verify(raw)).toBe("SUCCESS");
    expect(await verify(raw.replace("{", "{ "))).toBe("FAILURE");
    expect(await verify(raw, "HOOK2")).toBe("FAILURE");
  });

  it("answers minimally unless asked for more, and by its own words when it does not answer", async () => {
    const { ask, post, get } = await start();
    const { body } = await post("/v2/checkout/orders", order(), "k", "return=minimal");
    expect(Object.keys(body)).toEqual(["id", "status", "links"]);
    expect(await get("/v2/checkout/orders/NONE")).toMatchObject({ status: 404, body: { name: "RESOURCE_NOT_FOUND" } });
    expect(await ask("/v2/checkout/orders/NONE", {})).toMatchObject({ status: 401, body: { error: "invalid_token" } });
    expect((await post("/v2/checkout/orders", order(), "")).status).toBe(400);
  });

  it.each([
    ["USD", "100", 422],
    ["JPY", "100.00", 422],
    ["JPY", "100", 200],
    ["KES", "100.00", 422],
  ])("takes exactly the decimals of %s: %s is %d", async (currency_code, value, status) => {
    const { post } = await start();
    const units = [{ custom_id: "order-1", amount: { currency_code, value } }];
    expect((await post("/v2/checkout/orders", order({ purchase_units: units }))).status).toBe(status);
  });

  it("reserves, takes a part, and gives back no more than was taken", async () => {
    const { post, get, press } = await start();
    const { body: made } = await post("/v2/checkout/orders", order({ intent: "AUTHORIZE" }));
    await press(made.id);
    const { body } = await post(`/v2/checkout/orders/${made.id}/authorize`);
    const [{ id }] = body.purchase_units[0].payments.authorizations;
    const amount = { currency_code: "USD", value: "60.00" };
    const { body: capture } = await post(`/v2/payments/authorizations/${id}/capture`, { amount, final_capture: true });
    expect((await get(`/v2/payments/authorizations/${id}`)).body.status).toBe("CAPTURED");
    expect((await post(`/v2/payments/authorizations/${id}/void`)).status).toBe(422);
    expect((await post(`/v2/payments/captures/${capture.id}/refund`)).body.amount.value).toBe("60.00");
    expect((await post(`/v2/payments/captures/${capture.id}/refund`)).status).toBe(422);
  });
});

describe("a member of JSON as it stands", () => {
  it.each([
    ['{"a":1,"b":{"x": [1, "}"]} }', '{"x": [1, "}"]}'],
    ['{"a":{"b":1},"b" : "\\"b\\": {" , "c":2}', '"\\"b\\": {"'],
    ['{"b":12 }', "12"],
    ['{"a":{"b":1}}', null],
  ])("of %s is %s", (json, expected) => {
    expect(rawMember(json, "b")).toBe(expected);
  });
});
