import { beforeAll, describe, expect, it } from "vitest";
import { pressCheckout } from "../../support/cpay.ts";
import { call, initialize, paymentBody, refund, signToken } from "../../support/gateway.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { expectReplay } from "./support/expect-replay.ts";

let token = "";

beforeAll(async () => {
  token = await signToken();
});

describe("a refund's key", () => {
  async function pay(by = token): Promise<string> {
    return (await initialize(by, paymentBody("approve@example.com"))).body.id;
  }

  it("is replayed word for word and refunds once", async () => {
    const payment = await pay();
    const key = crypto.randomUUID();
    const first = await refund(token, payment, { amount: 400, reason: "late" }, key);
    expect(first.status, first.text).toBe(201);
    expectReplay(await refund(token, payment, { reason: "late", amount: 400 }, `"${key.toUpperCase()}"`), first);
    expectProblem(await refund(token, payment, { amount: "400", reason: "late" }, key), "idempotency_key_reused");
    expectProblem(await refund(token, payment, { amount: 400 }, key), "idempotency_key_reused");
    const seen = await call("GET", `/payments/${payment}`, { token });
    expect(seen.body).toMatchObject({ amount_refunded_minor: 40_000, refunds: [{ id: first.body.id }] });
  });

  it("stays free after a refusal", async () => {
    const payment = await pay();
    const key = crypto.randomUUID();
    expectProblem(await refund(token, payment, { amount: "1000.01" }, key), "refund_exceeds_balance");
    expectProblem(await refund(token, payment, { amount: "0" }, key), "validation_failed");
    expectProblem(await refund(token, payment, { amount: "1.00", note: "x" }, key), "validation_failed");
    expect((await refund(token, payment, { amount: "1000.00" }, key)).status).toBe(201);
  });

  it("stays free while the payment is not completed yet", async () => {
    const waiting = (await initialize(token, paymentBody())).body;
    const key = crypto.randomUUID();
    expectProblem(await refund(token, waiting.id, {}, key), "invalid_state");
    await pressCheckout(waiting.next_action.url, "approve");
    await call("POST", `/payments/${waiting.id}/verify`, { token });
    const made = await refund(token, waiting.id, {}, key);
    expect(made.status, made.text).toBe(201);
    expect(made.headers.get("idempotent-replayed")).toBeNull();
  });

  it("may be the payment's own, and that of another payment's refund", async () => {
    const key = crypto.randomUUID();
    const one = (await initialize(token, paymentBody("approve@example.com"), key)).body.id;
    const other = await pay();
    const first = await refund(token, one, { amount: "1.00" }, key);
    const second = await refund(token, other, { amount: "1.00" }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("idempotent-replayed")).toBeNull();
    expect(first.body.id).not.toBe(second.body.id);
  });

  it("means two refunds under two merchants", async () => {
    const key = crypto.randomUUID();
    const stranger = await signToken();
    const first = await refund(token, await pay(), { amount: "1.00" }, key);
    const second = await refund(stranger, await pay(stranger), { amount: "1.00" }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });
});
