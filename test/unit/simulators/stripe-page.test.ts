import { describe, expect, it } from "vitest";
import { startStripe } from "./stripe-harness.ts";

type Stripe = Awaited<ReturnType<typeof startStripe>>;

function page(stripe: Stripe, id: string) {
  return fetch(`${stripe.url}/pay/${id}`).then((response) => response.text());
}

/** Submits a form of the page as a browser does. */
function submit(stripe: Stripe, path: string, fields: Record<string, string> = {}) {
  return fetch(`${stripe.url}${path}`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

function payByCard(stripe: Stripe, id: string, number: string) {
  return submit(stripe, `/pay/${id}/card`, { number });
}

describe("the page where a person pays", () => {
  it("shows the amount in Stripe's decimals, what it is for, and the card form", async () => {
    const stripe = await startStripe();
    const session = (await stripe.open()).body;
    const html = await page(stripe, session.id);
    for (const part of ["KES 10.00", "2 × Mug", 'name="number"', "https://shop.test/cart"])
      expect(html).toContain(part);
    const { id } = (await stripe.create({ currency: "ugx", amount: 500, description: "<b>Mug</b>" })).body;
    const escaped = await page(stripe, id);
    expect(escaped).toContain("UGX 5.00");
    expect(escaped).toContain("&lt;b&gt;Mug&lt;/b&gt;");
  });

  it("takes a card and leads back to the shop, with the session's id", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.open()).body;
    const answer = await payByCard(stripe, id, "4242 4242 4242 4242");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/pay/${id}`]);
    expect(await page(stripe, id)).toContain(`https://shop.test/thanks?session=${id}`);
    expect((await stripe.session(id)).payment_status).toBe("paid");
  });

  it.each([
    ["4000 0000 0000 0002", "generic_decline"],
    ["4000000000009995", "insufficient_funds"],
    ["1234", "incorrect_number"],
  ])("declines %s and lets the customer try again", async (number, declineCode) => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    await payByCard(stripe, id, number);
    expect(await stripe.intent(id)).toMatchObject({ last_payment_error: { decline_code: declineCode } });
    const html = await page(stripe, id);
    expect(html).toContain("Not paid");
    expect(html).toContain('name="number"');
  });

  it("asks for 3-D Secure, and goes on from there", async () => {
    const stripe = await startStripe();
    const { id } = (await stripe.create()).body;
    await payByCard(stripe, id, "4000 0025 0000 3155");
    expect((await stripe.intent(id)).status).toBe("requires_action");
    const html = await page(stripe, id);
    expect(html).toContain(`formaction="/pay/${id}/succeed"`);
    expect(html).toContain(`formaction="/pay/${id}/decline"`);
    await submit(stripe, `/pay/${id}/succeed`);
    expect((await stripe.intent(id)).status).toBe("succeeded");
  });

  it("sends the customer of an intent back with the outcome", async () => {
    const stripe = await startStripe();
    const form = { confirm: true, payment_method: "pm_card_visa", return_url: "https://shop.test/back?cart=1" };
    const { id } = (await stripe.create(form)).body;
    expect(await page(stripe, id)).toMatch(
      /https:\/\/shop\.test\/back\?cart=1&amp;payment_intent=pi_.*redirect_status=succeeded/,
    );
  });

  it("waits for the bank, and can be left to expire", async () => {
    const stripe = await startStripe();
    const [debit, left] = [(await stripe.open()).body.id, (await stripe.open()).body.id];
    await submit(stripe, `/pay/${debit}/delay?then=wait`);
    expect(await page(stripe, debit)).toContain("The bank pays");
    await submit(stripe, `/pay/${debit}/decline`);
    expect(await page(stripe, debit)).not.toContain("<form");
    await submit(stripe, `/pay/${left}/cancel`);
    expect(await page(stripe, left)).toContain("expired");
    expect((await stripe.session(left)).status).toBe("expired");
  });

  it("does not exist for an unknown id, and shows an odd press nothing but the state", async () => {
    const stripe = await startStripe();
    expect((await fetch(`${stripe.url}/pay/pi_none`)).status).toBe(404);
    expect((await submit(stripe, "/pay/pi_none/succeed")).status).toBe(404);
    expect((await stripe.press("pi_none", "succeed")).status).toBe(404);
    const { id, latest_charge: charge } = await stripe.paid();
    expect((await submit(stripe, `/pay/${id}/decline`)).status).toBe(303);
    expect((await stripe.intent(id)).status).toBe("succeeded");
    expect((await stripe.press(charge, "succeed")).status).toBe(404);
  });
});
