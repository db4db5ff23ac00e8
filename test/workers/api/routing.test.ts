import { describe, expect, it } from "vitest";
import { call, initialize, paymentBody, signAdminToken, until } from "../../support/gateway.ts";
import { newMerchant } from "../engine/support/payments.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { freshGateway } from "./support/routed-payments.ts";

/** Nobody else's faults may decide here where payments go. */
const gateway = freshGateway();

function pay(token: string, overrides: Record<string, unknown>) {
  const body = paymentBody("approve@example.com", overrides);
  return gateway("POST", "/payments/initialize", {
    token,
    body,
    headers: { "idempotency-key": crypto.randomUUID() },
  });
}

describe("a payment that names several providers", () => {
  it("goes to the first that can take it", async () => {
    const { token } = await newMerchant();
    // Stripe has no such currency, CPay has them all.
    const made = await pay(token, { provider: ["paystack", "cpay"], currency: "CHF" });
    expect(made).toMatchObject({ status: 201, body: { provider: "cpay", account_id: "platform:cpay" } });
    expect((await pay(token, { provider: ["visa", "cpay"] })).body.provider).toBe("stripe");
  });

  it("is refused where none can, saying why each cannot, and binds nothing", async () => {
    const { token } = await newMerchant();
    const key = crypto.randomUUID();
    const body = paymentBody("a@example.com", { provider: ["paystack", "mpesa"], currency: "CHF" });
    const refused = await initialize(token, body, key);
    expectProblem(refused, "not_supported_by_provider");
    expect(refused.body.errors).toMatchObject([
      { path: "provider.0", message: expect.stringMatching(/^Paystack \(currency\): Paystack takes /) },
      { path: "provider.1", message: expect.stringMatching(/^M-Pesa \(currency\): /) },
    ]);
    expect((await initialize(token, paymentBody("approve@example.com"), key)).status).toBe(201);
  });

  it("leaves out those that do not know the way to pay that is asked for", async () => {
    const { token } = await newMerchant();
    const made = await pay(token, { provider: ["stripe", "cpay"], payment_method: "checkout" });
    expect(made.body.provider).toBe("cpay");
  });

  it.each<[string, unknown, string]>([
    ["none at all", [], "provider"],
    ["more than five", ["cpay", "stripe", "paystack", "mpesa", "a", "b"], "provider"],
    ["one that there is not", ["cpay", "nobody"], "provider.1"],
    ["one twice", ["stripe", "visa"], "provider.1"],
    ["something else", { first: "cpay" }, "provider"],
  ])("must not name %s", async (_what, provider, path) => {
    const { token } = await newMerchant();
    const refused = await pay(token, { provider });
    expectProblem(refused, "validation_failed");
    expect(refused.body.errors[0].path).toBe(path);
  });

  it("has options for each by its name, and no others", async () => {
    const { token } = await newMerchant();
    const provider = ["paystack", "cpay"];
    const made = await pay(token, { provider, provider_options: { paystack: { channels: ["card"] } } });
    expect(made).toMatchObject({ status: 201, body: { provider: "paystack" } });
    const bad: [Record<string, unknown>, string][] = [
      [{ channels: ["card"] }, "provider_options.channels"],
      [{ stripe: {} }, "provider_options.stripe"],
      [{ paystack: "card" }, "provider_options.paystack"],
      [{ paystack: { channels: ["gold"] } }, "provider_options.paystack.channels"],
      [{ paystack: { color: "red" } }, "provider_options.paystack.color"],
    ];
    for (const [provider_options, path] of bad) {
      const refused = await pay(token, { provider, provider_options });
      expectProblem(refused, "validation_failed");
      expect(refused.body.errors[0].path).toBe(path);
    }
  });
});

