import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { readMetrics, readMetricsText } from "../../services/operations/read-metrics.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { problemResponses } from "../shared/responses.ts";

const counts = z.record(z.string(), z.number().int());
const percentile = z.number().nullable();

const metricsSchema = z.object({
  transactions: z.object({ total: z.number().int(), by_status: counts, by_provider: counts, by_day: counts }),
  success_rate: z.number().nullable(),
  volume: z.array(z.object({ currency: z.string(), amount_minor: z.number().int() })),
  webhooks: z.object({ backlog: z.number().int(), dead_letters: z.number().int() }),
  latency_ms: z.object({ p50: percentile, p95: percentile, p99: percentile }),
  generated_at: z.string(),
});

const EXAMPLE = {
  transactions: {
    total: 3,
    by_status: { completed: 2, failed: 1 },
    by_provider: { cpay: 3 },
    by_day: { "2026-01-31": 3 },
  },
  success_rate: 0.6667,
  volume: [{ currency: "KES", amount_minor: 200000 }],
  webhooks: { backlog: 0, dead_letters: 0 },
  latency_ms: { p50: 40, p95: 120, p99: 300 },
  generated_at: "2026-01-31T12:00:00.000Z",
};

const SCHEMA = {
  operationId: "getMetrics",
  tags: ["Service"],
  summary: "Metrics",
  description:
    "JSON, or Prometheus text with Accept: text/plain. From sums that are kept with every change: the number of payments " +
    "does not matter. Latencies are those of providers' first answers in the last 24 hours, estimated from counts.",
  responses: {
    "200": {
      description: "The figures",
      content: {
        "application/json": { schema: metricsSchema, example: EXAMPLE },
        "text/plain": { schema: z.string(), example: 'gateway_transactions{status="completed"} 2' },
      },
    },
    ...problemResponses(["database_unavailable"]),
  },
};

/** `GET /metrics` */
export class GetMetrics extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const accepted = c.req.header("accept") ?? "";
    // Many clients list text behind JSON: who takes JSON gets it.
    const wantsText = /text\/plain|openmetrics/.test(accepted) && !accepted.includes("application/json");
    if (!wantsText) return c.json(await readMetrics(c.get("gateway")));
    const text = await readMetricsText(c.get("gateway"));
    return c.body(text, 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  }
}
