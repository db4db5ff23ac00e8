import { afterEach, describe, expect, inject, it } from "vitest";
import { call, initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { switchService } from "../../support/switches.ts";
import { chargesOf, newMerchant, pay, show } from "./support/payments.ts";
import { idOf } from "./support/shard.ts";

afterEach(() => switchService("redis", "serve"));

/** One command to the Redis behind the gateway, past the switch that tests turn. */
async function redis(...command: string[]): Promise<unknown> {
  const { redisUrl, redisToken } = inject("services");
  const headers = { authorization: `Bearer ${redisToken}`, "content-type": "application/json" };
  const response = await fetch(redisUrl, { method: "POST", headers, body: JSON.stringify(command) });
  return ((await response.json()) as { result: unknown }).result;
}

function keyOf(id: string): string {
  return `idem:v1:${id}`;
}

describe.each(["refuse", "hang"] as const)("while Redis is set to %s", (mode) => {
  it("payments and refunds are made, repeated and looked up as ever, and charged once", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    await switchService("redis", mode);
    const answers = await Promise.all([1, 2, 3].map(() => initialize(token, paymentBody("approve@example.com"), key)));
    const id = idOf(merchantId, key);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await initialize(token, paymentBody("approve@example.com"), key)).headers.get("idempotent-replayed")).toBe(
      "true",
    );
    expect(await refund(token, id, { amount: "1.00" })).toMatchObject({ status: 201, body: { status: "completed" } });
    expect((await show(token, id)).body).toMatchObject({ status: "partially_refunded" });
    expect(await chargesOf(id)).toBe(1);
  });

  it("no payment waits for it longer than its time-out", async () => {
    const { token } = await newMerchant();
    await switchService("redis", mode);
    const startedAt = Date.now();
    for (let made = 0; made < 5; made += 1) await initialize(token, paymentBody("approve@example.com"));
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  it("health is degraded, and whole again afterwards", async () => {
    await switchService("redis", mode);
    const degraded = await until(
      () => call("GET", "/health"),
      ({ body }) => body.status === "degraded",
      10_000,
    );
    expect(degraded).toMatchObject({
      status: 200,
      body: { status: "degraded", checks: { redis: { status: "down" }, database: { status: "ok" } } },
    });
    await switchService("redis", "serve");
    const whole = await until(
      () => call("GET", "/health"),
      ({ body }) => body.status === "ok",
      10_000,
    );
    expect(whole.body).toMatchObject({ status: "ok", checks: { redis: { status: "ok" } } });
  });
});

describe("a Redis that has lost everything", () => {
  it("changes no answer", async () => {
    const { token, key, body, made, id } = await pay("approve@example.com");
    await until(
      () => redis("GET", keyOf(id)),
      (value) => value !== null,
    );
    await redis("DEL", keyOf(id));
    expect(await redis("GET", keyOf(id))).toBeNull();
    expect(await initialize(token, body, key)).toMatchObject({ status: 201, text: made.text });
    expect(await chargesOf(id)).toBe(1);
  });
});

describe("a Redis that lies", () => {
  const foreign = { fingerprint: "f".repeat(64), status: 201, body: '{"id":"another merchant\'s payment"}' };

  it.each([
    ["garbage", "\u0001\u0002 not json"],
    ["an empty text", ""],
    ["a number", "1"],
    ["null", "null"],
    ["a list", "[1]"],
    ["an answer to another request", JSON.stringify(foreign)],
  ])("by %s is not believed: neither before the payment is made nor after", async (_, lie) => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await redis("SET", keyOf(id), lie);
    const made = await initialize(token, paymentBody("approve@example.com"), key);
    expect(made).toMatchObject({ status: 201, body: { id, status: "completed" } });
    await until(
      () => redis("GET", keyOf(id)),
      (value) => value !== lie,
    );
    await redis("SET", keyOf(id), lie);
    expect(await initialize(token, paymentBody("approve@example.com"), key)).toMatchObject({
      status: 201,
      text: made.text,
    });
    expect(await chargesOf(id)).toBe(1);
  });

  it.each([
    ["another status", { status: 500 }],
    ["no status", { status: undefined }],
    ["a body that is no text", { body: { id: "x" } }],
    ["no body", { body: undefined }],
  ])("by the right request's answer with %s is not believed", async (_, change) => {
    const { token, key, body, made, id } = await pay("approve@example.com");
    const known = await until(
      () => redis("GET", keyOf(id)),
      (value) => value !== null,
    );
    await redis("SET", keyOf(id), JSON.stringify({ ...JSON.parse(String(known)), ...change }));
    expect(await initialize(token, body, key)).toMatchObject({ status: 201, text: made.text });
  });

  it("cannot turn a repeat with another body into anything but a refusal", async () => {
    const { token, key, body, id } = await pay("approve@example.com");
    const known = await until(
      () => redis("GET", keyOf(id)),
      (value) => value !== null,
    );
    const other = { ...body, amount: "5.00" };
    await redis(
      "SET",
      keyOf(id),
      String(known).replace(/"fingerprint":"[0-9a-f]+"/, `"fingerprint":"${"0".repeat(64)}"`),
    );
    expect(await initialize(token, other, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    expect(await chargesOf(id)).toBe(1);
  });

  it("can at the very worst repeat wrong words: no charge comes of it", async () => {
    const { token, key, body, id } = await pay("approve@example.com");
    const known = await until(
      () => redis("GET", keyOf(id)),
      (value) => value !== null,
    );
    await redis("SET", keyOf(id), String(known).replace("completed", "failed"));
    expect((await initialize(token, body, key)).status).toBe(201);
    expect((await show(token, id)).body.status).toBe("completed");
    expect(await chargesOf(id)).toBe(1);
  });
});
