import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type ApiAnswer, call, initialize, paymentBody, signToken } from "../../support/gateway.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

let token = "";

beforeAll(async () => {
  token = await signToken();
});

/** Sends a body as text, so that the spelling of its numbers arrives as it is written here. */
function sendText(rawBody: string): Promise<ApiAnswer> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  return call("POST", "/payments/initialize", { token, rawBody, headers });
}

function send(overrides: Record<string, unknown>): Promise<ApiAnswer> {
  return initialize(token, paymentBody("jane@example.com", overrides));
}

describe("metadata", () => {
  const ofBytes = (bytes: number) => ({ pad: "x".repeat(bytes - JSON.stringify({ pad: "" }).length) });
  const ofKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`key_${at}`, at]));

  it.each([
    ["nothing", {}],
    ["50 keys", ofKeys(50)],
    ["16 KiB", ofBytes(16_384)],
    ["names that JavaScript knows", { constructor: "x", toString: 1, hasOwnProperty: null, amount: 1.5 }],
    ["anything nested", { a: { b: [1, "2", null, true, { c: 0.1 }] }, "ключ 🔑": "значение" }],
  ])("takes %s and gives it back", async (_, metadata) => {
    const answer = await send({ metadata });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body.metadata).toEqual(metadata);
  });

  it.each([
    ["51 keys", ofKeys(51)],
    ["16 KiB and a byte", ofBytes(16_385)],
    ["16 KiB counted in characters, more in bytes", { pad: "é".repeat(8_200) }],
    ["a list", [1]],
    ["a text", "order"],
    ["a number", 7],
  ])("refuses %s", async (_, metadata) => {
    expectFieldError(await send({ metadata }), "metadata");
  });

  it("refuses text that no store keeps, by its path, and endless nesting", async () => {
    expectFieldError(await send({ metadata: { a: { b: "x\u0000" } } }), "metadata.a.b");
    expectFieldError(await send({ metadata: { a: ["ok", "\ud800"] } }), "metadata.a.1");
    expectFieldError(await send({ metadata: { "x\u0000": 1 } }), "metadata");
    let nested: unknown = 1;
    for (let depth = 0; depth < 200; depth += 1) nested = { n: nested };
    expectFieldError(await send({ metadata: { nested } }), "metadata.nested.n.n");
    const huge = '{"provider":"cpay","amount":1,"currency":"KES","customer":{"id":"c"},"metadata":{"n":1e999}}';
    expectFieldError(await sendText(huge), "metadata.n");
  });
});

