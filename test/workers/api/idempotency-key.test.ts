import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { cpayLedger } from "../../support/cpay.ts";
import { type ApiAnswer, call, initialize, paymentBody, refund, signToken } from "../../support/gateway.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { expectReplay } from "./support/expect-replay.ts";

let token = "";

beforeAll(async () => {
  token = await signToken();
});

/** Sends the body as text under a header as it is written. */
function sendText(key: string, rawBody: string, by = token): Promise<ApiAnswer> {
  return call("POST", "/payments/initialize", { token: by, rawBody, headers: { "idempotency-key": key } });
}

function send(key: string, overrides: Record<string, unknown> = {}): Promise<ApiAnswer> {
  return initialize(token, paymentBody("jane@example.com", overrides), key);
}

async function expectOneCharge(transactionId: string): Promise<void> {
  expect((await cpayLedger(transactionId)).payments).toHaveLength(1);
}

describe("the header", () => {
  it.each([
    ["a word", "order-1"],
    ["UUID v1", "c232ab00-9414-11ec-b3c8-9f6bdeced846"],
    ["UUID v7", "01890a5d-ac96-774b-bcce-b302099a8057"],
    ["the nil UUID", "00000000-0000-0000-0000-000000000000"],
    ["a v4 of another variant", "6f1c3f0e-8f44-4c9b-ca43-0d3c6a1b2e55"],
    ["no dashes", "6f1c3f0e8f444c9b9a430d3c6a1b2e55"],
    ["braces", "{6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55}"],
    ["half a quote", '"6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55'],
    ["quotes twice", '""6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55""'],
    ["an empty quote", '""'],
    ["two keys", "6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55, 7f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55"],
  ])("as %s is refused", async (_, key) => {
    expectProblem(await send(key), "idempotency_key_invalid");
  });

  it("has to be there", async () => {
    const answer = await call("POST", "/payments/initialize", { token, body: paymentBody() });
    expectProblem(answer, "idempotency_key_missing");
    expectProblem(await send("   "), "idempotency_key_missing");
  });

  it("sent twice is refused, even when both say the same", async () => {
    const key = crypto.randomUUID();
    const headers = new Headers({ authorization: `Bearer ${token}`, "content-type": "application/json" });
    headers.append("idempotency-key", key);
    headers.append("idempotency-key", key);
    const request = { method: "POST", headers, body: JSON.stringify(paymentBody()) };
    const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/payments/initialize", request);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "idempotency_key_invalid" });
  });

  it("means the same bare, quoted, in capitals and with white space around", async () => {
    const key = crypto.randomUUID();
    const first = await send(key);
    expect(first.body.idempotency_key).toBe(key);
    for (const spelling of [`"${key}"`, key.toUpperCase(), `"${key.toUpperCase()}"`, `  ${key} `]) {
      expectReplay(await send(spelling), first);
    }
    await expectOneCharge(first.body.id);
  });
});

describe("a refusal binds nothing", () => {
  const good = JSON.stringify(paymentBody());
  const refusals: Record<string, (key: string) => Promise<ApiAnswer>> = {
    "400 for no JSON": (key) => sendText(key, "{"),
    "401 for no token": (key) =>
      call("POST", "/payments/initialize", { rawBody: good, headers: { "idempotency-key": key } }),
    "413 for a large body": (key) => sendText(key, JSON.stringify({ pad: "x".repeat(70_000) })),
    "415 for another media type": (key) =>
      call("POST", "/payments/initialize", {
        token,
        rawBody: good,
        headers: { "idempotency-key": key, "content-type": "text/plain" },
      }),
    "422 for a bad amount": (key) => send(key, { amount: "0.001" }),
    "422 for an unknown provider": (key) => send(key, { provider: "nobody" }),
    "422 for what the provider cannot do": (key) => send(key, { capture: "manual" }),
  };

  it.each(Object.entries(refusals))("%s: the same key then works with a good body", async (name, refuse) => {
    const key = crypto.randomUUID();
    const refused = await refuse(key);
    expect(refused.status).toBe(Number(name.slice(0, 3)));
    expect((await refuse(key)).status, "refused again, not remembered").toBe(refused.status);
    const made = await send(key);
    expect(made.status, made.text).toBe(201);
    expect(made.headers.get("idempotent-replayed")).toBeNull();
    await expectOneCharge(made.body.id);
  });

  it("403 for a missing scope: the same key then works with a better token", async () => {
    const key = crypto.randomUUID();
    const merchantId = crypto.randomUUID();
    const weak = await signToken({ merchantId, scope: "payments:read" });
    expectProblem(await initialize(weak, paymentBody(), key), "insufficient_scope");
    const made = await initialize(await signToken({ merchantId }), paymentBody(), key);
    expect(made.status, made.text).toBe(201);
  });
});

