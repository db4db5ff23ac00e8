import { describe, expect, it } from "vitest";
import { call, signAdminToken, signToken } from "../../support/gateway.ts";
import { without } from "../../support/switches.ts";
import { expectProblem } from "../api/support/expect-problem.ts";
import { reconfigure } from "../api/support/reconfigured.ts";
import { newMerchant } from "../engine/support/payments.ts";
import { configure, merchantWithStripe } from "./support/own-accounts.ts";

const WRONG = "sk_test_nobody_has_this_key";
const test = (name: string, token: string, query = "") => call("POST", `/providers/${name}/test${query}`, { token });

describe("the test of the account at a provider", () => {
  it.each(["cpay", "stripe", "paystack", "flutterwave", "paypal", "mpesa"])(
    "finds the platform's %s in order",
    async (name) => {
      const { token } = await newMerchant();
      const { status, body } = await test(name, token);
      expect(status).toBe(202);
      expect(body).toEqual({
        provider: name,
        account_id: `platform:${name}`,
        ok: true,
        outcome: "ok",
        latency_ms: expect.any(Number),
        detail: expect.stringContaining("accepts the account's credentials"),
      });
    },
  );

  it.each([
    ["cpay", { api_secret: "a secret", webhook_secret: "another secret" }],
    ["stripe", { webhook_secret: "whsec_1234567890" }],
    ["paystack", {}],
    ["flutterwave", { webhook_secret: "a hash of ours" }],
  ])("says that %s refuses a wrong key, and shows neither key nor answer", async (name, others) => {
    const { token, merchantId } = await newMerchant();
    expect((await configure(token, { api_key: WRONG, ...others }, name)).status).toBe(201);
    const { status, body, text } = await test(name, token);
    expect(status).toBe(202);
    expect(body).toMatchObject({ account_id: `${merchantId}.${name}.1`, ok: false, outcome: "refused" });
    expect(body.detail).toMatch(/does not accept the account's credentials \(http_40[13]\)/);
    expect(text).not.toContain(WRONG);
  });

  it.each([
    ["paypal", { config: { webhook_id: "WH-1" } }],
    ["mpesa", { config: { shortcode: "600123", passkey: "passkey-of-our-shortcode" } }],
  ])("cannot tell why %s gives no access token", async (name, others) => {
    const { token } = await newMerchant();
    expect((await configure(token, { api_key: WRONG, api_secret: WRONG, ...others }, name)).status).toBe(201);
    const { body } = await test(name, token);
    expect(body).toMatchObject({ ok: false, outcome: "unreachable" });
    expect(body.detail).toContain("gave no access token");
  });

  it.each(["stripe", "cpay", "paypal"])("finds %s unreachable while it is away", async (name) => {
    const { token } = await newMerchant();
    const { body } = await without(name, "refuse", () => test(name, token));
    expect(body).toMatchObject({ ok: false, outcome: "unreachable" });
  });

  it("tests a merchant's own account even when it is off, and the platform's once it is deleted", async () => {
    const { token, merchantId } = await merchantWithStripe();
    await configure(token, { is_active: false });
    const own = { account_id: `${merchantId}.stripe.1`, outcome: "ok" };
    expect((await test("visa", token)).body).toMatchObject(own);
    const admin = await signAdminToken();
    expect((await test("stripe", admin, `?merchant_id=${merchantId}`)).body).toMatchObject(own);
    expect((await test("stripe", admin)).body).toMatchObject({ account_id: "platform:stripe", outcome: "ok" });
    await call("DELETE", "/providers/stripe/config", { token });
    expect((await test("stripe", token)).body).toMatchObject({ account_id: "platform:stripe", outcome: "ok" });
  });

  it("answers 404 for an unknown provider, 403 without the scope or about another merchant", async () => {
    const { token } = await newMerchant();
    expectProblem(await test("nobody", token), "not_found");
    expectProblem(await test("stripe", await signToken({ scope: "providers:read" })), "insufficient_scope");
    expectProblem(await test("stripe", token, "?merchant_id=another"), "insufficient_scope");
  });

  it("says clearly where there is no account to test", async () => {
    const { token } = await newMerchant();
    const gateway = reconfigure({ PAYSTACK_SECRET_KEY: undefined, PAYSTACK_BASE_URL: undefined });
    expectProblem(await gateway("POST", "/providers/paystack/test", { token }), "provider_unavailable");
  });
});