describe("members", () => {
  it.each([
    ["customer with an id alone", { customer: { id: "c-1" } }],
    ["customer with a phone alone", { customer: { phone: "+254700000000" } }],
    ["customer with an e-mail alone", { customer: { email: "jane@example.com" } }],
    ["customer with nulls for the rest", { customer: { id: "c-1", phone: null, email: null, name: null } }],
    ["reference of 128 characters", { reference: "r".repeat(128) }],
    ["description of 512 characters", { description: "d".repeat(512) }],
    ["return_url with http", { return_url: "http://shop.example/back?a=1" }],
    ["return_url with https", { return_url: "https://shop.example/back" }],
    ["capture automatic", { capture: "automatic" }],
    [
      "optional members as null",
      { reference: null, description: null, return_url: null, metadata: null, payment_method: null },
    ],
    ["currency of four decimals", { currency: "CLF", amount: "1.0001" }],
  ])("takes %s", async (_, overrides) => {
    const answer = await send(overrides);
    expect(answer.status, answer.text).toBe(201);
  });

  it.each<[string, Record<string, unknown>]>([
    ["customer", { customer: undefined }],
    ["customer", { customer: null }],
    ["customer", { customer: [] }],
    ["customer", { customer: "jane" }],
    ["customer", { customer: {} }],
    ["customer", { customer: { name: "Jane" } }],
    ["customer", { customer: { id: null, phone: null, email: null } }],
    ["customer.age", { customer: { id: "c", age: 7 } }],
    ["customer.id", { customer: { id: "" } }],
    ["customer.id", { customer: { id: "c".repeat(129) } }],
    ["customer.id", { customer: { id: 7 } }],
    ["customer.email", { customer: { email: "jane" } }],
    ["customer.email", { customer: { email: `${"j".repeat(250)}@example.com` } }],
    ["customer.phone", { customer: { phone: "call me" } }],
    ["customer.phone", { customer: { phone: "1".repeat(40) } }],
    ["customer.name", { customer: { id: "c", name: "n".repeat(129) } }],
    ["currency", { currency: undefined }],
    ["currency", { currency: "kes" }],
    ["currency", { currency: "XXX" }],
    ["currency", { currency: "" }],
    ["currency", { currency: 404 }],
    ["provider", { provider: undefined }],
    ["provider", { provider: "nobody" }],
    ["provider", { provider: "" }],
    ["provider", { provider: "CPAY" }],
    ["provider", { provider: "__proto__" }],
    ["reference", { reference: "" }],
    ["reference", { reference: "r".repeat(129) }],
    ["reference", { reference: 12 }],
    ["description", { description: "d".repeat(513) }],
    ["payment_method", { payment_method: "m".repeat(65) }],
    ["return_url", { return_url: "javascript:alert(1)" }],
    ["return_url", { return_url: "data:text/html,x" }],
    ["return_url", { return_url: "ftp://shop.example/" }],
    ["return_url", { return_url: "//shop.example/" }],
    ["return_url", { return_url: "/back" }],
    ["return_url", { return_url: "" }],
    ["return_url", { return_url: `https://shop.example/${"x".repeat(2_048)}` }],
    ["capture", { capture: "later" }],
    ["capture", { capture: null }],
    ["provider_options", { provider_options: "x" }],
    ["amount_minor", { amount_minor: 100 }],
    ["merchant_id", { merchant_id: "another" }],
    ["status", { status: "completed" }],
  ])("refuses %s as in %j", async (path, overrides) => {
    expectFieldError(await send(overrides), path);
  });

  it("names every member that is wrong", async () => {
    const answer = await initialize(token, { amount: true, currency: "kes", customer: {}, extra: 1 });
    for (const path of ["provider", "amount", "currency", "customer", "extra"]) expectFieldError(answer, path);
  });

  it("refuses what the provider cannot do before anything is recorded", async () => {
    expectFieldError(await send({ capture: "manual" }), "capture", "not_supported_by_provider");
  });

  it("refuses a provider that is not set up here", async () => {
    const off = { CPAY_BASE_URL: "", CPAY_API_KEY: "", CPAY_API_SECRET: "", CPAY_WEBHOOK_SECRET: "" };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answer = await reconfigure(off)("POST", "/payments/initialize", { token, body: paymentBody(), headers });
    expectFieldError(answer, "provider", "provider_unavailable");
  });
});

describe("any body at all", () => {
  const NAMES = [
    "provider",
    "amount",
    "currency",
    "customer",
    "reference",
    "description",
    "return_url",
    "metadata",
    "capture",
  ];

  async function expectOrderly(rawBody: string): Promise<void> {
    const answer = await sendText(rawBody);
    expect(answer.status, rawBody).toBeLessThan(500);
    if (answer.status < 400) return;
    expectProblem(answer, answer.body.code, rawBody);
    if (answer.status === 422) expect(answer.body.errors, rawBody).not.toHaveLength(0);
  }

  it("as random JSON is taken or refused in order, never an error of ours", async () => {
    await fc.assert(fc.asyncProperty(fc.json({ maxDepth: 4 }), expectOrderly), { numRuns: 100 });
  });

  it("as a good request with any members replaced is taken or refused in order", async () => {
    const replaced = fc.dictionary(fc.constantFrom(...NAMES, "surprise"), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 3,
    });
    const customer = fc.record(
      { id: fc.jsonValue(), phone: fc.string(), email: fc.emailAddress() },
      { requiredKeys: [] },
    );
    const amount = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.bigInt().map(String));
    const body = fc.tuple(replaced, fc.record({ customer, amount }, { requiredKeys: [] }));
    await fc.assert(
      fc.asyncProperty(body, ([some, others]) =>
        expectOrderly(JSON.stringify(paymentBody("jane@example.com", { ...some, ...others }))),
      ),
      { numRuns: 150 },
    );
  });

  it("as text that may be no JSON is taken or refused in order", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json().map((json) => json.slice(0, -1)),
    );
    await fc.assert(fc.asyncProperty(text, expectOrderly), { numRuns: 60 });
  });
});
