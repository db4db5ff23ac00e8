import { beforeAll, describe, expect, it } from "vitest";
import { turnDarajaKnob } from "../../support/daraja.ts";
import { initialize } from "../../support/gateway.ts";
import { becomes, booksOf, carryWhileTesting, inTime, mpesaBody, pay, showPayment, trailOf } from "./support/mpesa.ts";

carryWhileTesting();

/** Digits of the phone, what goes wrong with the answer, how the payment ends all the same, and what was debited. */
const LOST = [
  ["031", "the connection is cut after the prompt is sent", "completed", [100]],
  ["032", "the connection is cut, and the customer cancels", "cancelled", []],
  ["045", "an internal error is answered though the prompt is sent", "completed", [100]],
  ["047", "HTML is answered though the prompt is sent", "completed", [100]],
  ["048", "a SOAP fault is answered though the prompt is sent", "completed", [100]],
  ["052", "the answer comes after seven seconds", "completed", [100]],
  ["054", "JSON that breaks off is answered", "completed", [100]],
] as const;

/** What nobody will ever tell the gateway about, because it has never been given a name. */
const NEVER = [
  ["033", "the connection is cut, and the callback never comes", [100]],
  ["034", "the connection is cut before anything happens", []],
  ["046", "an internal error is answered, and nothing happens", []],
  ["049", "a SOAP fault is answered, and nothing happens", []],
] as const;

/** Daraja says that it has taken nothing: what may be sent again, for as long as a customer waits for it. */
const BUSY = ["040", "041", "042", "053", "056"] as const;

describe("a prompt whose answer is lost", () => {
  const ended = new Map<string, Awaited<ReturnType<typeof follow>>>();
  async function follow(payment: Awaited<ReturnType<typeof pay>>, status: string) {
    const end = await becomes(payment, status);
    const again = await initialize(payment.token, mpesaBody(payment.phone), payment.key);
    return { made: payment.made, end, again, books: await booksOf(payment.id) };
  }

  beforeAll(async () => {
    const payments = await Promise.all(LOST.map(([digits]) => pay(digits)));
    const follows = payments.map((payment, at) => follow(payment, LOST[at]?.[2] ?? ""));
    for (const [at, done] of (await Promise.all(follows)).entries()) ended.set(LOST[at]?.[0] ?? "", done);
  }, 120_000);

  it.each(LOST)("…%s: %s; it is %s by its callback, prompted once", (digits, _, status, debits) => {
    const { made, end, again, books } = ended.get(digits) ?? {};
    expect(made?.status).toBe(202);
    expect(made?.body.status).toBe("processing");
    expect(end?.body).toMatchObject({
      status,
      review: null,
      provider_transaction_id: expect.stringMatching(/^ws_CO_/),
    });
    expect([again?.status, again?.body.status]).toEqual([200, status]);
    expect(books).toEqual({ prompts: 1, debits });
  });
});

describe("a prompt that nobody can tell about", () => {
  it.each(NEVER)("…%s: %s; it stays open and is never sent again", async (digits, _, debits) => {
    const payment = await pay(digits);
    expect([payment.made.status, payment.made.body.status]).toEqual([202, "processing"]);
    const later = await becomes(payment, "completed", { steps: 8, stepMs: 30_000 });
    expect(later.body).toMatchObject({ status: "processing", failure: null });
    const { prompts, debits: debited } = await booksOf(payment.id);
    expect(debited).toEqual(debits);
    expect(prompts).toBeLessThanOrEqual(1);
  });

  it("is failed for its merchant after ten minutes, under review", async () => {
    const payment = await pay("033");
    const given = await becomes(payment, "failed", { stepMs: 120_000 });
    expect(given.body).toMatchObject({ failure: { code: "outcome_unknown" }, review: { reason: "outcome_unknown" } });
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });
});

describe("a Daraja that is too busy", () => {
  it.each(BUSY)(
    "…%s: is asked again for a minute, then the payment has failed and nothing was sent",
    async (digits) => {
      const payment = await pay(digits);
      expect([payment.made.status, payment.made.body.status]).toEqual([202, "processing"]);
      const end = await becomes(payment, "failed");
      expect(end.body).toMatchObject({ status: "failed", failure: { code: "provider_unreachable" }, review: null });
      expect(await booksOf(payment.id)).toEqual({ prompts: 0, debits: [] });
    },
  );

  it("lets the payment through as soon as it can", async () => {
    const action = {
      status: 500,
      before: true,
      body: { requestId: "1", errorCode: "500.003.02", errorMessage: "busy" },
    };
    await turnDarajaKnob("faults", [{ match: { path: "/mpesa/stkpush/" }, times: 2, action }]);
    const payment = await pay("000");
    await turnDarajaKnob("faults", []);
    expect(payment.made.body.status).toBe("processing");
    const end = await inTime(
      payment.id,
      () => showPayment(payment),
      ({ body }) => body.status === "completed",
      {
        stepMs: 2_000,
      },
    );
    expect(end.body.status).toBe("completed");
    expect(trailOf(end)).toContain("payment.completed");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });
});
