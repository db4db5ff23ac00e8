import { afterEach, describe, expect, inject, it } from "vitest";
import { cpayLedger, deliverCpayWebhook, setCpayFaults } from "../../support/cpay.ts";
import { type ApiAnswer, call, refund, until } from "../../support/gateway.ts";
import { cpayEvent, cpayMail, deliverMail, paidPayment, show, trailOf } from "./support/payments.ts";
import { letTimePass } from "./support/time.ts";

afterEach(() => setCpayFaults([]));

/** Refunds as CPay has them. */
async function ledgerRefunds(id: string): Promise<{ id: string; amount: number; status: string; reference: string }[]> {
  const response = await fetch(`${inject("services").cpayUrl}/_sim/ledger?reference=${id}`);
  return ((await response.json()) as { refunds: { id: string; amount: number; status: string; reference: string }[] })
    .refunds;
}

function readRefund(token: string, id: string): Promise<ApiAnswer> {
  return call("GET", `/refunds/${id}`, { token });
}

function refundBecomes(token: string, id: string, status: string): Promise<ApiAnswer> {
  return until(
    () => readRefund(token, id),
    ({ body }) => body.status === status,
  );
}

/** CPay decides over pending refunds after 300 ms. */
function untilCpayDecides(id: string) {
  return until(
    () => ledgerRefunds(id),
    (refunds) => refunds.every(({ status }) => status !== "pending"),
  );
}

describe("refunds at the same time", () => {
  it("never add up to more than was paid: of ten of 100 with 600 left, exactly six succeed", async () => {
    const { token, id } = await paidPayment();
    expect((await refund(token, id, { amount: "400.00" })).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(token, id, { amount: "100.00" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...new Array(6).fill(201), ...new Array(4).fill(422)]);
    for (const { status, body } of answers) if (status === 422) expect(body.code).toBe("refund_exceeds_balance");
    expect((await show(token, id)).body).toMatchObject({ status: "refunded", amount_refunded: 1000 });
    const made = await ledgerRefunds(id);
    expect(made.reduce((sum, { amount }) => sum + amount, 0)).toBe(100_000);
    expect(made).toHaveLength(7);
  });

  it("of all that is left, each for all of it, leave one", async () => {
    const { token, id } = await paidPayment();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(token, id, {})));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await ledgerRefunds(id)).toHaveLength(1);
  });

  it("with one key make one refund, whose answer all repeats get", async () => {
    const { token, id } = await paidPayment();
    const key = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(token, id, { amount: "10.00" }, key)));
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const [first] = answers.filter(({ status }) => status === 201);
    expect(await refund(token, id, { amount: "10.00" }, key)).toMatchObject({ status: 201, text: first?.text });
    expect(await refund(token, id, { amount: "11.00" }, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    expect(await ledgerRefunds(id)).toHaveLength(1);
  });
});

