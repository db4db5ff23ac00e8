import { afterAll, describe, expect, inject, it } from "vitest";
import { call, initialize, paymentBody, refund, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { turnPaystackKnob } from "../../support/paystack.ts";
import { setStripeFaults, turnStripeKnob } from "../../support/stripe.ts";
import { without } from "../../support/switches.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { deliverPaystackMail, paidAtPaystack, untilPaystackTells } from "./support/paystack-payments.ts";
import { paidAtStripe } from "./support/stripe-payments.ts";

const reconcile = (provider: string, date: string, by: string, query = "", headers = {}) =>
  call("GET", `/reports/reconciliation?provider=${provider}&date=${date}${query}`, { token: by, headers });
const dayOf = (time: string) => time.slice(0, 10);
const KES = (count: number, amount_minor: number) => ({ currency: "KES", count, amount_minor });

afterAll(async () => {
  await setStripeFaults([]);
  await turnPaystackKnob("faults", []);
});

/** A merchant's payment of 1000.00 KES at Stripe with 400.00 given back, both in the lists. */
async function bookedAtStripe() {
  const payment = await paidAtStripe();
  await refund(payment.token, payment.id, { amount: "400.00" });
  const { body } = await becomes(payment.token, payment.id, "partially_refunded");
  const date = dayOf(body.completed_at);
  await until(
    () => reconcile("stripe", date, payment.token),
    ({ body: report }) => report.ours.payments.length === 1 && report.ours.refunds.length === 1,
  );
  return { ...payment, date };
}

describe("GET /reports/reconciliation", () => {
  it("finds Stripe's list and ours the same", async () => {
    const { token, merchantId, date } = await bookedAtStripe();
    const { status, body } = await reconcile("stripe", date, token);
    expect(status).toBe(200);
    const side = { payments: [KES(1, 100_000)], refunds: [KES(1, 40_000)] };
    expect(body).toMatchObject({
      provider: "stripe",
      account_id: "platform:stripe",
      merchant_id: merchantId,
      date,
      supported: true,
      reason: null,
      truncated: false,
      ours: side,
      theirs: side,
      compared: 2,
      not_compared: 0,
      differences: [],
    });
  });

  it("shows an operator what Stripe has and we have not, and no merchant what is another's", async () => {
    const { token, merchantId, id, date } = await bookedAtStripe();
    const admin = await signAdminToken();
    const made = await fetch(`${inject("workerVariables").STRIPE_API_BASE}/v1/payment_intents`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${inject("workerVariables").STRIPE_API_KEY}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "amount=777&currency=usd&payment_method=pm_card_visa&payment_method_types[]=card&confirm=true",
    });
    const { id: stray, status } = (await made.json()) as { id: string; status: string };
    expect(status).toBe("succeeded");
    const { body: all } = await reconcile("stripe", date, admin);
    const unknown = all.differences.filter((each: { provider_id: string }) => each.provider_id === stray);
    expect(unknown).toEqual([
      expect.objectContaining({
        type: "unknown_to_us",
        kind: "payment",
        id: null,
        provider_currency: "USD",
        provider_amount_minor: 777,
        provider_status: "settled",
      }),
    ]);
    expect(all.differences.some((each: { id: string }) => each.id === id)).toBe(false);
    expect(all.merchant_id).toBeNull();
    for (const [by, query] of [
      [token, ""],
      [admin, `&merchant_id=${merchantId}`],
    ] as const) {
      const { body, text } = await reconcile("stripe", date, by, query);
      expect(body).toMatchObject({ merchant_id: merchantId, differences: [], theirs: { payments: [KES(1, 100_000)] } });
      expect(text).not.toContain(stray);
    }
    const stranger = await signToken();
    expect((await reconcile("stripe", date, stranger)).body).toMatchObject({
      ours: { payments: [], refunds: [] },
      theirs: { payments: [], refunds: [] },
      differences: [],
    });
    expectProblem(await reconcile("stripe", date, stranger, `&merchant_id=${merchantId}`), "not_found");
  });

  it("tells of a refund that Stripe takes back behind our back", async () => {
    const { token, id, date } = await bookedAtStripe();
    const { body: shown } = await show(token, id);
    await turnStripeKnob(`refunds/${shown.refunds[0].provider_refund_id}`, { status: "failed" });
    const { body } = await reconcile("stripe", date, token);
    expect(body.differences).toMatchObject([
      {
        type: "status_differs",
        kind: "refund",
        id: shown.refunds[0].id,
        provider_id: shown.refunds[0].provider_refund_id,
        amount_minor: 40_000,
        status: "completed",
        provider_status: "failed",
      },
    ]);
    expect(body.theirs.refunds).toEqual([]);
  });

  it("shows a merchant a refund of its payment that was made at Stripe and that nobody has told of", async () => {
    const { token, handle, date } = await bookedAtStripe();
    await turnStripeKnob("refunds", { payment_intent: handle, amount: 1_234 });
    const { body } = await reconcile("stripe", date, token);
    expect(body.differences).toMatchObject([
      { type: "unknown_to_us", kind: "refund", id: null, provider_amount_minor: 1_234, provider_status: "settled" },
    ]);
    expect(body.theirs.refunds).toEqual([KES(2, 41_234)]);
  });

  it("finds Paystack's list and ours the same", async () => {
    const { token, id } = await paidAtPaystack();
    await refund(token, id, { amount: "400.00" });
    await untilPaystackTells(id, "refund.processed");
    await deliverPaystackMail(id);
    const { body: paid } = await becomes(token, id, "partially_refunded");
    const date = dayOf(paid.completed_at);
    const { body } = await until(
      () => reconcile("paystack", date, token),
      (answer) => answer.body.ours.refunds.length === 1,
    );
    const side = { payments: [KES(1, 100_000)], refunds: [KES(1, 40_000)] };
    expect(body).toMatchObject({ supported: true, truncated: false, ours: side, theirs: side, differences: [] });
  });

  it("says so where a provider has no list, and still gives our side", async () => {
    const token = await signToken();
    const { body } = await initialize(token, paymentBody("approve@example.com"));
    const date = dayOf(body.completed_at);
    const { body: report } = await until(
      () => reconcile("cpay", date, token),
      (answer) => answer.body.ours.payments.length === 1,
    );
    expect(report).toMatchObject({
      supported: false,
      reason: "no_list_at_provider",
      ours: { payments: [KES(1, 100_000)], refunds: [] },
      theirs: null,
      differences: [],
    });
    const mpesa = (await reconcile("mpesa", date, token)).body;
    expect(mpesa).toMatchObject({ supported: false, reason: "no_list_at_provider", theirs: null });
  });

  it("says so while a provider cannot be asked", async () => {
    const { token, date } = await bookedAtStripe();
    const { status, body } = await without("stripe", "refuse", () => reconcile("stripe", date, token));
    expect(status).toBe(200);
    expect(body).toMatchObject({ supported: true, theirs: null, compared: 0, differences: [] });
    expect(body.reason).toMatch(/^[a-z0-9_]+$/);
    expect(body.ours.payments).toEqual([KES(1, 100_000)]);
  });

  it("is a table for who asks for one", async () => {
    const { token, date } = await bookedAtStripe();
    for (const [query, headers] of [
      ["&format=csv", {}],
      ["", { accept: "text/csv" }],
    ] as const) {
      const { headers: told, text } = await reconcile("stripe", date, token, query, headers);
      expect(told.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
      expect(told.get("content-disposition")).toBe(`attachment; filename="reconciliation-stripe-${date}.csv"`);
      const rows = text.split("\r\n").map((line) => line.split(","));
      expect(rows.at(-1)).toEqual([""]);
      expect(new Set(rows.slice(0, -1).map((row) => row.length))).toEqual(new Set([15]));
      expect(rows[0]?.slice(0, 5)).toEqual(["line", "date", "provider", "kind", "count"]);
      expect(rows.slice(1, -1).map((row) => [row[0], row[3], row[4]])).toEqual([
        ["ours", "payment", "1"],
        ["ours", "refund", "1"],
        ["theirs", "payment", "1"],
        ["theirs", "refund", "1"],
      ]);
    }
    const json = await reconcile("stripe", date, token, "&format=json", { accept: "text/csv" });
    expect(json.headers.get("content-type")).toContain("application/json");
    const none = await reconcile("mpesa", date, token, "&format=csv");
    expect(none.text).toContain("no_provider_list:no_list_at_provider");
  });
});
