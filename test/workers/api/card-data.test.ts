import { beforeAll, describe, expect, it, vi } from "vitest";
import { SCOPES } from "../../../src/domain/token-claims.ts";
import { cpayLedger, deliverCpayWebhook, setCpayFaults } from "../../support/cpay.ts";
import { call, initialize, paymentBody, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { askRoute } from "./support/ask-route.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import { ROUTES } from "./support/route-table.ts";

const CARD = "4242 4242 4242 4242";
const DIGITS = "4242424242424242";
const LEAK = /4242[ -]?4242/;

let token = "";

beforeAll(async () => {
  token = await signToken({ scope: SCOPES.join(" ") });
});

describe.each(ROUTES.filter(({ body }) => body !== undefined))("$method $path", (route) => {
  it("takes no card number, in whatever member", async () => {
    const member = route.textMember ?? "amount";
    for (const value of [CARD, DIGITS, `my card is ${CARD}, thanks`, `;${DIGITS}=27122010000?`]) {
      const answer = await askRoute(route, { token, body: { ...route.body, [member]: value } });
      expectFieldError(answer, member, "card_data_refused");
      expect(answer.text).not.toMatch(LEAK);
    }
    expectFieldError(await askRoute(route, { token, body: { ...route.body, cvv: "123" } }), "cvv", "card_data_refused");
  });
});

describe.each(ROUTES.filter(({ query }) => query !== undefined))("$method $path", (route) => {
  it("takes no card number, in whatever parameter", async () => {
    for (const name of Object.keys(route.query ?? {})) {
      const answer = await askRoute(route, { token, query: `?${name}=${DIGITS}` });
      expectFieldError(answer, name, "card_data_refused");
      expect(answer.text).not.toMatch(LEAK);
    }
  });
});

describe("a payment with card data", () => {
  it.each([
    ["metadata.note", { metadata: { note: CARD } }],
    ["metadata.card.number", { metadata: { card: { number: DIGITS } } }],
    ["metadata.n.0", { metadata: { n: [Number(DIGITS)] } }],
    ["metadata.[redacted]", { metadata: { [DIGITS]: "x" } }],
    ["metadata.cvc", { metadata: { cvc: "123" } }],
    ["provider_options.security_code", { provider_options: { security_code: 123 } }],
    ["customer.phone", { customer: { phone: "4242-4242-4242-4242" } }],
    ["customer.name", { customer: { name: "%B4242424242424242^DOE/JOHN^27122010000?", id: "c" } }],
    ["description", { description: "4242.4242.4242.4242" }],
    ["return_url", { return_url: "https://shop.example/done?card=4242%204242%204242%204242" }],
  ])("in %s is refused, neither recorded nor logged, and binds no key", async (path, members) => {
    const lines: string[] = [];
    const spies = (["info", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line)),
    );
    const key = crypto.randomUUID();
    try {
      const answer = await initialize(token, paymentBody(undefined, members), key);
      expectFieldError(answer, path, "card_data_refused");
      expect(answer.text).not.toMatch(LEAK);
      expect(lines.join("\n")).toContain("/payments/initialize");
      expect(lines.join("\n")).not.toMatch(LEAK);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    const made = await initialize(token, paymentBody(), key);
    expect(made.status, made.text).toBe(201);
    expect((await cpayLedger(made.body.id)).payments).toHaveLength(1);
  });

  it("is not one that only looks like it", async () => {
    const made = await initialize(
      token,
      paymentBody(undefined, {
        reference: "ws_CO_191220191020363925",
        customer: { phone: "+49 1511 2345676", id: crypto.randomUUID() },
        metadata: { at: 1_763_800_000_000, order: crypto.randomUUID(), card_last4: "4242", card_brand: "visa" },
      }),
    );
    expect(made.status, made.text).toBe(201);
  });

  it("is not hidden in an address, a request id or an agent either", async () => {
    const headers = { "x-request-id": DIGITS, "user-agent": `Shop ${DIGITS}` };
    const lost = await call("GET", `/payments/${DIGITS}`, { token, headers });
    expect(lost.status).toBe(404);
    expect(lost.text).not.toMatch(LEAK);
    expect(lost.headers.get("x-request-id")).not.toBe(DIGITS);
    const body = paymentBody();
    const made = await call("POST", "/payments/initialize", {
      token,
      body,
      headers: { ...headers, "idempotency-key": crypto.randomUUID() },
    });
    const shown = await call("GET", `/payments/${made.body.id}`, { token });
    expect(shown.body.audit_trail[0].user_agent).toBe("Shop ****4242");
  });
});

describe("a provider that sends card data", () => {
  it("is taken at its word, and what is kept shows four digits", async () => {
    const made = await initialize(token, paymentBody());
    const { id, provider_transaction_id: handle } = made.body;
    const event = {
      id: `evt_${crypto.randomUUID()}`,
      type: "payment.failed",
      created: 1,
      data: {
        id: handle,
        reference: id,
        amount: 100_000,
        currency: "KES",
        status: "failed",
        card: { number: DIGITS, cvv: "987", as_number: Number(DIGITS) },
        failure: { code: "declined", message: `card ${CARD} was declined` },
      },
    };
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    const failed = await until(
      () => call("GET", `/payments/${id}`, { token }),
      ({ body }) => body.status === "failed",
    );
    expect(failed.body.failure).toEqual({ code: "declined", message: "card ****4242 was declined" });
    expect(failed.text).not.toMatch(LEAK);
    const kept = await until(
      async () => call("GET", `/admin/webhook-events?transaction_id=${id}`, { token: await signAdminToken() }),
      ({ body }) => body.data?.length === 1,
    );
    expect(kept.body.data).toHaveLength(1);
    const feed = await until(
      () => call("GET", "/events", { token }),
      ({ text }) => text.includes(id),
    );
    expect(feed.text).not.toMatch(LEAK);
  });

  it("in an answer leaves four digits in the audit trail and the failure", async () => {
    const error = { error: { code: "card_declined", message: `the card ${CARD} was declined` } };
    await setCpayFaults([{ match: { method: "POST", path: "/v1/payments" }, action: { status: 402, body: error } }]);
    try {
      const made = await initialize(token, paymentBody());
      expect(made.text).not.toMatch(LEAK);
      const shown = await call("GET", `/payments/${made.body.id}`, { token });
      expect(shown.text).toContain("****4242");
      expect(shown.text).not.toMatch(LEAK);
    } finally {
      await setCpayFaults([]);
    }
  });
});
