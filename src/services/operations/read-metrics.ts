import { toRfc3339 } from "../../lib/clock.ts";
import { type MetricsFigures, readMetrics as readFigures } from "../../storage/postgres/metrics-repository.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";

/** The metrics of contract section 9. */
export interface Metrics extends MetricsFigures {
  readonly generated_at: string;
}

/** Counts everybody's payments; for the operator. */
export async function readMetrics(gateway: Gateway): Promise<Metrics> {
  const figures = await readDatabase(() => readFigures(gateway.postgres, null));
  return { ...figures, generated_at: toRfc3339(gateway.clock()) };
}

/** The same as Prometheus text (exposition format 0.0.4). */
export function toPrometheusText(metrics: Metrics): string {
  const { transactions, volume, webhooks, latency_ms: latency, success_rate: rate } = metrics;
  return [
    ...family("gateway_transactions", "gauge", "Payments by status.", labelled("status", transactions.by_status)),
    ...family(
      "gateway_transactions_by_provider",
      "gauge",
      "Payments by provider.",
      labelled("provider", transactions.by_provider),
    ),
    ...family(
      "gateway_volume_minor_units",
      "gauge",
      "Paid amounts before refunds, minor units.",
      volume.map(({ currency, amount_minor }) => [`{currency="${currency}"}`, amount_minor]),
    ),
    ...family("gateway_success_ratio", "gauge", "Paid payments among those that ended.", [["", rate]]),
    ...family("gateway_webhook_backlog", "gauge", "Provider webhooks waiting.", [["", webhooks.backlog]]),
    ...family("gateway_webhook_dead_letters", "gauge", "Provider webhooks given up.", [["", webhooks.dead_letters]]),
    ...family("gateway_provider_latency_milliseconds", "gauge", "First answers of providers in 24 h.", [
      ['{quantile="0.5"}', latency.p50],
      ['{quantile="0.95"}', latency.p95],
      ['{quantile="0.99"}', latency.p99],
    ]),
    "",
  ].join("\n");
}

type Sample = readonly [labels: string, value: number | null];

function labelled(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => [`{${label}="${name.replace(/[\\"\n]/g, "_")}"}`, value]);
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  const lines = samples.flatMap(([labels, value]) => (value === null ? [] : [`${name}${labels} ${value}`]));
  return lines.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}
