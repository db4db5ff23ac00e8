import { describe, expect, it } from "vitest";
import { call, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { expectProblem } from "../api/support/expect-problem.ts";
import { reconfigure } from "../api/support/reconfigured.ts";
import { newMerchant } from "../engine/support/payments.ts";
import { queryPostgres } from "../engine/support/postgres.ts";
import { configure } from "./support/own-accounts.ts";

const KEYS = { api_key: "sk_test_1234567890abcd", webhook_secret: "whsec_1234567890wxyz" };
const DARAJA = {
  api_key: "consumer-key-of-ours",
  api_secret: "consumer-secret-of-ours",
  config: { shortcode: "600123", passkey: "passkey-of-our-shortcode" },
};

/** What the merchant's account at Stripe is listed as. */
async function listed(token: string) {
  const { body } = await call("GET", "/providers", { token });
  return body.data.find((provider: { name: string }) => provider.name === "stripe");
}

describe("an account of one's own", () => {
  it("is shown with masked secrets, an address for webhooks and a version", async () => {
    const { token, merchantId } = await newMerchant();
    expect(await listed(token)).toMatchObject({ is_active: true, account: null });
    const made = await configure(token, { ...KEYS, config: { publishable_key: "pk_test_1" } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      provider: "stripe",
      account_id: `${merchantId}.stripe.1`,
      version: 1,
      is_active: true,
      api_key: { is_set: true, last4: "abcd" },
      api_secret: { is_set: false, last4: null },
      webhook_secret: { is_set: true, last4: "wxyz" },
      config: { publishable_key: "pk_test_1" },
    });
    expect(made.body.webhook_url).toMatch(new RegExp(`/api/v1/webhooks/stripe/${merchantId}\\.stripe\\.1$`));
    expect((await listed(token)).account).toEqual(made.body);
  });

  it("keeps what is not named, takes away what is null, and makes no version of nothing", async () => {
    const { token } = await newMerchant();
    await configure(token, { ...KEYS, config: { publishable_key: "pk_test_1" } });
    const same = await configure(token, { ...KEYS, is_active: true });
    expect([same.status, same.body.version]).toEqual([200, 1]);
    const other = await configure(token, { api_key: "sk_test_another_key", config: { publishable_key: null } });
    expect(other.body).toMatchObject({ version: 2, api_key: { last4: "_key" }, webhook_secret: { last4: "wxyz" } });
    expect(other.body.config).toEqual({});
  });

  it("gives nothing of a short secret away", async () => {
    const { token } = await newMerchant();
    const { body } = await configure(token, { api_key: "sk_short", webhook_secret: "wh" });
    expect(body).toMatchObject({
      api_key: { is_set: true, last4: null },
      webhook_secret: { is_set: true, last4: null },
    });
  });

  it.each([
    ["what the provider has not", "stripe", { ...KEYS, api_secret: "x" }, "api_secret"],
    ["a member nobody knows", "stripe", { ...KEYS, config: { shortcode: "1" } }, "config.shortcode"],
    ["too little", "stripe", { api_key: "sk" }, "webhook_secret"],
    ["no JSON text", "stripe", { ...KEYS, config: { publishable_key: 1 } }, "config.publishable_key"],
    ["no address", "stripe", { ...KEYS, config: { base_url: "nowhere" } }, "config.base_url"],
    [
      "an address with a password",
      "stripe",
      { ...KEYS, config: { base_url: "https://a:b@c.example" } },
      "config.base_url",
    ],
    [
      "a short code of letters",
      "mpesa",
      { ...DARAJA, config: { ...DARAJA.config, shortcode: "abc" } },
      "config.shortcode",
    ],
    ["the platform's alone", "mpesa", { ...DARAJA, config: { owner_merchant_id: "x" } }, "config.owner_merchant_id"],
  ])("is refused with %s", async (_, provider, body, path) => {
    const { token } = await newMerchant();
    const refused = await configure(token, body, provider);
    expectProblem(refused, "validation_failed");
    expect(refused.body.errors.map((fault: { path: string }) => fault.path)).toContain(path);
    expect(refused.text).not.toContain(DARAJA.api_secret);
  });

  it("takes a provider's own members", async () => {
    const { token } = await newMerchant();
    const { status, body } = await configure(token, DARAJA, "mpesa");
    expect([status, body.config]).toEqual([201, { shortcode: "600123", passkey: { is_set: true, last4: "code" } }]);
  });

  it("is not sent to another address without all its secrets being given again", async () => {
    const { token } = await newMerchant();
    await configure(token, KEYS);
    const config = { base_url: "https://collector.example" };
    const moved = await configure(token, { config });
    expectProblem(moved, "validation_failed");
    expect(moved.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(["api_key", "webhook_secret"]);
    expect((await configure(token, { ...KEYS, config })).status).toBe(200);
  });

  it.each([
    "http://stripe.example",
    "https://127.0.0.1",
    "https://169.254.169.254",
    "https://localhost",
    "https://a.example:22",
  ])("is not at %s outside of development", async (base_url) => {
    const { token } = await newMerchant();
    const ask = reconfigure({ ENVIRONMENT: "staging" });
    const refused = await ask("POST", "/providers/stripe/config", { token, body: { ...KEYS, config: { base_url } } });
    expectProblem(refused, "validation_failed");
    expect(refused.body.errors).toMatchObject([{ path: "config.base_url" }]);
  });

  it("is a merchant's own: only the operator may name another", async () => {
    const [mine, other, admin] = await Promise.all([newMerchant(), newMerchant(), signAdminToken()]);
    expectProblem(await configure(mine.token, { ...KEYS, merchant_id: other.merchantId }), "insufficient_scope");
    expect((await configure(mine.token, { ...KEYS, merchant_id: mine.merchantId })).status).toBe(201);
    const set = await configure(admin, { ...KEYS, merchant_id: other.merchantId });
    expect([set.status, set.body.account_id]).toEqual([201, `${other.merchantId}.stripe.1`]);
    expect((await listed(other.token)).account.account_id).toBe(`${other.merchantId}.stripe.1`);
    const path = `/providers/stripe/config?merchant_id=${other.merchantId}`;
    expectProblem(await call("DELETE", path, { token: mine.token }), "insufficient_scope");
    expect((await call("DELETE", path, { token: admin })).status).toBe(204);
    const reader = await signToken({ merchantId: mine.merchantId, scope: "providers:read" });
    expectProblem(await configure(reader, KEYS), "insufficient_scope");
  });

  it("is changed by one at a time: what was decided on is what is changed", async () => {
    const { token } = await newMerchant();
    const keys = Array.from({ length: 4 }, (_, index) => `sk_test_concurrent_${index}`);
    const answers = await Promise.all(
      keys.map((api_key) => configure(token, { api_key, webhook_secret: `${api_key}_webhook` })),
    );
    const versions = answers.map(({ body }) => body.version).sort();
    expect(versions).toEqual([1, 2, 3, 4]);
    const last = answers.find(({ body }) => body.version === 4)?.body;
    expect((await listed(token)).account).toEqual(last);
  });

  it("leaves a trail of who changed what, and no secret anywhere but encrypted", async () => {
    const { token, merchantId } = await newMerchant();
    await configure(token, KEYS);
    await configure(token, { is_active: false });
    await call("DELETE", "/providers/stripe/config", { token });
    const trail = await until(
      () => call("GET", "/audit-logs", { token }),
      ({ body }) => body.data?.length === 3,
    );
    const types = trail.body.data.map(({ event_type }: { event_type: string }) => event_type);
    expect(types).toEqual(["removed", "disabled", "configured"].map((what) => `provider_account.${what}`));
    const [, , first] = trail.body.data;
    expect(first).toMatchObject({ user_id: "test-user", transaction_id: null });
    expect(first.event_data).toMatchObject({ changed: ["api_key", "webhook_secret"], api_key: { last4: "abcd" } });
    const [row] = await queryPostgres("select * from provider_configs where merchant_id = $1", merchantId);
    expect(row).toMatchObject({ account_id: `${merchantId}.stripe.1`, is_active: false });
    const seen = JSON.stringify([row, trail.body]);
    for (const secret of Object.values(KEYS)) expect(seen).not.toContain(secret);
    expect(String(row?.api_key)).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

describe("the platform's account", () => {
  it("is the operator's to switch, for all who have none of their own", async () => {
    const [merchant, admin] = await Promise.all([newMerchant(), signAdminToken()]);
    const off = await configure(admin, { is_active: false }, "paystack");
    expect([off.status, off.body.is_active, off.body.account_id]).toEqual([200, false, null]);
    try {
      const { body } = await call("GET", "/providers", { token: merchant.token });
      const paystack = body.data.find(({ name }: { name: string }) => name === "paystack");
      expect(paystack).toMatchObject({ is_active: false, inactive_reason: "account_disabled", account: null });
      const own = await configure(merchant.token, { api_key: "sk_test_of_the_merchant" }, "paystack");
      expect(own.status).toBe(201);
    } finally {
      expect((await configure(admin, { is_active: true }, "paystack")).body.is_active).toBe(true);
    }
  });
});
