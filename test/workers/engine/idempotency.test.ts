import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, initialize, paymentBody } from "../../support/gateway.ts";
import { switchService, without } from "../../support/switches.ts";
import { chargesOf, newMerchant, pay } from "./support/payments.ts";
import { idOf } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

const APPROVE = "approve@example.com";
const HOURS_24 = 86_400_000;

describe("one idempotency key", () => {
  it("charges once for 50 requests at the same time, of which one is answered and the others told to wait", async () => {
    const { token } = await newMerchant();
    const key = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => initialize(token, paymentBody(APPROVE), key)));
    const results = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(results.length).toBeGreaterThanOrEqual(1);
    expect(new Set(results.map(({ text }) => text)).size).toBe(1);
    expect(results.filter(({ headers }) => !headers.has("idempotent-replayed"))).toHaveLength(1);
    for (const other of others) {
      expect(other).toMatchObject({ status: 409, body: { code: "idempotency_in_progress" } });
      expect(Number(other.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    }
    expect(await chargesOf(results[0]?.body.id)).toBe(1);
  });

  it.each(["serve", "refuse", "hang"] as const)(
    "gets its first answer again, word for word, while Redis is set to %s",
    async (mode) => {
      const { token, body, key, made, id } = await pay(APPROVE);
      expect(made.status).toBe(201);
      const again = await without("redis", mode, () => initialize(token, body, key));
      expect(again.status).toBe(201);
      expect(again.text).toBe(made.text);
      expect(again.headers.get("idempotent-replayed")).toBe("true");
      expect(await chargesOf(id)).toBe(1);
    },
  );

  it("is the same for the same JSON, however it is written", async () => {
    const { token, key, made } = await pay(APPROVE);
    const text =
      ' {"customer" : {"email":"approve@example.com"},\n"currency":"KES","amount":"1000.00","provider":"cpay"} ';
    const again = await call("POST", "/payments/initialize", {
      token,
      rawBody: text,
      headers: { "idempotency-key": `"${key}"` },
    });
    expect(again).toMatchObject({ status: 201, text: made.text });
  });

  it.each(["serve", "refuse"] as const)("is refused with another body while Redis is set to %s", async (mode) => {
    const { token, body, key, id } = await pay(APPROVE);
    const other = await without("redis", mode, () => initialize(token, { ...body, amount: "1000.01" }, key));
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
    expect(await chargesOf(id)).toBe(1);
  });

  it("is refused with another body even while the first is still running", async () => {
    const { token } = await newMerchant();
    const key = crypto.randomUUID();
    const both = await Promise.all([
      initialize(token, paymentBody(APPROVE), key),
      initialize(token, paymentBody(APPROVE, { amount: "2.00" }), key),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it("belongs to its merchant: another's is another payment", async () => {
    const [one, two] = [await newMerchant(), await newMerchant()];
    const key = crypto.randomUUID();
    const [first, second] = [
      await initialize(one.token, paymentBody(APPROVE), key),
      await initialize(two.token, paymentBody(APPROVE), key),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.id).not.toBe(second.body.id);
  });

  it("finds its payment as it is now once the answer's 24 hours are over, and never starts anew", async () => {
    const { token, body, key, id } = await pay(APPROVE);
    await letTimePass(id, HOURS_24);
    const later = await without("redis", "refuse", () => initialize(token, body, key));
    expect(later).toMatchObject({ status: 200, body: { id, status: "completed" } });
    expect(await chargesOf(id)).toBe(1);
  });

  it("binds nothing when the request was refused", async () => {
    const { token } = await newMerchant();
    const key = crypto.randomUUID();
    expect((await initialize(token, paymentBody(APPROVE, { amount: "-1" }), key)).status).toBe(422);
    expect((await initialize(token, paymentBody(APPROVE, { currency: "XXX" }), key)).status).toBe(422);
    expect((await initialize(token, paymentBody(APPROVE), key)).status).toBe(201);
  });

  it("replays a refusal of the provider as the answer it was", async () => {
    const { token, body, key, made, id } = await pay("refuse@example.com");
    expect(made).toMatchObject({ status: 201, body: { status: "failed", failure: { code: "card_refused" } } });
    expect(await initialize(token, body, key)).toMatchObject({ status: 201, text: made.text });
    expect(await chargesOf(id)).toBe(0);
  });
});

describe("requests in any order, at any time, with keys and bodies of any kind", () => {
  const emails = ["approve@example.com", "decline@example.com", "jane@example.com"];
  const request = fc.record({ key: fc.nat(2), amount: fc.constantFrom("10.00", "20.00") });
  const batches = fc.array(
    fc.record({
      redis: fc.constantFrom("serve" as const, "serve" as const, "refuse" as const),
      requests: fc.array(request, { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 4, size: "max" },
  );

  it("charge once per key and answer every key with one result", async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        const { token, merchantId } = await newMerchant();
        const keys = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
        const seen = new Map<number, { amounts: Set<string>; texts: Set<string> }>();
        for (const { redis, requests } of history) {
          await switchService("redis", redis);
          await Promise.all(
            requests.map(async ({ key, amount }) => {
              const answer = await initialize(token, paymentBody(emails[key] ?? "", { amount }), keys[key]);
              const known = seen.get(key) ?? { amounts: new Set(), texts: new Set() };
              seen.set(key, known);
              expect([201, 409, 422], answer.text).toContain(answer.status);
              if (answer.status === 422) expect(answer.body.code).toBe("idempotency_key_reused");
              if (answer.status !== 201) return;
              known.amounts.add(amount);
              known.texts.add(answer.text);
            }),
          );
        }
        for (const [key, { amounts, texts }] of seen) {
          expect([amounts.size, texts.size]).toEqual([1, 1]);
          expect(await chargesOf(idOf(merchantId, keys[key] ?? ""))).toBe(1);
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
    await switchService("redis", "serve");
  });
});
