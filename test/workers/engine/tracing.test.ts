import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setCpayFaults } from "../../support/cpay.ts";
import { call, paymentBody } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { mailArrives, makeEndpoint } from "../deliveries/support/endpoints.ts";
import { becomes, newMerchant } from "./support/payments.ts";
import { idOf } from "./support/shard.ts";

interface Line {
  readonly event: string;
  readonly trace_id?: string;
  readonly [name: string]: unknown;
}

let lines: Line[] = [];

beforeEach(() => {
  lines = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => {
      if (typeof line === "string" && line.startsWith("{")) lines.push(JSON.parse(line));
    });
  }
});
afterEach(() => vi.restoreAllMocks());

/** A trace of its own for each test, as a caller begins it. */
function newTrace() {
  const id = crypto.randomUUID().replaceAll("-", "");
  return { id, traceparent: `00-${id}-b7ad6b7169203331-01` };
}

describe("a caller's trace", () => {
  it("goes from the request through shard and outbox to the merchant's server", async () => {
    const { token } = await newMerchant();
    const endpoint = await makeEndpoint(token);
    const trace = newTrace();
    const headers = { "idempotency-key": crypto.randomUUID(), traceparent: trace.traceparent };
    const made = await call("POST", "/payments/initialize", {
      token,
      body: paymentBody("approve@example.com"),
      headers,
    });
    expect(made.status, made.text).toBe(201);
    const { id } = made.body;

    const mine = lines.filter(({ trace_id }) => trace_id === trace.id);
    expect(mine.map(({ event }) => event)).toEqual(["provider.called", "request"]);
    expect(mine[0]).toMatchObject({
      provider: "cpay",
      operation: "send",
      outcome: "completed",
      status: 201,
      subject_id: id,
    });

    const [row] = await queryShard(id, "SELECT doc FROM transactions WHERE id = ?", id);
    expect(JSON.parse(String(row?.doc)).traceId).toBe(trace.id);

    const mail = await mailArrives(endpoint, 2);
    expect(mail).toHaveLength(2);
    for (const { headers: sent } of mail) expect(String(sent.traceparent)).toContain(`00-${trace.id}-`);
    await vi.waitFor(() => {
      const deliveries = lines.filter(({ event, trace_id }) => event === "delivery.attempted" && trace_id === trace.id);
      expect(deliveries).toHaveLength(2);
    });
  });

  it("goes on in the queue, when an outcome has to be looked for", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    const trace = newTrace();
    await setCpayFaults([{ match: { method: "POST", reference: id }, times: 1, action: { drop: true } }]);
    const headers = { "idempotency-key": key, traceparent: trace.traceparent };
    const body = paymentBody("approve+silent@example.com");
    const made = await call("POST", "/payments/initialize", { token, body, headers });
    expect(made.status, made.text).toBe(202);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    const calls = lines.filter(({ event, subject_id }) => event === "provider.called" && subject_id === id);
    expect(calls.length).toBeGreaterThan(1);
    expect(new Set(calls.map(({ trace_id }) => trace_id))).toEqual(new Set([trace.id]));
  });

  it("is not needed: every request has one of its own", async () => {
    const { token } = await newMerchant();
    for (const traceparent of ["", "00-nonsense", `00-${"0".repeat(32)}-b7ad6b7169203331-01`]) {
      await call("GET", "/payments", { token, headers: traceparent === "" ? {} : { traceparent } });
    }
    const ids = lines.filter(({ event }) => event === "request").map(({ trace_id }) => trace_id);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