describe("a repeat", () => {
  it("is answered word for word, whatever has become of the payment since", async () => {
    const key = crypto.randomUUID();
    const first = await initialize(token, paymentBody("approve@example.com"), key);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    await refund(token, first.body.id, { amount: "1.00" });
    expectReplay(await initialize(token, paymentBody("approve@example.com"), key), first);
    await expectOneCharge(first.body.id);
  });

  it("of a decline is the decline again", async () => {
    const key = crypto.randomUUID();
    const first = await initialize(token, paymentBody("decline@example.com"), key);
    expect(first.body).toMatchObject({ status: "failed", failure: { code: "card_declined" } });
    expectReplay(await initialize(token, paymentBody("decline@example.com"), key), first);
    await expectOneCharge(first.body.id);
  });

  it.each([
    ["another order of members", '{"customer":{"id":"c"},"currency":"KES","amount":1000,"provider":"cpay"}'],
    ["white space", '\n{ "provider" : "cpay",\t"amount" : 1000, "currency":"KES", "customer": { "id":"c" } }\r\n'],
    [
      "a number with decimals that say nothing",
      '{"provider":"cpay","amount":1000.0,"currency":"KES","customer":{"id":"c"}}',
    ],
    ["the same with two decimals", '{"provider":"cpay","amount":1000.00,"currency":"KES","customer":{"id":"c"}}'],
    ["escaped letters", '{"provider":"\\u0063pay","amount":1000,"currency":"KES","customer":{"id":"c"}}'],
  ])("with %s is the same request", async (_, rawBody) => {
    const key = crypto.randomUUID();
    const first = await sendText(key, '{"provider":"cpay","amount":1000,"currency":"KES","customer":{"id":"c"}}');
    expect(first.status, first.text).toBe(201);
    expectReplay(await sendText(key, rawBody), first);
    await expectOneCharge(first.body.id);
  });

  it.each<[string, Record<string, unknown>]>([
    ["the amount as text instead of a number", { amount: "1000" }],
    ["another amount", { amount: 1000.01 }],
    ["another currency", { currency: "USD" }],
    ["another customer", { customer: { id: "d" } }],
    ["a member more", { reference: "order-1" }],
    ["a member more that is null", { reference: null }],
    ["metadata", { metadata: { a: 1 } }],
  ])("with %s is another request, and refused", async (_, change) => {
    const key = crypto.randomUUID();
    const body = { provider: "cpay", amount: 1000, currency: "KES", customer: { id: "c" } };
    const first = await initialize(token, body, key);
    expectProblem(await initialize(token, { ...body, ...change }, key), "idempotency_key_reused");
    expectReplay(await initialize(token, body, key), first);
    await expectOneCharge(first.body.id);
  });

  it("by another merchant is another payment", async () => {
    const key = crypto.randomUUID();
    const mine = await send(key);
    const theirs = await initialize(await signToken(), paymentBody(), key);
    expect(theirs.status).toBe(201);
    expect(theirs.headers.get("idempotent-replayed")).toBeNull();
    expect(theirs.body.id).not.toBe(mine.body.id);
    await expectOneCharge(theirs.body.id);
  });

  it("by another user of the same merchant is the same payment", async () => {
    const key = crypto.randomUUID();
    const merchantId = crypto.randomUUID();
    const first = await initialize(await signToken({ merchantId, subject: "anna" }), paymentBody(), key);
    expectReplay(await initialize(await signToken({ merchantId, subject: "ben" }), paymentBody(), key), first);
  });
});
