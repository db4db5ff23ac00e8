import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransactionRow } from "../../../src/domain/projection.ts";
import { toRfc3339 } from "../../../src/lib/clock.ts";
import { readMetrics } from "../../../src/storage/postgres/metrics-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { transactionRow, webhookRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(DATABASES)("readMetrics on %s", (kind) => {
  let database: TestDatabase;
  const now = Date.now();
  const payment = (status: string, ageMs: number, given: Partial<TransactionRow> = {}) =>
    transactionRow({
      status,
      created_at: toRfc3339(now - ageMs),
      amount_minor: 1000,
      provider_latency_ms: null,
      ...given,
    });

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    const latencies = Array.from({ length: 100 }, (_, index) =>
      payment("processing", HOUR_MS, { merchant_id: "slow", provider_latency_ms: index + 1 }),
    );
    await writeProjections(database.client, [
      {
        transactions: [
          payment("completed", 0, { currency: "KES" }),
          payment("completed", 3 * DAY_MS, { currency: "JPY", provider: "stripe" }),
          payment("refunded", 3 * DAY_MS, { currency: "KES", amount_refunded_minor: 1000 }),
          payment("partially_refunded", 29 * DAY_MS, { currency: "KES", amount_minor: 999_999_999_999_999 }),
          payment("failed", 40 * DAY_MS, { provider: "stripe" }),
          payment("cancelled", 40 * DAY_MS),
          payment("pending", 0),
          payment("processing", 0),
          payment("authorized", 0),
          ...latencies,
          payment("processing", 26 * HOUR_MS, { merchant_id: "slow", provider_latency_ms: 99_999 }),
        ],
        webhook_events: [
          ...["received", "held", "retrying", "dead", "dead", "applied", "ignored"].map((status) =>
            webhookRow({ status }),
          ),
          webhookRow({ status: "dead", merchant_id: "merchant-a" }),
        ],
      },
    ]);
  }, 60_000);
  afterAll(() => database.close());

  it("counts a merchant's payments by status, provider and day", async () => {
    const { transactions, success_rate, volume, webhooks } = await readMetrics(database.client, "merchant-a", now);
    expect(transactions.total).toBe(9);
    expect(transactions.by_status).toEqual({
      pending: 1,
      processing: 1,
      authorized: 1,
      completed: 2,
      failed: 1,
      cancelled: 1,
      partially_refunded: 1,
      refunded: 1,
    });
    expect(transactions.by_provider).toEqual({ cpay: 7, stripe: 2 });
    const day = (ageMs: number) => toRfc3339(now - ageMs).slice(0, 10);
    expect(Object.keys(transactions.by_day)).toHaveLength(30);
    expect(Object.keys(transactions.by_day)).toEqual([...Object.keys(transactions.by_day)].sort());
    expect(transactions.by_day).toMatchObject({
      [day(0)]: 4,
      [day(3 * DAY_MS)]: 2,
      [day(29 * DAY_MS)]: 1,
      [day(DAY_MS)]: 0,
    });
    expect(success_rate).toBeCloseTo(4 / 6);
    expect(volume).toEqual([
      { currency: "JPY", amount_minor: 1000 },
      { currency: "KES", amount_minor: 1_000_000_000_001_999 },
    ]);
    expect(webhooks).toEqual({ backlog: 0, dead_letters: 1 });
  });

  it("takes latency from the first answers of the last 24 hours", async () => {
    // 1 to 100 ms; counts are kept by 10, 25, 50 and 100 ms, and estimates lie between those.
    expect((await readMetrics(database.client, "slow", now)).latency_ms).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect((await readMetrics(database.client, "merchant-a", now)).latency_ms).toEqual({
      p50: null,
      p95: null,
      p99: null,
    });
  });

  it("covers every merchant for the operator", async () => {
    const metrics = await readMetrics(database.client, null, now);
    expect(metrics.transactions.total).toBe(110);
    expect(metrics.webhooks).toEqual({ backlog: 3, dead_letters: 3 });
  });

  it("has figures for nothing, too", async () => {
    const metrics = await readMetrics(database.client, "nobody", now);
    expect(metrics).toMatchObject({ transactions: { total: 0, by_provider: {} }, success_rate: null, volume: [] });
    expect(Object.values(metrics.transactions.by_day)).toEqual(Array(30).fill(0));
    expect(metrics.latency_ms).toEqual({ p50: null, p95: null, p99: null });
  });
});
