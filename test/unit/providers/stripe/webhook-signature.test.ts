import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { verifyStripeWebhook } from "../../../../src/providers/stripe/webhook.ts";
import { event, intent } from "./support/objects.ts";

const SECRET = "whsec_test";
const NOW = Date.UTC(2026, 10, 1);
const BODY = JSON.stringify(event("payment_intent.succeeded", intent()));
const BAD = { verified: false, why: "bad_signature" };

function sign(ageSeconds = 0, payload = BODY, secret = SECRET, scheme = "v1"): Promise<string> {
  const timestamp = NOW / 1000 - ageSeconds;
  return Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp, scheme });
}

function verify(header: string | null, body = BODY) {
  const headers = new Map(header === null ? [] : [["stripe-signature", header]]);
  return verifyStripeWebhook(SECRET, { body, headers }, 300, () => NOW);
}

const partOf = (header: string, name: string) => header.split(",").find((item) => item.startsWith(`${name}=`)) ?? "";

describe("a webhook's signature", () => {
  it("by Stripe's own library is good, up to the edges of the window to both sides", async () => {
    for (const age of [0, 299, 300, -299, -300]) {
      const header = await sign(age);
      expect(await verify(header)).toEqual({ verified: true, signature: header });
    }
  });

  it("too old or too far ahead is dated wrongly, not forged", async () => {
    for (const age of [301, -301, 86_400, -86_400]) {
      expect(await verify(await sign(age))).toEqual({ verified: false, why: "expired" });
    }
  });

  it("is good if one of two fits, as while the secret is changed", async () => {
    const [good, other] = [await sign(), await sign(0, BODY, "whsec_other")];
    for (const both of [`${good},${partOf(other, "v1")}`, `${other},${partOf(good, "v1")}`]) {
      expect(await verify(both)).toMatchObject({ verified: true });
    }
  });

  it("is not good by another scheme, another secret, in capitals, or for another body", async () => {
    const good = await sign();
    expect(await verify(await sign(0, BODY, SECRET, "v0"))).toEqual(BAD);
    expect(await verify(await sign(0, BODY, "whsec_other"))).toEqual(BAD);
    expect(await verify(`${partOf(good, "t")},v1=${partOf(good, "v1").slice(3).toUpperCase()}`)).toEqual(BAD);
    expect(await verify(good, BODY.replace("{", "{ "))).toEqual(BAD);
    expect(await verify(good, "")).toEqual(BAD);
  });

  it.each([null, "", "t=", "v1=", "t=1", "v1=abc", "t=abc,v1=abc", ",,,", "t=1.5,v1=x", "t=-1,v1=x"])(
    "is not there in %j",
    async (header) => {
      expect(await verify(header)).toEqual(BAD);
    },
  );

  it("that is old is not made new by a second time in the header", async () => {
    const old = await sign(86_400);
    const now = NOW / 1000;
    for (const header of [`t=${now},${old}`, `${old},t=${now}`, ` t=${now},${old}`, `${old}, t=${now}`]) {
      expect((await verify(header)).verified).toBe(false);
    }
  });

  it("is judged before the body is: a thin event and what is no JSON may be authentic", async () => {
    for (const body of ['{"object":"v2.core.event","id":"evt_1"}', "no JSON", "null"]) {
      expect(await verify(await sign(0, body), body)).toMatchObject({ verified: true });
      expect(await verify(await sign(0, body, "whsec_other"), body)).toEqual(BAD);
    }
  });
});
