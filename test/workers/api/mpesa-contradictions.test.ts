import { describe, expect, it } from "vitest";
import { ledgerOf, turnDarajaKnob } from "../../support/daraja.ts";
import { call } from "../../support/gateway.ts";
import {
  becomes,
  booksOf,
  carryWhileTesting,
  inTime,
  isConfirmed,
  pay,
  showPayment,
  trailOf,
} from "./support/mpesa.ts";

carryWhileTesting();

describe("callback and query that disagree", () => {
  it("…027: the query denies what the callback says: M-Pesa is asked about the receipt, and the money counts", async () => {
    const payment = await pay("027");
    const end = await isConfirmed(payment);
    expect(end.body).toMatchObject({ status: "completed", failure: null, review: null });
    expect(trailOf(end)).not.toContain("payment.cancelled");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });

  it("…028: the callback denies what the query says: the query counts", async () => {
    const payment = await pay("028");
    expect((await becomes(payment, "completed")).body).toMatchObject({ status: "completed", failure: null });
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });

  it("…029: a callback with a receipt of nowhere: nothing is paid, and in time the query's word counts", async () => {
    const payment = await pay("029");
    const end = await becomes(payment, "cancelled");
    expect(end.body).toMatchObject({ status: "cancelled", provider_receipt: null });
    expect(trailOf(end)).not.toContain("payment.completed");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [] });
  });

  it("…030: a callback that takes its success back changes nothing", async () => {
    const payment = await pay("030");
    await becomes(payment, "completed");
    const later = await inTime(
      payment.id,
      () => showPayment(payment),
      () => false,
      { steps: 6 },
    );
    expect(later.body.status).toBe("completed");
    expect(trailOf(later).filter((type) => type === "payment.completed")).toHaveLength(1);
  });

  it("…026: money that comes after a time-out was told counts, with an entry of its own", async () => {
    const payment = await pay("026");
    const end = await isConfirmed(payment);
    expect(end.body).toMatchObject({ status: "completed", failure: null });
    expect(trailOf(end)).toContain("payment.late_success");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });
});

describe("a payment of another amount than was asked for", () => {
  it("…017: less was paid: nothing is completed, a person has to look", async () => {
    const payment = await pay("017");
    const held = await inTime(
      payment.id,
      () => showPayment(payment),
      ({ body }) => body.review !== null,
    );
    expect(held.body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    const asked = await call("POST", `/payments/${payment.id}/verify`, { token: payment.token });
    expect(asked.body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [99] });
  });

  it("that only the callback makes up is cleared up by M-Pesa's own word on the receipt", async () => {
    await turnDarajaKnob("faults", [{ match: { event: "stk" }, times: 1, action: { lie: { amount: 1 } } }]);
    const payment = await pay("000");
    const end = await isConfirmed(payment);
    await turnDarajaKnob("faults", []);
    expect(end.body).toMatchObject({ status: "completed", review: null, amount_minor: 10_000 });
  });

  it("…020: whose callback never comes has no receipt, which its refund says", async () => {
    const payment = await pay("020");
    const end = await becomes(payment, "completed");
    expect(end.body.provider_receipt).toBeNull();
    const refused = await call("POST", `/payments/${payment.id}/refund`, {
      token: payment.token,
      body: {},
      headers: { "idempotency-key": crypto.randomUUID() },
    });
    expect([refused.status, refused.body.code]).toEqual([422, "not_supported_by_provider"]);
    expect(refused.body.detail).toMatch(/receipt/);
    expect((await ledgerOf(payment.id)).reversals).toEqual([]);
  });
});
