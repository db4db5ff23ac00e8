import { describe, expect, it } from "vitest";
import { eventually, startStripe, startStripeWithMerchant } from "./stripe-harness.ts";

type Stripe = Awaited<ReturnType<typeof startStripe>>;

async function reaches(stripe: Stripe, id: string, status: string) {
  return eventually(async () => {
    const intent = await stripe.intent(id);
    expect(intent.status).toBe(status);
    return intent;
  });
}

describe("a magic address", () => {
  it.each([
    ["receipt_email", "auto@shop.test"],
    ["description", "auto+42@shop.test"],
    ["metadata[customer_email]", "AUTO@shop.test"],
  ])("in %s pays by itself", async (name, address) => {
    const stripe = await startStripe();
    const { id, status } = (await stripe.create({ [name]: address })).body;
    expect(status).toBe("requires_payment_method");
    expect(await reaches(stripe, id, "succeeded")).toMatchObject({ amount_received: 1000 });
  });

  it("pays a session as well", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open({ customer_email: "auto@shop.test" })).body;
    await eventually(async () => expect((await stripe.session(id)).payment_status).toBe("paid"));
  });

  it.each([
    ["autodecline", "requires_payment_method", "payment_intent.payment_failed"],
    ["authenticate", "requires_action", "payment_intent.requires_action"],
    ["cancel", "canceled", "payment_intent.canceled"],
    ["delayed", "succeeded", "payment_intent.succeeded"],
    ["delayedfail", "requires_payment_method", "payment_intent.payment_failed"],
  ])("%s@ ends %s", async (word, status, event) => {
    const stripe = await startStripe({ delayedMs: 10 });
    const { id } = (await stripe.create({ receipt_email: `${word}@shop.test` })).body;
    await eventually(async () => expect(await stripe.types()).toContain(event));
    await reaches(stripe, id, status);
  });

  it("latesuccess@ fails first and is paid after that", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create({ receipt_email: "latesuccess@shop.test" })).body;
    await reaches(stripe, id, "succeeded");
    const events = (await stripe.types()).filter((type) => /failed|succeeded/.test(type));
    expect(events).toEqual([
      "charge.failed",
      "payment_intent.payment_failed",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
  });

  it("mismatch@ reports less than was asked once it is paid", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create({ receipt_email: "mismatch@shop.test" })).body;
    expect(await reaches(stripe, id, "succeeded")).toMatchObject({ amount: 999, amount_received: 999 });
    const session = (await stripe.open({ customer_email: "mismatch@shop.test" })).body;
    await eventually(async () => expect((await stripe.session(session.id)).amount_total).toBe(999));
  });

  it("silent@ and never@ send nothing, and never@ waits for the page", async () => {
    const stripe = await startStripeWithMerchant();
    const silent = (await stripe.create({ receipt_email: "silent@shop.test" })).body;
    const never = (await stripe.create({ receipt_email: "never@shop.test" })).body;
    await reaches(stripe, silent.id, "succeeded");
    expect((await stripe.press(never.id, "succeed")).body.status).toBe("succeeded");
    const { webhooks } = (await stripe.knob("ledger")).body;
    expect(new Set(webhooks.map(({ state }) => state))).toEqual(new Set(["unsent"]));
    expect(stripe.merchant.received).toEqual([]);
  });

  it("error@ is made but answered 500; a repeat of the key finds it", async () => {
    const stripe = await startStripe();
    const form = { receipt_email: "error@shop.test", "metadata[transaction_id]": "t-1" };
    const first = await stripe.create(form, "k-1");
    expect([first.status, first.body.error.type]).toEqual([500, "api_error"]);
    const again = await stripe.create(form, "k-1");
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, "true"]);
    await reaches(stripe, again.body.id, "succeeded");
    expect((await stripe.knob("ledger")).body.made).toEqual({ "t-1": 1 });
  });

  it.each([
    ["stored500", 0],
    ["stored500taken", 1],
  ])("%s@ answers 500 under its key for ever, with %d intents made", async (word, made) => {
    const stripe = await startStripe();
    const form = { receipt_email: `${word}@shop.test` };
    const answers = [await stripe.create(form, "k-1"), await stripe.create(form, "k-1")];
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect([answers[1]?.text, answers[1]?.headers.get("idempotent-replayed")]).toEqual([answers[0]?.text, "true"]);
    expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(made);
  });

  it("slow@ is answered after 7 s, its key in use meanwhile", async () => {
    const stripe = await startStripe();
    const form = { receipt_email: "slow@shop.test" };
    let answered = false;
    // The first is cut when the simulator closes, which is of no interest here.
    const first = stripe.create(form, "k-1").catch(() => undefined);
    void first.then(() => {
      answered = true;
    });
    await eventually(async () => expect((await stripe.knob("ledger")).body.payment_intents).toHaveLength(1));
    expect((await stripe.create(form, "k-1")).body.error.code).toBe("idempotency_key_in_use");
    const [{ id }] = (await stripe.knob("ledger")).body.payment_intents as unknown as [{ id: string }];
    await reaches(stripe, id, "succeeded");
    expect(answered).toBe(false);
    await stripe.simulator.close();
    await first;
  });

  it("without magic waits, for whatever it is", async () => {
    const stripe = await startStripe();
    await stripe.create({ receipt_email: "jane@shop.test", description: "automatic door", "metadata[x]": "auto" });
    await stripe.create({ description: "mail auto@shop.test about it" });
    const { id } = (await stripe.create({ receipt_email: "auto@shop.test" })).body;
    await reaches(stripe, id, "succeeded");
    const open = (await stripe.knob("ledger")).body.payment_intents.filter(({ status }) => status !== "succeeded");
    expect(open).toHaveLength(2);
  });
});
