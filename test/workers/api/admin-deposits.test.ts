import { beforeAll, describe, expect, it } from "vitest";
import { depositedPaymentId } from "../../../src/domain/deposit/deposited-payment.ts";
import { receiptIdOf } from "../../../src/domain/deposit/receipt-id.ts";
import { SETTLING_MS } from "../../../src/domain/deposit/receive-deposit.ts";
import type { ReportedDeposit } from "../../../src/domain/outcome.ts";
import { call, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { advanceAfter, bring, bringConfirmed, openTill, paidIn, readDeposit } from "../engine/support/deposits.ts";
import { pay, show } from "../engine/support/payments.ts";
import { expectProblem } from "./support/expect-problem.ts";

let admin = "";

beforeAll(async () => {
  admin = await signAdminToken();
});

/** Money that nobody knows whose it is. */
async function inSuspense(changes: Partial<ReportedDeposit> = {}) {
  const till = openTill();
  const money = paidIn("JANE", changes);
  await bringConfirmed(till, money);
  await advanceAfter(till, SETTLING_MS, money);
  return { money, id: receiptIdOf("platform:cpay", money) };
}

function assign(id: string, body: Record<string, unknown>) {
  return call("POST", `/admin/deposits/${id}/assign`, { token: admin, body });
}

async function newMerchant(): Promise<{ id: string; token: string }> {
  const { body } = await call("POST", "/merchants", { token: admin, body: { name: "Duka" } });
  return { id: body.id, token: await signToken({ merchantId: body.id }) };
}

describe("GET /admin/deposits", () => {
  it("shows what is in suspense, with all that tells whose it may be and no secret", async () => {
    const { money, id } = await inSuspense();
    const listed = await until(
      () => call("GET", "/admin/deposits?status=suspense&provider=cpay&limit=100", { token: admin }),
      ({ body }) => body.data.some((row: { id: string }) => row.id === id),
    );
    expect(listed.body.data.find((row: { id: string }) => row.id === id)).toEqual({
      id,
      provider: "cpay",
      account_id: "platform:cpay",
      scope: "600638",
      receipt: money.receipt,
      status: "suspense",
      reason: "no_payment_named",
      amount: 1000,
      amount_minor: 100_000,
      currency: "KES",
      account_reference: "JANE",
      payer: { name: "JANE W", phone: "2547*****149" },
      transaction_id: null,
      paid_at: new Date(money.paidAt ?? 0).toISOString(),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const others = await call("GET", "/admin/deposits?status=applied&limit=100", { token: admin });
    expect(others.body.data.filter((row: { status: string }) => row.status !== "applied")).toEqual([]);
  });

  it("goes on with a cursor", async () => {
    await inSuspense();
    await inSuspense();
    const first = await until(
      () => call("GET", "/admin/deposits?limit=1", { token: admin }),
      ({ body }) => body.has_more,
    );
    const next = await call("GET", `/admin/deposits?limit=1&cursor=${first.body.next_cursor}`, { token: admin });
    expect(next.body.data).toHaveLength(1);
    expect(next.body.data[0].id).not.toBe(first.body.data[0].id);
  });
});

describe("POST /admin/deposits/{id}/assign", () => {
  it("gives the money to a payment that waits for it, whose trail tells who did it", async () => {
    const { id, money } = await inSuspense();
    const payment = await pay("jane@example.com");
    const answer = await assign(id, { transaction_id: payment.id });
    expect(answer).toMatchObject({ status: 200, body: { id, status: "applied", transaction_id: payment.id } });
    const { body } = await show(payment.token, payment.id);
    expect(body.status).toBe("completed");
    const entries: { event_type: string; user_id: string; event_data: Record<string, unknown> }[] = body.audit_trail;
    expect(entries.find(({ event_type }) => event_type === "webhook.received")).toMatchObject({
      user_id: "operator",
      event_data: { event_type: "deposit.assigned" },
    });
    expect(entries.find(({ event_type }) => event_type === "payment.completed")).toMatchObject({ user_id: "operator" });
    expect(await readDeposit(money)).toMatchObject({ status: "applied", transactionId: payment.id });
  });

  it("makes a payment of it for a merchant, whose trail tells who did it", async () => {
    const { id, money } = await inSuspense();
    const merchant = await newMerchant();
    const answer = await assign(id, { merchant_id: merchant.id });
    const made = depositedPaymentId(merchant.id, money);
    expect(answer).toMatchObject({ status: 200, body: { status: "applied", transaction_id: made } });
    const { body } = await show(merchant.token, made);
    expect(body).toMatchObject({ status: "completed", merchant_id: merchant.id, amount: 1000, payment_method: "c2b" });
    expect(
      body.audit_trail.map((entry: { event_type: string; user_id: string }) => [entry.event_type, entry.user_id]),
    ).toEqual([
      ["payment.initiated", "operator"],
      ["deposit.assigned", "operator"],
      ["payment.completed", "operator"],
    ]);
  });

  it("is done once: the same again changes nothing, another is 409", async () => {
    const { id } = await inSuspense();
    const [one, another] = [await newMerchant(), await newMerchant()];
    const answers = await Promise.all([1, 2, 3].map(() => assign(id, { merchant_id: one.id })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expectProblem(await assign(id, { merchant_id: another.id }), "invalid_state");
    const payment = await pay("jane@example.com");
    expectProblem(await assign(id, { transaction_id: payment.id }), "invalid_state");
    expect((await show(payment.token, payment.id)).body.status).toBe("processing");
    expect((await call("GET", "/payments", { token: one.token })).status).toBe(200);
    const listed = await until(
      () => call("GET", "/payments", { token: one.token }),
      ({ body }) => body.data.length > 0,
    );
    expect(listed.body.data).toHaveLength(1);
  });

  it("says the same again of a payment after it was delivered", async () => {
    const { id } = await inSuspense();
    const payment = await pay("jane@example.com");
    const first = await assign(id, { transaction_id: payment.id });
    const again = await assign(id, { transaction_id: payment.id });
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it("refuses what nobody has confirmed", async () => {
    const money = paidIn("JANE");
    await bring(openTill(), "told", money);
    const merchant = await newMerchant();
    const answer = await assign(receiptIdOf("platform:cpay", money), { merchant_id: merchant.id });
    expectProblem(answer, "invalid_state");
  });

  it("refuses a payment that is not for this money, and leaves it as it is", async () => {
    const { id } = await inSuspense({ amountMinor: 99_900 });
    const payment = await pay("jane@example.com");
    const answer = await assign(id, { transaction_id: payment.id });
    expectProblem(answer, "validation_failed");
    expect(answer.body.errors).toMatchObject([{ path: "transaction_id" }]);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "processing", review: null });
  });

  it.each([
    ["neither", {}],
    ["both", { transaction_id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a", merchant_id: "shop" }],
    ["a payment that is not", { transaction_id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a" }],
    ["a merchant that is not", { merchant_id: "nobody-at-all" }],
    ["a merchant's id that is none", { merchant_id: "../x" }],
  ])("refuses %s", async (_, body) => {
    const { id, money } = await inSuspense();
    expectProblem(await assign(id, body), "validation_failed");
    expect(await readDeposit(money)).toMatchObject({ status: "suspense", transactionId: null });
  });

  it("does not find what is no deposit", async () => {
    for (const id of ["nonsense", "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a", "%00"]) {
      expectProblem(await assign(id, { merchant_id: "shop" }), "not_found");
    }
  });
});

describe("POST /admin/providers/{name}/register-deposit-addresses", () => {
  it("refuses a provider that announces no deposits, and does not find one that is not", async () => {
    const ask = (name: string) => call("POST", `/admin/providers/${name}/register-deposit-addresses`, { token: admin });
    expectProblem(await ask("cpay"), "not_supported_by_provider");
    expectProblem(await ask("nobody"), "not_found");
  });
});
