import { afterAll, describe, expect, it } from "vitest";
import { initialize } from "../../support/gateway.ts";
import { pressStripePage, setStripeFaults, stripeLedger } from "../../support/stripe.ts";
import { becomes, newMerchant, show, trailOf } from "../engine/support/payments.ts";
import { idOf } from "../engine/support/shard.ts";
import { letTimePass, pause } from "../engine/support/time.ts";
import { deliverStripeMail, payAtStripe, RETURN_URL, stripeBody } from "./support/stripe-payments.ts";

/** Looks at the payment before a test gives up: four minutes of the gateway's time, three seconds or more of ours. */
const MAX_STEPS = 30;
const CARD = { provider_options: { payment_method: "pm_card_visa" } };

/** A payment that is not made yet: its id follows from its key, so that a fault can strike it and nobody else. */
async function order(overrides: Record<string, unknown>, faults: readonly unknown[] = []) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const id = idOf(merchantId, key);
  const match = { method: "POST", reference: id };
  await setStripeFaults(faults.map((action) => ({ match, times: 1, action })));
  return { token, id, pay: () => initialize(token, stripeBody(overrides), key) };
}

/** The payment once it has a state; time passes faster for it than it does, so that nobody waits for the next look. */
async function becomesInTime(token: string, id: string, status: string) {
  for (let step = 0; ; step += 1) {
    const answer = await show(token, id);
    if (answer.body.status === status || step === MAX_STEPS) return answer;
    await pause(100);
    if (step > 2) await letTimePass(id, 8_000);
  }
}

afterAll(() => setStripeFaults([]));

describe("a payment whose answer says nothing", () => {
  it.each([
    ["is lost", { drop: true }],
    ["is an error after it has charged", { status: 500 }],
    ["is no JSON", { garbage: true }],
    ["is another status", { status: 302 }],
    ["says that the key is in use", { status: 409 }],
    ["is that of too many requests", { status: 429, before: true }],
    ["is an error before it does anything", { status: 503, before: true }],
    ["is a state nobody knows", { lie: { status: "maybe" } }],
  ])("because it %s, is processing, and found to be charged once", async (_, action) => {
    const { token, id, pay } = await order(CARD, [action]);
    const first = await pay();
    expect([first.status, first.body.status], first.text).toEqual([202, "processing"]);
    expect([409, 202, 200]).toContain((await pay()).status);
    expect((await becomesInTime(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect((await stripeLedger(id)).charges[id]).toBe(1);
    expect((await pay()).body.status).toBe("completed");
    expect((await stripeLedger(id)).made[id]).toBe(1);
  });

  it("within five seconds is 202, and completed when Stripe has taken its time", async () => {
    const { token, id, pay } = await order({ description: "slow@example.com" });
    const startedAt = Date.now();
    expect((await pay()).status).toBe(202);
    expect(Date.now() - startedAt).toBeLessThan(7_000);
    expect((await becomesInTime(token, id, "completed")).body.status).toBe("completed");
    expect(await stripeLedger(id)).toMatchObject({ made: { [id]: 1 }, charges: { [id]: 1 } });
  });

  it("on a hosted page has its page afterwards", async () => {
    const { token, id, pay } = await order({ return_url: RETURN_URL }, [{ drop: true }]);
    expect((await pay()).status).toBe(202);
    const found = await becomes(token, id, "processing");
    await letTimePass(id, 10_000);
    expect(found.status).toBe(200);
    await pressStripePage(String((await stripeLedger(id)).checkout_sessions[0]?.id), "succeed");
    await deliverStripeMail(id);
    expect((await becomesInTime(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect((await stripeLedger(id)).made[id]).toBe(1);
  });
});

describe("an error that Stripe has stored under the key, and repeats for ever", () => {
  it("hides no payment that was made: the list shows it", async () => {
    const { token, id, made } = await payAtStripe({ description: "stored500taken@example.com" });
    expect(made.status).toBe(202);
    expect((await becomesInTime(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect(await stripeLedger(id)).toMatchObject({ made: { [id]: 1 }, charges: { [id]: 1 } });
  });

  it.each([null, RETURN_URL])(
    "ends a payment that was never made, once everything has settled (return to %s)",
    async (url) => {
      const email = "stored500@example.com";
      const { token, id, made } = await payAtStripe({
        return_url: url,
        customer: { id: "c-1", email },
        description: email,
      });
      expect([made.status, made.body.status]).toEqual([202, "processing"]);
      await letTimePass(id, 10_000);
      expect((await show(token, id)).body.status).toBe("processing");
      await letTimePass(id, 70_000);
      expect((await becomesInTime(token, id, "failed")).body).toMatchObject({ failure: { code: "provider_error" } });
      expect((await stripeLedger(id)).made[id] ?? 0).toBe(0);
    },
  );
});

describe("Stripe out of reach", () => {
  it("never makes a payment failed; it is sent under the same key until it is answered", async () => {
    const gone = Array.from({ length: 3 }, () => ({ drop: true, before: true }));
    const { token, id, pay } = await order(CARD, gone);
    expect((await pay()).status).toBe(202);
    for (let tries = 0; tries < 3; tries += 1) await letTimePass(id, 60_000);
    expect((await becomesInTime(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
    expect((await stripeLedger(id)).charges[id]).toBe(1);
    expect(await trailOf(token, id)).not.toContain("payment.failed");
  });

  it("in the middle of a payment loses nothing of what happened meanwhile", async () => {
    const { token, id, handle } = await payAtStripe();
    await pressStripePage(handle, "succeed");
    await setStripeFaults([
      { match: { method: "GET", path: `/v1/payment_intents/${handle}` }, times: 2, action: { drop: true } },
    ]);
    for (let tries = 0; tries < 3; tries += 1) await letTimePass(id, 60_000);
    expect((await becomesInTime(token, id, "completed")).body).toMatchObject({ status: "completed", review: null });
  });
});
