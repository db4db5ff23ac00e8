import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newPhone, payByHand, resetDaraja, turnDarajaKnob } from "../../support/daraja.ts";
import { call, initialize, signToken } from "../../support/gateway.ts";
import { letTimePass } from "../engine/support/time.ts";
import { becomes, carryWhileTesting, isConfirmed, mpesaBody, pay, showPayment, trailOf } from "./support/mpesa.ts";
import { depositBecomes, registerAddresses } from "./support/mpesa-deposits.ts";

carryWhileTesting();

beforeAll(async () => {
  expect((await registerAddresses()).body).toEqual({ outcome: "registered", reason: null });
});
// Registered addresses make every payment be confirmed twice.
afterAll(() => resetDaraja());

/** A payment that its customer makes by hand, and the account number that names it. */
async function invited(overrides: Record<string, unknown> = {}) {
  const [token, phone] = [await signToken(), newPhone()];
  const made = await initialize(token, mpesaBody(phone, { payment_method: "c2b", ...overrides }));
  const [, account = ""] = /paybill 174379, account ([0-9A-Z]{12})\.$/.exec(made.body.next_action?.message) ?? [];
  return { token, phone, made, id: String(made.body.id), account };
}

describe("a payment that is made by hand", () => {
  it("names paybill and account, prompts nobody, and completes with its receipt once M-Pesa confirms it", async () => {
    const payment = await invited();
    expect([payment.made.status, payment.made.body.status]).toEqual([201, "processing"]);
    const { accepted, receipt } = await payByHand(payment.phone, 100, payment.account);
    expect(accepted).toBe(true);
    const done = await becomes(payment, "completed", { steps: 10 });
    expect(done.body).toMatchObject({
      status: "completed",
      provider_transaction_id: receipt,
      provider_receipt: receipt,
      review: null,
      next_action: null,
    });
    expect(await depositBecomes(receipt, "applied")).toMatchObject({ transactionId: payment.id, reason: null });
  });

  it("is found however its account number is typed", async () => {
    const payment = await invited();
    const typed = ` ${payment.account
      .toLowerCase()
      .replaceAll("0", "o")
      .replaceAll("1", "l")
      .replace(/(.{4})/g, "$1-")}`;
    const { receipt } = await payByHand(payment.phone, 100, typed);
    expect((await becomes(payment, "completed", { steps: 10 })).body.provider_receipt).toBe(receipt);
  });

  it("is completed once when it is paid twice: what comes second waits for a person", async () => {
    const payment = await invited();
    await turnDarajaKnob("settings", { c2b_validation: false });
    const first = await payByHand(payment.phone, 100, payment.account);
    const done = await becomes(payment, "completed", { steps: 10 });
    const second = await payByHand(payment.phone, 100, payment.account);
    await turnDarajaKnob("settings", { c2b_validation: true });
    expect(done.body.provider_receipt).toBe(first.receipt);
    expect(await depositBecomes(second.receipt, "suspense")).toMatchObject({ status: "suspense", transactionId: null });
    expect((await showPayment(payment)).body.provider_receipt).toBe(first.receipt);
  });

  it("of another amount, which validation was not asked about, is held for a person", async () => {
    const payment = await invited();
    await turnDarajaKnob("settings", { c2b_validation: false });
    const { receipt } = await payByHand(payment.phone, 60, payment.account);
    await turnDarajaKnob("settings", { c2b_validation: true });
    const deposit = await depositBecomes(receipt, "applied");
    expect(deposit).toMatchObject({ transactionId: payment.id, reason: "held_by_payment" });
    expect((await showPayment(payment)).body).toMatchObject({
      status: "processing",
      review: { reason: "amount_mismatch" },
    });
  });

  it("that nobody makes is cancelled when its time is over, and late money still wins", async () => {
    const payment = await invited();
    await letTimePass(payment.id, 86_400_000);
    const over = await becomes(payment, "cancelled", { steps: 10 });
    expect(over.body).toMatchObject({ status: "cancelled", failure: { code: "expired" } });
    await turnDarajaKnob("settings", { c2b_validation: false });
    await payByHand(payment.phone, 100, payment.account);
    await turnDarajaKnob("settings", { c2b_validation: true });
    const late = await becomes(payment, "completed", { steps: 10 });
    expect(late.body.status).toBe("completed");
    expect(trailOf(late)).toContain("payment.late_success");
  });
});

describe("validation", () => {
  it("refuses another amount, and a payment that is over; nothing is taken", async () => {
    const payment = await invited();
    const wrong = await payByHand(payment.phone, 99, payment.account);
    expect(wrong).toMatchObject({ accepted: false });
    expect(JSON.stringify(wrong.validation)).toContain("C2B00013");
    expect(await payByHand(payment.phone, 100, payment.account)).toMatchObject({ accepted: true });
    await becomes(payment, "completed", { steps: 10 });
    const again = await payByHand(payment.phone, 100, payment.account);
    expect(again).toMatchObject({ accepted: false });
    expect(JSON.stringify(again.validation)).toContain("C2B00012");
  });

  it("takes what names nothing: people type names, and their money is looked at afterwards", async () => {
    expect(await payByHand(newPhone(), 100, "JANE")).toMatchObject({ accepted: true });
    expect(await payByHand(newPhone(), 100, "000000000000")).toMatchObject({ accepted: true });
  });
});

describe("a prompt and the confirmation of the same money", () => {
  it("are one payment, with one receipt", async () => {
    const payment = await pay("000");
    const done = await isConfirmed(payment);
    expect(done.body).toMatchObject({ status: "completed", review: null });
    expect(trailOf(done).filter((type) => type === "payment.completed")).toHaveLength(1);
    const deposit = await depositBecomes(done.body.provider_receipt, "applied");
    expect(deposit).toMatchObject({ status: "applied", transactionId: payment.id });
    const listed = await call("GET", "/payments?limit=100", { token: payment.token });
    expect(listed.body.data.length).toBeLessThanOrEqual(1);
  });

  it("…020: the confirmation makes up for a callback that never comes: its receipt is known", async () => {
    const payment = await pay("020");
    const done = await isConfirmed(payment);
    expect(done.body).toMatchObject({ status: "completed", provider_receipt: expect.any(String), review: null });
  });

  it("…033: and for an answer that was lost as well: nothing else has ever named the prompt", async () => {
    const payment = await pay("033");
    expect(payment.made.status).toBe(202);
    const done = await isConfirmed(payment);
    expect(done.body).toMatchObject({ status: "completed", provider_receipt: expect.any(String), review: null });
  });
});
