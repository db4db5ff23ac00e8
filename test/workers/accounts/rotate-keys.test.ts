import { describe, expect, inject, it } from "vitest";
import { type ApiAnswer, signAdminToken, until } from "../../support/gateway.ts";
import { expectProblem } from "../api/support/expect-problem.ts";
import { reconfigure } from "../api/support/reconfigured.ts";
import { stripeBody } from "../api/support/stripe-payments.ts";
import { newMerchant } from "../engine/support/payments.ts";
import { queryPostgres } from "../engine/support/postgres.ts";
import { merchantWithStripe } from "./support/own-accounts.ts";

const OLD = inject("workerVariables").ENCRYPTION_KEYS ?? "";
const NEW = `next:${Buffer.alloc(32, 7).toString("base64")}`;

type Ask = ReturnType<typeof reconfigure>;

function payAt(ask: Ask, token: string): Promise<ApiAnswer> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const body = stripeBody({ provider_options: { payment_method: "pm_card_visa" } });
  return ask("POST", "/payments/initialize", { token, body, headers });
}

/** Goes through all owners; gives what was done in all. */
async function rotate(ask: Ask): Promise<{ resealed: number; unreadable: Record<string, number> }> {
  const token = await signAdminToken();
  const done = { resealed: 0, unreadable: {} as Record<string, number> };
  for (let after: string | null | undefined; after !== null; ) {
    const { status, body, text } = await ask("POST", "/admin/keys/rotate", { token, body: after ? { after } : {} });
    expect(status, text).toBe(200);
    done.resealed += body.resealed;
    Object.assign(done.unreadable, body.unreadable);
    after = body.next;
  }
  return done;
}

describe("a key ring that changes", () => {
  it("still reads what older keys sealed, and after a rotation needs them no more", async () => {
    const merchant = await merchantWithStripe();
    const endpoint = { url: "https://hooks.shop.example/in", events: ["*"] };
    const both = reconfigure({ ENCRYPTION_KEYS: `${NEW},${OLD}` });
    const before = reconfigure({ ENCRYPTION_KEYS: OLD });
    expect((await before("POST", "/webhook-endpoints", { token: merchant.token, body: endpoint })).status).toBe(201);
    expect((await payAt(both, merchant.token)).body.status).toBe("completed");
    // Owners are found in Postgres, which hears of them a moment later.
    const told = "select 1 from audit_logs where chain = $1 and sequence = 2";
    await until(
      () => queryPostgres(told, `merchant:${merchant.merchantId}`),
      (rows) => rows.length > 0,
    );
    const first = await rotate(both);
    expect(first.resealed).toBeGreaterThanOrEqual(3);
    try {
      const alone = reconfigure({ ENCRYPTION_KEYS: NEW });
      expect((await payAt(alone, merchant.token)).body).toMatchObject({
        status: "completed",
        account_id: `${merchant.merchantId}.stripe.1`,
      });
      expect((await rotate(both)).resealed).toBe(0);
      const query =
        "select event_data from audit_logs where merchant_id = $1 and event_type = 'encryption_key.rotated'";
      const audited = await until(
        () => queryPostgres(query, merchant.merchantId),
        (rows) => rows.length > 0,
      );
      expect(audited.map(({ event_data }) => event_data)).toEqual([
        { key_id: "next", account_secrets: 2, endpoint_secrets: 1 },
      ]);
    } finally {
      await rotate(reconfigure({ ENCRYPTION_KEYS: `${OLD},${NEW}` }));
    }
    expect((await payAt(before, merchant.token)).body.status).toBe("completed");
  }, 120_000);

  it("without the key that is needed says so, and lets the payments of others go on", async () => {
    const [merchant, other] = await Promise.all([merchantWithStripe(), newMerchant()]);
    const keyId = OLD.split(":")[0] ?? "";
    const ask = reconfigure({ ENCRYPTION_KEYS: NEW });
    const refused = await payAt(ask, merchant.token);
    expectProblem(refused, "account_unavailable");
    expect(refused.body.detail).toContain(`"${keyId}"`);
    expect(refused.text).not.toContain(merchant.account.api_key);
    expect((await payAt(ask, other.token)).body.status).toBe("completed");
    const { body } = await ask("GET", "/providers", { token: merchant.token });
    const stripe = body.data.find(({ name }: { name: string }) => name === "stripe");
    expect(stripe).toMatchObject({ is_active: false, inactive_reason: `encryption_key_missing:${keyId}` });
    // A switch needs no secret, and neither do secrets that are all given again.
    const off = await ask("POST", "/providers/stripe/config", { token: merchant.token, body: { is_active: false } });
    expect(off.body.is_active).toBe(false);
    const partly = { api_key: "sk_test_given_again" };
    const kept = await ask("POST", "/providers/stripe/config", { token: merchant.token, body: partly });
    expectProblem(kept, "invalid_state");
    expect(kept.body.errors).toMatchObject([{ path: "webhook_secret" }]);
  });
});
