import { readLifetime } from "../../src/storage/postgres/lifetime-repository.ts";
import { readMetrics } from "../../src/storage/postgres/metrics-repository.ts";
import type { PostgresClient } from "../../src/storage/postgres/postgres-client.ts";
import { readSummary } from "../../src/storage/postgres/summary-repository.ts";
import { listTransactions, type TransactionQuery } from "../../src/storage/postgres/transaction-repository.ts";
import { listWebhookEvents } from "../../src/storage/postgres/webhook-event-repository.ts";
import { MERCHANT } from "./fill-database.ts";

/** Something people ask of Postgres, and how. */
export interface Question {
  readonly name: string;
  ask(): Promise<unknown>;
}

const DAY_MS = 86_400_000;
const LIMIT = 20;

/** The overview, the metrics and the lists with each filter, as a merchant and as the operator see them. */
export function makeQuestions(client: PostgresClient, now: number): Question[] {
  const at = (daysAgo: number) => new Date(Math.floor(now / DAY_MS - daysAgo) * DAY_MS).toISOString();
  const filters: readonly (readonly [string, Partial<TransactionQuery>])[] = [
    ["no filter", {}],
    ["provider", { provider: "stripe" }],
    ["status", { status: "failed" }],
    ["customer", { customerId: "customer-10" }],
    ["reference", { reference: "order-20" }],
    ["time", { createdFrom: at(20), createdTo: at(10) }],
    ["provider and status", { provider: "stripe", status: "failed" }],
    ["status and time", { status: "failed", createdFrom: at(20), createdTo: at(10) }],
    ["provider, status and time", { provider: "stripe", status: "failed", createdFrom: at(20), createdTo: at(10) }],
    ["customer, status and provider", { customerId: "customer-10", status: "completed", provider: "stripe" }],
    ["nothing to be found", { provider: "nobody", status: "failed" }],
  ];
  return [MERCHANT, null].flatMap((merchantId) => {
    const who = merchantId === null ? "operator" : "merchant";
    const summary = (interval: "hour" | "day", days: number) => () =>
      readSummary(client, {
        merchantId,
        interval,
        from: at(days - 1),
        to: at(-1),
        provider: null,
        currency: null,
        maxPoints: 5_000,
      });
    return [
      { name: `${who}: overview, 24 hours by hour`, ask: summary("hour", 1) },
      { name: `${who}: overview, 30 days by day`, ask: summary("day", 30) },
      { name: `${who}: metrics`, ask: () => readMetrics(client, merchantId, now) },
      { name: `${who}: metrics for Prometheus`, ask: () => readLifetime(client) },
      {
        name: `${who}: webhook events, dead`,
        ask: () => listWebhookEvents(client, { merchantId, status: "dead", limit: LIMIT }),
      },
      ...filters.map(([name, filter]) => ({
        name: `${who}: payments, ${name}`,
        ask: () => listTransactions(client, { merchantId, limit: LIMIT, ...filter }),
      })),
    ];
  });
}
