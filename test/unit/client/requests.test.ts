import { afterEach, describe, expect, it } from "vitest";
import { type CreatePayment, createGatewayClient, GatewayError } from "../../../src/client/index.ts";
import {
  problem,
  type ScriptedAnswer,
  type ScriptedGateway,
  type SeenRequest,
  startScriptedGateway,
} from "./support/scripted-gateway.ts";

const PAYMENT: CreatePayment = {
  provider: "cpay",
  amount: "1000.00",
  currency: "KES",
  customer: { email: "jane@example.com" },
};
const MADE: ScriptedAnswer = { status: 201, body: { id: "p-1", status: "processing" } };
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let gateway: ScriptedGateway;
afterEach(() => gateway.close());

async function clientOf(
  answers: readonly ScriptedAnswer[] | ((request: SeenRequest, count: number) => ScriptedAnswer),
  options: { maxRetries?: number; timeoutMs?: number; backoff?: () => number } = {},
) {
  gateway = await startScriptedGateway(answers);
  return createGatewayClient({ baseUrl: `${gateway.url}/`, token: "t-1", backoff: () => 1, ...options });
}

const keysSeen = () => gateway.seen.map(({ headers }) => headers["idempotency-key"]);
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable("it should have failed"),
    (error: GatewayError) => error,
  );

describe("a payment through the client", () => {
  it("is one POST with token, body and a key", async () => {
    const client = await clientOf([MADE]);
    expect(await client.payments.create(PAYMENT)).toMatchObject({ id: "p-1", status: "processing" });
    const [request] = gateway.seen;
    expect(request).toMatchObject({ method: "POST", url: "/api/v1/payments/initialize" });
    expect(request?.headers).toMatchObject({ authorization: "Bearer t-1", "content-type": "application/json" });
    expect(JSON.parse(request?.body ?? "")).toEqual(PAYMENT);
    expect(keysSeen()[0]).toMatch(UUID_V4);
  });

  it.each([
    ["a broken connection", "break"],
    ["429", problem(429, "rate_limited")],
    ["502 from something between", { status: 502, body: "<html>", headers: { "content-type": "text/html" } }],
    ["503", problem(503, "overloaded")],
    ["504", { status: 504 }],
    ["409 idempotency_in_progress", problem(409, "idempotency_in_progress")],
    ["a success that cannot be read", { status: 201, body: '{"id":' }],
  ] as const)("is sent again after %s, with the same key and bytes", async (_, fault) => {
    const client = await clientOf([fault, fault, MADE]);
    expect(await client.payments.create(PAYMENT)).toMatchObject({ id: "p-1" });
    expect(new Set(keysSeen()).size).toBe(1);
    expect(new Set(gateway.seen.map(({ body }) => body)).size).toBe(1);
    expect(gateway.seen).toHaveLength(3);
  });

  it("gets a key of its own, unless one is given", async () => {
    const client = await clientOf([MADE]);
    await client.payments.create(PAYMENT);
    await client.payments.create(PAYMENT);
    const idempotencyKey = crypto.randomUUID();
    await client.payments.create(PAYMENT, { idempotencyKey });
    expect(new Set(keysSeen()).size).toBe(3);
    expect(keysSeen()[2]).toBe(idempotencyKey);
  });

  it("that nobody answered fails with the key to ask again with", async () => {
    const client = await clientOf(["break"], { maxRetries: 2 });
    const error = await failureOf(client.payments.create(PAYMENT));
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: "connection_failed", status: 0, attempts: 3, idempotencyKey: keysSeen()[0] });
    expect(gateway.seen).toHaveLength(3);
  });

  it("that takes too long is asked for again", async () => {
    let isFirst = true;
    gateway = await startScriptedGateway([MADE]);
    const client = createGatewayClient({
      baseUrl: gateway.url,
      token: "t-1",
      timeoutMs: 50,
      backoff: () => 1,
      fetch: (input, init) => {
        if (!isFirst) return fetch(input, init);
        isFirst = false;
        return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
      },
    });
    expect(await client.payments.create(PAYMENT)).toMatchObject({ id: "p-1" });
  });

  it.each([400, 401, 403, 404, 422, 500])("is not sent again after %d", async (status) => {
    const client = await clientOf([problem(status, "validation_failed")]);
    expect(await failureOf(client.payments.create(PAYMENT))).toMatchObject({ status, attempts: 1 });
    expect(gateway.seen).toHaveLength(1);
  });
});