describe("a payment that leaves the choice to the gateway", () => {
  it("goes where its merchant's first rule that matches says", async () => {
    const { token } = await newMerchant();
    const rules = [
      { currency: "KES", max_amount: "999.99", providers: ["stripe"] },
      { currency: "KES", payment_method: "card", providers: ["stripe"] },
      { currency: "KES", providers: ["paystack", "cpay"] },
    ];
    expect((await gateway("PUT", "/routing-rules", { token, body: { rules } })).status).toBe(200);
    const auto = async (overrides: Record<string, unknown>) =>
      (await pay(token, { provider: "auto", ...overrides })).body;
    expect((await auto({})).provider).toBe("paystack");
    expect((await auto({ amount: 999.99 })).provider).toBe("stripe");
    expect((await auto({ payment_method: "card" })).provider).toBe("stripe");
    expect((await auto({ currency: "CHF" })).provider).toBe("cpay");
  });

  it("goes to whoever can take it, without rules", async () => {
    const { token } = await newMerchant();
    expect((await pay(token, { provider: "auto" })).body.provider).toBe("cpay");
    const refused = await pay(token, { provider: "auto", payment_method: "cheque" });
    expectProblem(refused, "not_supported_by_provider");
    expect(refused.body.errors[0].path).toBe("provider");
  });
});

describe("routing rules", () => {
  it("are replaced as a whole, shown as they were given, and written down", async () => {
    const { token } = await newMerchant();
    expect((await call("GET", "/routing-rules", { token })).body).toEqual({ rules: [] });
    const rules = [{ currency: "KES", min_amount: "1", max_amount: 150000, providers: ["visa", "mpesa"] }];
    const shown = {
      rules: [
        {
          currency: "KES",
          payment_method: null,
          min_amount: "1.00",
          max_amount: "150000.00",
          providers: ["stripe", "mpesa"],
        },
      ],
    };
    expect((await call("PUT", "/routing-rules", { token, body: { rules } })).body).toEqual(shown);
    expect((await call("PUT", "/routing-rules", { token, body: { rules } })).status).toBe(200);
    expect((await call("GET", "/routing-rules", { token })).body).toEqual(shown);
    await call("PUT", "/routing-rules", { token, body: { rules: [] } });
    const logs = await until(
      () => call("GET", "/audit-logs?event_type=routing_rules.replaced", { token }),
      ({ body }) => body?.data?.length === 2,
    );
    expect(logs.body.data).toHaveLength(2);
    expect(logs.body.data[1].event_data).toEqual({ before: [], after: shown.rules });
  });

  it("are each merchant's own; the operator may read and write any", async () => {
    const [one, other] = [await newMerchant(), await newMerchant()];
    const admin = await signAdminToken();
    const { id } = (await call("POST", "/merchants", { token: admin, body: { name: "Shop" } })).body;
    const path = `/routing-rules?merchant_id=${id}`;
    const rules = [{ providers: ["cpay"] }];
    expectProblem(await call("GET", path, { token: one.token }), "not_found");
    expectProblem(await call("PUT", path, { token: one.token, body: { rules } }), "not_found");
    expect((await call("PUT", path, { token: admin, body: { rules } })).status).toBe(200);
    expect((await call("GET", path, { token: admin })).body.rules).toHaveLength(1);
    expect((await call("GET", "/routing-rules", { token: other.token })).body.rules).toEqual([]);
    expectProblem(await call("GET", "/routing-rules?merchant_id=nobody-here", { token: admin }), "not_found");
  });

  it.each<[Record<string, unknown>, string]>([
    [{ providers: [] }, "rules.0.providers"],
    [{ providers: ["cpay", "nobody"] }, "rules.0.providers.1"],
    [{ providers: ["stripe", "visa"] }, "rules.0.providers.1"],
    [{ providers: ["cpay"], currency: "XXQ" }, "rules.0.currency"],
    [{ providers: ["cpay"], min_amount: "5" }, "rules.0.min_amount"],
    [{ providers: ["cpay"], currency: "JPY", min_amount: "5.5" }, "rules.0.min_amount"],
    [{ providers: ["cpay"], currency: "KES", max_amount: "0" }, "rules.0.max_amount"],
    [{ providers: ["cpay"], currency: "KES", min_amount: "2", max_amount: "1" }, "rules.0.max_amount"],
    [{ providers: ["cpay"], country: "KE" }, "rules.0.country"],
  ])("that are wrong are refused: %j", async (rule, path) => {
    const { token } = await newMerchant();
    const refused = await call("PUT", "/routing-rules", { token, body: { rules: [rule] } });
    expectProblem(refused, "validation_failed");
    expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
    expect((await call("GET", "/routing-rules", { token })).body).toEqual({ rules: [] });
  });
});
