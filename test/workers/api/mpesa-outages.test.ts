import { describe, expect, it } from "vitest";
import { darajaLedger, endDarajaToken, pressPhone, turnDarajaKnob } from "../../support/daraja.ts";
import { initialize } from "../../support/gateway.ts";
import { switchService, without } from "../../support/switches.ts";
import { becomes, booksOf, carryWhileTesting, isConfirmed, mpesaBody, pay, showPayment } from "./support/mpesa.ts";

carryWhileTesting();

describe("an access token that somebody else has ended", () => {
  it("costs nothing but a call, again and again, for prompts, queries and questions", async () => {
    for (let round = 0; round < 3; round += 1) {
      await endDarajaToken();
      const payment = await pay();
      expect([payment.made.status, payment.made.body.status]).toEqual([201, "processing"]);
      await endDarajaToken();
      await pressPhone(payment.phone, "approve");
      await becomes(payment, "completed");
      await endDarajaToken();
      expect((await isConfirmed(payment)).body.provider_receipt).not.toBeNull();
      expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
    }
  });

  it("is fetched once for all who need one", async () => {
    const before = (await darajaLedger({})).tokens_issued;
    await endDarajaToken();
    const payments = await Promise.all(Array.from({ length: 12 }, () => pay("000")));
    for (const { made } of payments) expect(made.status).toBe(201);
    const after = (await darajaLedger({})).tokens_issued;
    expect(after - before).toBe(1);
    for (const payment of payments) await becomes(payment, "completed");
  });
});

describe("a Daraja that is gone", () => {
  it("when a payment is made: it stays open, and nothing is sent that may have been sent before", async () => {
    const payment = await without("daraja", "refuse", async () => {
      const made = await pay("000");
      expect([made.made.status, made.made.body.status]).toEqual([202, "processing"]);
      return made;
    });
    const later = await becomes(payment, "completed", { steps: 8 });
    // The connection broke on the way: it may have arrived, for all that the gateway knows, and is not sent again.
    expect(later.body.status).toBe("processing");
    expect(await booksOf(payment.id)).toEqual({ prompts: 0, debits: [] });
  });

  it("that takes requests and never answers: 202 within five seconds", async () => {
    const startedAt = Date.now();
    const payment = await without("daraja", "hang", () => pay("000"));
    expect([payment.made.status, payment.made.body.status]).toEqual([202, "processing"]);
    expect(Date.now() - startedAt).toBeLessThan(7_000);
  });

  it("while the customer pays: the callback is kept, and the payment settles once Daraja is back", async () => {
    const payment = await pay();
    await switchService("daraja", "refuse");
    try {
      await pressPhone(payment.phone, "approve");
      const meanwhile = await becomes(payment, "completed", { steps: 4 });
      expect(meanwhile.body).toMatchObject({ status: "processing", failure: null });
      const repeated = await initialize(payment.token, mpesaBody(payment.phone), payment.key);
      expect(repeated.body.id).toBe(payment.id);
    } finally {
      await switchService("daraja", "serve");
    }
    expect((await isConfirmed(payment)).body).toMatchObject({ status: "completed", review: null });
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });

  it("when no token can be had: nothing is sent, and the payment goes out once one can", async () => {
    const action = { status: 503, body: "<html>", before: true };
    await endDarajaToken();
    await turnDarajaKnob("faults", [{ match: { path: "/oauth/" }, action }]);
    const payment = await pay("000");
    expect([payment.made.status, payment.made.body.status]).toEqual([202, "processing"]);
    expect(await booksOf(payment.id)).toEqual({ prompts: 0, debits: [] });
    await turnDarajaKnob("faults", []);
    await becomes(payment, "completed", { stepMs: 2_000 });
    expect((await showPayment(payment)).body.status).toBe("completed");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });
});