describe("a refusal", () => {
  it("is an error with code, members, request id and the time to wait", async () => {
    const errors = [{ path: "customer.phone", message: "Give a phone number." }];
    const client = await clientOf([problem(422, "validation_failed", { "retry-after": "7" }, { errors })]);
    expect(await failureOf(client.payments.create(PAYMENT))).toMatchObject({
      name: "GatewayError",
      code: "validation_failed",
      status: 422,
      errors,
      requestId: "r-1",
      retryAfterSeconds: 7,
    });
  });

  it("that is no problem document still tells its status and request", async () => {
    const client = await clientOf([{ status: 404, body: "nothing here" }]);
    expect(await failureOf(client.payments.get("p-1"))).toMatchObject({
      code: "unreadable_answer",
      status: 404,
      requestId: "r-header",
    });
  });

  it("is waited out for as long as it says, and given to the caller when that is too long", async () => {
    const client = await clientOf([problem(409, "operation_in_progress", { "retry-after": "1" }), MADE]);
    const begun = performance.now();
    await client.payments.cancel("p-1");
    expect(performance.now() - begun).toBeGreaterThanOrEqual(995);
    await gateway.close();
    const patient = await clientOf([problem(429, "rate_limited", { "retry-after": "3600" })]);
    expect(await failureOf(patient.payments.cancel("p-1"))).toMatchObject({ retryAfterSeconds: 3_600, attempts: 1 });
  });

  it("does not make a token follow a redirect", async () => {
    const client = await clientOf([{ status: 302, headers: { location: "/elsewhere" } }]);
    expect(await failureOf(client.payments.get("p-1"))).toMatchObject({ status: 302 });
    expect(gateway.seen).toHaveLength(1);
  });
});

describe("a retry", () => {
  it("of what cannot be done twice happens only when nothing was done", async () => {
    const client = await clientOf([problem(429, "rate_limited"), "break"]);
    const error = await failureOf(client.webhookEndpoints.create({ url: "https://shop.example/hooks" }));
    expect(error).toMatchObject({ code: "connection_failed", attempts: 2 });
  });

  it("of a cancellation that had succeeded is a success", async () => {
    const client = await clientOf([
      "break",
      problem(409, "invalid_state"),
      { status: 200, body: { id: "p-1", status: "cancelled" } },
      problem(409, "invalid_state"),
    ]);
    expect(await client.payments.cancel("p-1")).toMatchObject({ status: "cancelled" });
    expect(await failureOf(client.payments.cancel("p-1"))).toMatchObject({ code: "invalid_state" });
  });

  it("of a deletion that had succeeded is a success", async () => {
    const client = await clientOf(["break", problem(404, "not_found")]);
    await client.webhookEndpoints.delete("e-1");
    expect(await failureOf(client.webhookEndpoints.delete("e-2"))).toMatchObject({ code: "not_found" });
  });

  it("stops when the caller gives up", async () => {
    const client = await clientOf([problem(503, "overloaded")], { backoff: () => 60_000 });
    const stop = new AbortController();
    const call = failureOf(client.payments.create(PAYMENT, { signal: stop.signal }));
    stop.abort(new Error("closed the page"));
    expect((await call).message).toBe("closed the page");
  });
});

describe("a report through the client", () => {
  it("is asked for with what it is to cover", async () => {
    const client = await clientOf([
      { status: 200, body: { totals: [] } },
      { status: 200, body: { differences: [] } },
    ]);
    expect(await client.reports.summary({ interval: "hour", from: "2026-01-31T00:00:00Z" })).toEqual({ totals: [] });
    expect(await client.reports.reconciliation({ provider: "stripe", date: "2026-01-31" })).toEqual({
      differences: [],
    });
    expect(gateway.seen.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`)).toEqual([
      "GET /api/v1/reports/summary?interval=hour&from=2026-01-31T00:00:00Z",
      "GET /api/v1/reports/reconciliation?provider=stripe&date=2026-01-31",
    ]);
  });
});
