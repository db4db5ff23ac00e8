import { beforeAll, describe, expect, it } from "vitest";
import { call, initialize, paymentBody, refund, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";

const merchantId = crypto.randomUUID();
const HOUR_MS = 3_600_000;
let token = "";
let stranger = "";
let admin = "";

const read = (query = "", by = token) => call("GET", `/reports/summary${query}`, { token: by });
/** This hour and the one before: the tests may run over a full hour, or midnight. */
const recently = () => `from=${new Date(Date.now() - HOUR_MS).toISOString()}`;

beforeAll(async () => {
  token = await signToken({ merchantId });
  stranger = await signToken();
  admin = await signAdminToken();
  const paid = (await initialize(token, paymentBody("approve@example.com"))).body.id;
  await initialize(token, paymentBody("approve@example.com", { currency: "JPY", amount: 500 }));
  await initialize(token, paymentBody("decline@example.com"));
  await initialize(token, paymentBody("jane@example.com"));
  await refund(token, paid, { amount: "400.00" });
  await until(
    () => read(`?interval=hour&${recently()}`),
    ({ body }) => body.totals[1]?.refunds === 1 && body.totals[1].initiated === 3 && body.totals[1].failed === 1,
  );
}, 60_000);

describe("GET /reports/summary", () => {
  it.each(["hour", "day"])("adds up what happened by %s, provider and currency", async (interval) => {
    const { status, body } = await read(`?interval=${interval}&${recently()}`);
    expect(status).toBe(200);
    const none = { provider: "cpay", failed: 0, cancelled: 0, refunds: 0, refunded_minor: 0 };
    expect(body.totals).toEqual([
      { ...none, currency: "JPY", initiated: 1, completed: 1, volume_minor: 500, success_rate: 1 },
      {
        ...none,
        currency: "KES",
        initiated: 3,
        completed: 1,
        failed: 1,
        volume_minor: 100_000,
        refunds: 1,
        refunded_minor: 40_000,
        success_rate: 0.5,
      },
    ]);
    expect(body).toMatchObject({ interval, merchant_id: merchantId, providers: ["cpay"], currencies: ["JPY", "KES"] });
    expect(body.by_status).toMatchObject({
      processing: 1,
      completed: 1,
      partially_refunded: 1,
      failed: 1,
      refunded: 0,
    });
    expect(body).toMatchObject({ under_review: 0, payouts: [] });
    expect(body.latency_ms.p50).toBeGreaterThanOrEqual(0);
    expect(body.completion_ms.p99).toBeGreaterThanOrEqual(body.completion_ms.p50);
    const step = interval === "hour" ? HOUR_MS : 24 * HOUR_MS;
    for (const point of body.series) {
      expect(Date.parse(point.start) % step).toBe(0);
      expect(point.start >= body.from && point.start < body.to).toBe(true);
    }
    const initiated = body.series.reduce((sum: number, point: { initiated: number }) => sum + point.initiated, 0);
    expect(initiated).toBe(4);
  });

  it("covers 30 days by day, 24 hours by hour unless asked otherwise, and every interval it touches whole", async () => {
    const days = (await read()).body;
    expect(days.interval).toBe("day");
    expect((Date.parse(days.to) - Date.parse(days.from)) / (24 * HOUR_MS)).toBeOneOf([30, 31]);
    const hours = (await read("?interval=hour")).body;
    expect((Date.parse(hours.to) - Date.parse(hours.from)) / HOUR_MS).toBeOneOf([24, 25]);
    const touched = (await read("?from=2026-01-31T23:59:59.9Z&to=2026-02-01T00:00:00.1Z")).body;
    expect(touched).toMatchObject({ from: "2026-01-31T00:00:00.000Z", to: "2026-02-02T00:00:00.000Z", series: [] });
    expect((await read("?from=9999-12-31T12:00:00Z&to=9999-12-31T23:00:00Z")).status).toBe(200);
  });

  it("narrows to a provider, also by its alias, and to a currency", async () => {
    const { body } = await read("?provider=cpay&currency=JPY");
    expect(body.currencies).toEqual(["JPY"]);
    expect(body.by_status).toMatchObject({ completed: 1, failed: 0 });
    expect((await read("?provider=stripe")).body).toMatchObject({ totals: [], series: [], latency_ms: { p50: null } });
  });

  it("shows a merchant its own, an operator everybody's or one merchant's", async () => {
    expect((await read("", stranger)).body).toMatchObject({ totals: [], by_status: { completed: 0 } });
    expectProblem(await read(`?merchant_id=${merchantId}`, stranger), "not_found");
    expect((await read(`?merchant_id=${merchantId}`)).body.totals).toHaveLength(2);
    const one = (await read(`?merchant_id=${merchantId}`, admin)).body;
    expect(one).toMatchObject({ merchant_id: merchantId, currencies: ["JPY", "KES"] });
    const all = (await read("", admin)).body;
    expect(all.merchant_id).toBeNull();
    expect(all.by_status.completed).toBeGreaterThanOrEqual(one.by_status.completed);
  });

  it("refuses more than it can serve", async () => {
    for (const [query, path] of [
      ["?interval=hour&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:01Z", "from"],
      ["?interval=day&from=2025-01-01T00:00:00Z&to=2026-02-06T00:00:01Z", "from"],
      ["?from=2026-02-01T00:00:00Z&to=2026-02-01T00:00:00Z", "to"],
    ] as const) {
      expectFieldError(await read(query), path);
    }
    expect((await read("?interval=hour&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z")).status).toBe(200);
  });
});
