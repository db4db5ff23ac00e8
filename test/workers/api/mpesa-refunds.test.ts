import { beforeAll, describe, expect, it } from "vitest";
import { darajaLedger } from "../../support/daraja.ts";
import { type ApiAnswer, call, refund } from "../../support/gateway.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import {
  booksOf,
  carryWhileTesting,
  inTime,
  isConfirmed,
  type PromptedPayment,
  pay,
  showPayment,
} from "./support/mpesa.ts";

carryWhileTesting();

/** A payment that is paid and whose receipt is confirmed; its payer's last digits decide what becomes of a reversal. */
async function paid(digits: string): Promise<PromptedPayment> {
  const payment = await pay(digits);
  const confirmed = await isConfirmed(payment);
  if (confirmed.body.provider_receipt === null) throw new Error(confirmed.text);
  return payment;
}

function showRefund({ token }: PromptedPayment, id: string): Promise<ApiAnswer> {
  return call("GET", `/refunds/${id}`, { token });
}

/** Shillings that came back to the payer, one number a reversal. */
async function returnedTo({ phone }: PromptedPayment): Promise<number[]> {
  return (await darajaLedger({ phone })).credits.map(({ amount }) => amount);
}

describe("a refund", () => {
  it("is a reversal of the whole payment, pending until M-Pesa has confirmed it, and its key makes one", async () => {
    const payment = await paid("000");
    const key = crypto.randomUUID();
    const made = await refund(payment.token, payment.id, { reason: "Out of stock" }, key);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ status: "pending", amount: 100, provider_refund_id: expect.any(String) });
    const done = await inTime(
      payment.id,
      () => showPayment(payment),
      ({ body }) => body.status === "refunded",
    );
    expect(done.body).toMatchObject({ status: "refunded", amount_refunded: 100, review: null });
    expect((await refund(payment.token, payment.id, { reason: "Out of stock" }, key)).body.id).toBe(made.body.id);
    expect((await darajaLedger({ phone: payment.phone })).reversals).toHaveLength(1);
    expect(await returnedTo(payment)).toEqual([100]);
  });

  it("of a part is refused, and says why; nothing is sent", async () => {
    const payment = await paid("000");
    for (const amount of ["50.00", "99.99", "0.50"]) {
      expectFieldError(await refund(payment.token, payment.id, { amount }), "amount", "not_supported_by_provider");
    }
    expect((await refund(payment.token, payment.id, { amount: "100.01" })).status).toBe(422);
    expect((await darajaLedger({ phone: payment.phone })).reversals).toEqual([]);
  });

  it("of a payment that is not paid is 409", async () => {
    const payment = await pay("003");
    expect((await refund(payment.token, payment.id, {})).status).toBe(409);
  });

  it("and another at the same time give back what was paid, once", async () => {
    const payment = await paid("000");
    const answers = await Promise.all([1, 2, 3].map(() => refund(payment.token, payment.id, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    await inTime(
      payment.id,
      () => showPayment(payment),
      ({ body }) => body.status === "refunded",
    );
    expect(await returnedTo(payment)).toEqual([100]);
  });
});

/** The payer's digits, how the refund ends, why, and what came back. */
const ENDS = [
  ["070", "failed", "account_invalid", []],
  ["071", "completed", null, [100]],
  ["072", "failed", "refund_failed", []],
  ["073", "completed", null, [100]],
  ["074", "completed", null, [100]],
  ["075", "completed", null, [100]],
  ["076", "completed", null, [100]],
  ["077", "completed", null, [100]],
  ["078", "completed", null, [100]],
  ["079", "failed", "refund_failed", []],
  ["081", "failed", "wrong_credentials", []],
  ["082", "failed", "credential_locked", []],
  ["083", "completed", null, [100]],
  ["084", "failed", "insufficient_funds", []],
  ["085", "completed", null, [100]],
  ["086", "failed", "initiator_not_allowed", []],
  ["087", "failed", "refund_failed", []],
] as const;

describe("a reversal that ends", () => {
  const ended = new Map<string, { made: ApiAnswer; end: ApiAnswer; payment: ApiAnswer; returned: number[] }>();

  beforeAll(async () => {
    await Promise.all(
      ENDS.map(async ([digits, status]) => {
        const payment = await paid(digits);
        const made = await refund(payment.token, payment.id, {});
        const end = await inTime(
          payment.id,
          () => showRefund(payment, made.body.id),
          ({ body }) => body.status === status,
        );
        const returned = await returnedTo(payment);
        ended.set(digits, { made, end, payment: await showPayment(payment), returned });
      }),
    );
  }, 120_000);

  it.each(ENDS)("…%s: is %s (%s), with what is true of the money", (digits, status, code, returned) => {
    const seen = ended.get(digits);
    expect([201, 202]).toContain(seen?.made.status);
    expect(seen?.end.body).toMatchObject({ status, failure: code === null ? null : { code } });
    expect(seen?.payment.body.status).toBe(status === "completed" ? "refunded" : "completed");
    expect(seen?.returned).toEqual(returned);
  });

  it("…080: is not taken while Daraja is busy, and stays pending", async () => {
    const payment = await paid("080");
    const made = await refund(payment.token, payment.id, {});
    expect([made.status, made.body.status]).toEqual([202, "pending"]);
    expect(await returnedTo(payment)).toEqual([]);
    expect((await booksOf(payment.id)).debits).toEqual([100]);
  });
});