describe("a refund", () => {
  it("that is pending reserves its amount, and counts once it is completed", async () => {
    const { token, id } = await paidPayment();
    const made = await refund(token, id, { amount: "700.00", reason: "pending" });
    expect(made).toMatchObject({ status: 201, body: { status: "pending", completed_at: null } });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount_refunded: 0 });
    expect((await refund(token, id, { amount: "300.01" })).body.code).toBe("refund_exceeds_balance");
    await until(
      () => cpayMail(id),
      (mail) => mail.some(({ type }) => type === "refund.completed"),
    );
    await deliverMail(id);
    expect((await readRefund(token, made.body.id)).body.status).toBe("completed");
    expect((await show(token, id)).body).toMatchObject({ status: "partially_refunded", amount_refunded: 700 });
  });

  it("that is pending and never told of is looked for, and found", async () => {
    const { token, id } = await paidPayment();
    const made = await refund(token, id, { amount: "700.00", reason: "pending" });
    await untilCpayDecides(id);
    await letTimePass(id, 20_000);
    expect((await refundBecomes(token, made.body.id, "completed")).body.status).toBe("completed");
  });

  it("that fails in the end gives back what it had reserved", async () => {
    const { token, id } = await paidPayment();
    const made = await refund(token, id, { reason: "pendingfail" });
    expect((await refund(token, id, { amount: "0.01" })).body.code).toBe("refund_exceeds_balance");
    await untilCpayDecides(id);
    await letTimePass(id, 20_000);
    const failed = await refundBecomes(token, made.body.id, "failed");
    expect(failed.body).toMatchObject({ status: "failed", failure: { code: "account_closed" } });
    expect((await refund(token, id, {})).status).toBe(201);
    expect((await show(token, id)).body).toMatchObject({ status: "refunded", amount_refunded: 1000 });
  });

  it.each([
    ["fail", 1],
    ["refuse", 0],
  ])("that CPay declines (%s) is answered as failed and leaves the payment as it was", async (reason, made) => {
    const { token, id } = await paidPayment();
    const answer = await refund(token, id, { amount: "10.00", reason });
    expect(answer).toMatchObject({ status: 201, body: { status: "failed", failure: { code: expect.any(String) } } });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount_refunded: 0 });
    expect(await ledgerRefunds(id)).toHaveLength(made);
  });

  it.each([
    ["CPay refunds and answers 500", "error", null],
    ["CPay refunds and the connection is cut", "late", { drop: true }],
    ["CPay refunds and answers something that is not JSON", "late", { garbage: true }],
    ["CPay answers 503 before it does anything", "late", { status: 503, before: true }],
  ])("is pending when %s, then completed by itself, and made once", async (_, reason, action) => {
    const { token, id } = await paidPayment();
    const key = crypto.randomUUID();
    if (action !== null)
      await setCpayFaults([
        { match: { method: "POST", path: "^/v1/payments/[^/]+/refunds$", reference: id }, times: 1, action },
      ]);
    const made = await refund(token, id, { amount: "600.00", reason }, key);
    expect(made).toMatchObject({ status: 202, body: { status: "pending", provider_refund_id: null } });
    expect(await refund(token, id, { amount: "600.00", reason }, key)).toMatchObject({
      status: 202,
      body: { id: made.body.id },
    });
    expect((await refund(token, id, { amount: "400.01" })).body.code).toBe("refund_exceeds_balance");
    expect((await refundBecomes(token, made.body.id, "completed")).body.status).toBe("completed");
    expect(await ledgerRefunds(id)).toHaveLength(1);
    expect((await trailOf(token, id)).filter((type) => type === "refund.completed")).toHaveLength(1);
  });

  it("that fails late lowers what the payment says, by its webhook", async () => {
    const { token, id, handle } = await paidPayment();
    const made = await refund(token, id, {});
    expect((await show(token, id)).body.status).toBe("refunded");
    const data = {
      id: made.body.provider_refund_id,
      payment_id: handle,
      amount: 100_000,
      status: "failed",
      reference: made.body.id,
    };
    expect((await deliverCpayWebhook(cpayEvent("refund.failed", data))).status).toBe(200);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount_refunded: 0 });
    expect((await readRefund(token, made.body.id)).body).toMatchObject({ status: "failed", completed_at: null });
  });

  it("that failed is not brought back by an older message, but by CPay's own word when it is asked", async () => {
    const { token, id, handle } = await paidPayment();
    const made = await refund(token, id, { amount: "10.00" });
    const data = { id: made.body.provider_refund_id, payment_id: handle, amount: 1_000, reference: made.body.id };
    await deliverCpayWebhook(cpayEvent("refund.failed", { ...data, status: "failed" }));
    await deliverCpayWebhook(cpayEvent("refund.completed", { ...data, status: "completed" }));
    // CPay's ledger says completed: the look that the second message brought about finds it so.
    expect((await refundBecomes(token, made.body.id, "completed")).body.status).toBe("completed");
    expect((await show(token, id)).body).toMatchObject({ status: "partially_refunded", amount_refunded: 10 });
  });

  it("is refused of a payment that is not paid, and of nothing", async () => {
    const { token, id } = await paidPayment();
    expect((await refund(token, id, { amount: "0.00" })).status).toBe(422);
    expect((await refund(token, id, { amount: "1000.01" })).body).toMatchObject({ code: "refund_exceeds_balance" });
    expect((await refund(token, crypto.randomUUID(), {})).status).toBe(404);
    expect((await cpayLedger(id)).payments).toHaveLength(1);
  });
});
