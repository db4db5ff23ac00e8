import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setCpayFaults } from "../../support/cpay.ts";
import { initialize, paymentBody } from "../../support/gateway.ts";
import { becomes, chargesOf, newMerchant, show, trailOf } from "./support/payments.ts";
import { idOf } from "./support/shard.ts";

const APPROVE = "approve+silent@example.com";

/** What CPay does; the customer's address, the fault that strikes the creation, and how often. */
const CASES = [
  ["CPay charges and answers 500, webhook or not", "error@example.com", null, 1],
  ["CPay charges and answers 500, and tells nobody", "error+silent@example.com", null, 1],
  ["CPay charges and answers something that is not JSON", APPROVE, { garbage: true }, 1],
  ["CPay charges and the connection is cut", APPROVE, { drop: true }, 1],
  ["CPay charges and answers with another status", APPROVE, { status: 302 }, 1],
  ["CPay charges and answers JSON of another shape", APPROVE, { body: { ok: true } }, 1],
  ["CPay charges and answers a state nobody knows", APPROVE, { lie: { status: "maybe" } }, 1],
  ["CPay answers 409, as while another call with the key runs", APPROVE, { status: 409 }, 1],
  ["CPay answers 429 before it does anything", APPROVE, { status: 429, before: true }, 1],
  ["CPay answers 503 before it does anything, twice", APPROVE, { status: 503, before: true }, 2],
  ["the connection is cut before CPay does anything, twice", APPROVE, { drop: true, before: true }, 2],
] as const;

type Payment = Awaited<ReturnType<typeof order>>;

/** A payment that is not made yet: its id follows from its key, so that a fault can strike it and nobody else. */
async function order(email: string, action: Record<string, unknown> | null, times: number) {
  const merchant = await newMerchant();
  const key = crypto.randomUUID();
  const id = idOf(merchant.merchantId, key);
  const rule = { match: { method: "POST", path: "/v1/payments", reference: id }, times, action };
  const pay = () => initialize(merchant.token, paymentBody(email), key);
  return { ...merchant, id, pay, rules: action === null ? [] : [rule] };
}

/** Pays, repeats at once, waits for the end, and repeats again. */
async function follow({ token, id, pay }: Payment) {
  const [first, again] = [await pay(), await pay()];
  const done = await becomes(token, id, "completed");
  return { first, again, done, last: await pay(), trail: await trailOf(token, id), charges: await chargesOf(id) };
}

describe("a payment whose answer says nothing", () => {
  const histories = new Map<string, ReturnType<typeof follow>>();
  let refused: Payment;
  let unreachable: Payment;

  // All at once: each waits for a look of its own, none for another's.
  beforeAll(async () => {
    const payments = await Promise.all(CASES.map(([, email, action, times]) => order(email, action, times)));
    refused = await order("refuse@example.com", { status: 500 }, 1);
    unreachable = await order(APPROVE, { drop: true, before: true }, 1_000);
    await setCpayFaults([...payments, refused, unreachable].flatMap(({ rules }) => rules));
    CASES.forEach(([name], index) => {
      const payment = payments[index];
      if (payment !== undefined) histories.set(name, follow(payment));
    });
  });

  afterAll(() => setCpayFaults([]));

  it.each(CASES)("is processing, then completed by itself, and charged once, when %s", async (name) => {
    const history = await histories.get(name);
    const processing = { status: "processing", failure: null, provider_transaction_id: null };
    expect(history?.first).toMatchObject({ status: 202, body: processing });
    expect(history?.again).toMatchObject({ status: 202, body: { id: history?.first.body.id } });
    expect(history?.done.body).toMatchObject({ status: "completed", amount: 1000, review: null, failure: null });
    expect(history?.charges).toBe(1);
    expect(history?.trail.slice(0, 2)).toEqual(["payment.initiated", "payment.processing"]);
    expect(history?.trail.filter((type) => type === "payment.completed")).toHaveLength(1);
    expect(history?.last).toMatchObject({ status: 200, body: { id: history?.first.body.id, status: "completed" } });
  });

  it("is answered 202 after 5 s when CPay takes longer, and 409 to repeats until then", async () => {
    const { token, id, pay } = await order("slow+silent@example.com", null, 1);
    const startedAt = Date.now();
    const first = pay();
    await becomes(token, id, "pending", 2_000);
    const early = await pay();
    expect(early).toMatchObject({ status: 409, body: { code: "idempotency_in_progress" } });
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await first).toMatchObject({ status: 202, body: { id, status: "processing" } });
    const tookMs = Date.now() - startedAt;
    expect(tookMs).toBeGreaterThan(4_500);
    expect(tookMs).toBeLessThan(7_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });

  it("is failed when the repeat with the same key brings a refusal, and nothing was charged", async () => {
    expect((await refused.pay()).status).toBe(202);
    const done = await becomes(refused.token, refused.id, "failed");
    expect(done.body).toMatchObject({ status: "failed", failure: { code: "card_refused" } });
    expect(await chargesOf(refused.id)).toBe(0);
  });

  it("stays processing while CPay cannot be reached: that alone never fails a payment", async () => {
    const { token, id, pay } = unreachable;
    expect((await pay()).status).toBe(202);
    await becomes(token, id, "failed", 5_000);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", failure: null });
    expect(await chargesOf(id)).toBe(0);
    await setCpayFaults([]);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });
});
