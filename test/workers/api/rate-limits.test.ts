import { env } from "cloudflare:test";
import { describe, expect, inject, it } from "vitest";
import { signCpay } from "../../../src/providers/cpay/signature.ts";
import { type ApiAnswer, signToken } from "../../support/gateway.ts";
import { expectProblem, freshAddress } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

/** The real limiter with the fewest calls (20 a minute) in place of the others: what is told stays the policy's own. */
const { LIMIT_TOKENS } = env as unknown as { LIMIT_TOKENS: RateLimit };
const ask = reconfigure({
  LIMIT_READS: LIMIT_TOKENS,
  LIMIT_WRITES: LIMIT_TOKENS,
  LIMIT_WEBHOOKS_UNVERIFIED: LIMIT_TOKENS,
});

/** Calls until it is refused; 41 calls pass 20 in one minute or the next, should the minute turn meanwhile. */
async function exhaust(once: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  for (let calls = 0; calls < 41; calls += 1) {
    const answer = await once();
    if (answer.status === 429) return answer;
    expect(calls, answer.text).toBeLessThan(40);
  }
  throw new Error("never refused");
}

function expectLimit(answer: ApiAnswer, policy: string, retryAfter: string): void {
  expectProblem(answer, "rate_limited");
  expect(answer.headers.get("ratelimit-policy")).toBe(policy);
  expect(answer.headers.get("retry-after")).toBe(retryAfter);
}

describe("limits", () => {
  it("of reads and of writes are two, each of one token subject of one merchant", async () => {
    const merchantId = crypto.randomUUID();
    const anna = await signToken({ merchantId, subject: "anna" });
    const headers = { "idempotency-key": "none" };
    const read = (token: string) => ask("GET", "/providers", { token });
    const write = (token: string) => ask("POST", "/payments/initialize", { token, body: {}, headers });

    expectLimit(await exhaust(() => read(anna)), '"reads";q=3000;w=10', "10");
    expect((await write(anna)).status).toBe(400);
    expectLimit(await exhaust(() => write(anna)), '"writes";q=1000;w=10', "10");

    const others = [await signToken({ merchantId, subject: "ben" }), await signToken({ subject: "anna" })];
    for (const token of others) {
      expect((await read(token)).status).toBe(200);
      expect((await write(token)).status).toBe(400);
    }
  });

  it("of open reads are those of an address", async () => {
    const headers = { "cf-connecting-ip": freshAddress() };
    expectLimit(await exhaust(() => ask("GET", "/health", { headers })), '"reads";q=3000;w=10', "10");
    expect((await ask("GET", "/health", { headers: { "cf-connecting-ip": freshAddress() } })).status).toBe(200);
  });

  it("of callers who cannot say who they are are those of an address", async () => {
    const headers = { "cf-connecting-ip": freshAddress() };
    const guess = () => ask("GET", "/payments", { token: "not.a.token", headers });
    expect((await guess()).status).toBe(401);
    expectLimit(await exhaust(guess), '"reads";q=3000;w=10', "10");
    const known = await ask("GET", "/providers", { token: await signToken(), headers });
    expect(known.status).toBe(200);
  });

  it("of unverified webhooks are those of an address, and hold up no verified one from there", async () => {
    const address = { "cf-connecting-ip": freshAddress() };
    const refused = await exhaust(() => ask("POST", "/webhooks/cpay", { body: {}, headers: address }));
    expectLimit(refused, '"webhooks-unverified";q=300;w=10', "10");
    const elsewhere = { "cf-connecting-ip": freshAddress() };
    expect((await ask("POST", "/webhooks/cpay", { body: {}, headers: elsewhere })).status).toBe(401);

    const event = { id: `evt_${crypto.randomUUID()}`, type: "payment.completed", created: 1, data: {} };
    const signature = signCpay(inject("services").cpayWebhookSecret, JSON.stringify(event), Date.now());
    const headers = { ...address, "x-cpay-signature": signature };
    expect(await ask("POST", "/webhooks/cpay", { body: event, headers })).toMatchObject({ status: 200 });
  });

  it("bind no idempotency key", async () => {
    const merchantId = crypto.randomUUID();
    const limited = await signToken({ merchantId, subject: "anna" });
    const free = await signToken({ merchantId, subject: "ben" });
    const options = {
      body: { provider: "cpay", amount: "1.00", currency: "KES", customer: { id: "c" } },
      headers: { "idempotency-key": crypto.randomUUID() },
    };
    await exhaust(() => ask("POST", "/payments/initialize", { token: limited, body: {}, headers: options.headers }));
    expectProblem(await ask("POST", "/payments/initialize", { token: limited, ...options }), "rate_limited");
    const made = await ask("POST", "/payments/initialize", { token: free, ...options });
    expect(made.status, made.text).toBe(201);
    expect(made.headers.get("idempotent-replayed")).toBeNull();
  });
});
