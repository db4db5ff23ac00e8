import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { depositedPaymentId } from "../../../src/domain/deposit/deposited-payment.ts";
import { advanceDeposit } from "../../../src/services/deposits/advance-deposit.ts";
import { gatewayOf } from "../../../src/services/gateway.ts";
import { darajaLedger, newPhone, payByHand, postCallback, resetDaraja, turnDarajaKnob } from "../../support/daraja.ts";
import { call, initialize, signAdminToken, signToken } from "../../support/gateway.ts";
import { letTimePass, pause } from "../engine/support/time.ts";
import { carryWhileTesting, mpesaBody, showPayment } from "./support/mpesa.ts";
import { depositBecomes, depositIdOf, registerAddresses } from "./support/mpesa-deposits.ts";

carryWhileTesting();
let admin = "";

beforeAll(async () => {
  admin = await signAdminToken();
  await registerAddresses();
});
afterAll(() => resetDaraja());

function assign(receipt: string, body: Record<string, unknown>) {
  return call("POST", `/admin/deposits/${depositIdOf(receipt)}/assign`, { token: admin, body });
}

describe("money that names no payment", () => {
  it("waits in suspense on a short code without an owner, and goes where an operator says", async () => {
    const { receipt } = await payByHand(newPhone(), 100, "JANE");
    const held = await depositBecomes(receipt, "suspense");
    expect(held).toMatchObject({ status: "suspense", reason: "no_payment_named", transactionId: null });
    const token = await signToken();
    const made = await initialize(token, mpesaBody(newPhone(), { payment_method: "c2b" }));
    const assigned = await assign(receipt, { transaction_id: made.body.id });
    expect(assigned).toMatchObject({ status: 200, body: { status: "applied", transaction_id: made.body.id } });
    const shown = await showPayment({ token, id: made.body.id });
    expect(shown.body).toMatchObject({ status: "completed", provider_receipt: receipt });
  });

  it("cannot be given to a payment of another amount", async () => {
    const { receipt } = await payByHand(newPhone(), 70, "JANE");
    await depositBecomes(receipt, "suspense");
    const made = await initialize(await signToken(), mpesaBody(newPhone(), { payment_method: "c2b" }));
    expect((await assign(receipt, { transaction_id: made.body.id })).status).toBe(422);
  });

  it("becomes a payment of the owner's where the short code has one", async () => {
    const { body: owner } = await call("POST", "/merchants", { token: admin, body: { name: "Duka" } });
    const { receipt } = await payByHand(newPhone(), 55, "table 4");
    const id = depositIdOf(receipt);
    const confirmed = await depositBecomes(receipt, "confirmed", { steps: 4, stepMs: 0 });
    if (confirmed === null) throw new Error("the deposit is not there");
    await letTimePass(id, 130_000, true);
    await advanceDeposit(gatewayOf({ ...env, MPESA_OWNER_MERCHANT_ID: owner.id }), id);
    const token = await signToken({ merchantId: owner.id });
    const made = await showPayment({ token, id: depositedPaymentId(owner.id, confirmed.reported) });
    expect(made.body).toMatchObject({
      status: "completed",
      merchant_id: owner.id,
      amount: 55,
      payment_method: "c2b",
      reference: "table 4",
      provider_receipt: receipt,
      provider_transaction_id: receipt,
    });
  });
});

describe("a confirmation that is not true", () => {
  /** Where M-Pesa was told to announce payments. */
  async function addresses(): Promise<{ confirmation: string; validation: string }> {
    const { registrations } = (await darajaLedger({})) as unknown as {
      registrations: { confirmation_url: string; validation_url: string }[];
    };
    const last = registrations.at(-1);
    return { confirmation: last?.confirmation_url ?? "", validation: last?.validation_url ?? "" };
  }
  const notice = (TransID: string, changes: Record<string, unknown> = {}) => ({
    TransactionType: "Pay Bill",
    TransID,
    TransTime: "20261018143000",
    TransAmount: "100.00",
    BusinessShortCode: "174379",
    BillRefNumber: "JANE",
    MSISDN: "2547*****149",
    FirstName: "JANE",
    ...changes,
  });
  const newReceipt = () => `F${crypto.randomUUID().replaceAll("-", "").slice(0, 9)}`.toUpperCase();

  it("is asked about and never believed", async () => {
    const token = await signToken();
    const made = await initialize(token, mpesaBody(newPhone(), { payment_method: "c2b" }));
    const [, account] = /account ([0-9A-Z]{12})/.exec(made.body.next_action.message) ?? [];
    const receipt = newReceipt();
    const { confirmation } = await addresses();
    const answer = await postCallback(confirmation, notice(receipt, { BillRefNumber: account }));
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { ResultCode: 0, ResultDesc: "Accepted" }]);
    expect(await depositBecomes(receipt, "confirmed", { steps: 10 })).toMatchObject({ status: "told" });
    expect((await showPayment({ token, id: made.body.id })).body).toMatchObject({ status: "processing", review: null });
    expect(await depositBecomes(receipt, "refuted", { stepMs: 86_400_000 })).toMatchObject({ status: "refuted" });
  });

  it("of real money but another amount goes to a person", async () => {
    await turnDarajaKnob("faults", [{ match: { event: "c2b.confirmation" }, times: 1, action: { drop: true } }]);
    const { receipt } = await payByHand(newPhone(), 40, "JANE");
    const { confirmation } = await addresses();
    await pause(200);
    await turnDarajaKnob("faults", []);
    await postCallback(confirmation, notice(receipt, { TransAmount: "4000.00" }));
    expect(await depositBecomes(receipt, "suspense")).toMatchObject({ reason: "amount_mismatch" });
  });

  it("is the same however often it comes, and none when nobody can read it", async () => {
    const { confirmation, validation } = await addresses();
    const receipt = newReceipt();
    for (let count = 0; count < 3; count += 1) {
      expect((await postCallback(confirmation, notice(receipt))).status).toBe(200);
    }
    for (const body of [
      {},
      [],
      null,
      7,
      { TransID: receipt },
      notice("", {}),
      notice(newReceipt(), { TransAmount: "-5" }),
    ]) {
      for (const url of [confirmation, validation]) expect((await postCallback(url, body)).status).toBe(200);
    }
    expect((await postCallback(confirmation, "{")).status).toBe(400);
  });

  it("is not found at an address that nobody was given", async () => {
    const { confirmation } = await addresses();
    const forged = confirmation.replace(/[0-9a-f]{32}$/, "0".repeat(32));
    expect((await postCallback(forged, notice(newReceipt()))).status).toBe(404);
  });
});
