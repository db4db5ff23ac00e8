import { LATENCY_BOUNDS_MS, LATENCY_COUNTS } from "../../domain/report/latency.ts";
import type { LifetimeFigures } from "../../storage/postgres/lifetime-repository.ts";
import type { MetricsFigures } from "../../storage/postgres/metrics-repository.ts";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null, suffix?: string];

/**
 * Figures as Prometheus text (exposition format 0.0.4). Counters are what can only grow: a payment that is paid stays
 * so. What can also fall (a failed payment that is paid after all) is a gauge.
 */
export function toPrometheusText(metrics: MetricsFigures, lifetime: readonly LifetimeFigures[]): string {
  const { transactions, webhooks, success_rate: rate } = metrics;
  const payments = lifetime.filter(({ kind }) => kind === "payment");
  const payouts = lifetime.filter(({ kind }) => kind === "payout");
  const refunds = lifetime.filter(({ kind }) => kind === "refund");
  const labelsOf = ({ provider, currency }: LifetimeFigures): Labels => ({ provider, currency });
  const completed = (rows: readonly LifetimeFigures[]): Sample[] => rows.map((row) => [labelsOf(row), row.completed]);
  const volume = (rows: readonly LifetimeFigures[]): Sample[] => rows.map((row) => [labelsOf(row), row.volume]);
  return [
    family("gateway_transactions", "gauge", "Payments by status.", labelled("status", transactions.by_status)),
    family(
      "gateway_transactions_by_provider",
      "gauge",
      "Payments by provider.",
      labelled("provider", transactions.by_provider),
    ),
    family("gateway_payments_completed_total", "counter", "Payments that were paid.", completed(payments)),
    family("gateway_volume_minor_units_total", "counter", "Paid, before refunds, in minor units.", volume(payments)),
    family("gateway_refunded_minor_units", "gauge", "Given back by refunds that stand, minor units.", volume(refunds)),
    family("gateway_payouts_completed_total", "counter", "Payouts that were made.", completed(payouts)),
    family("gateway_payout_minor_units_total", "counter", "Paid out, in minor units.", volume(payouts)),
    family("gateway_success_ratio", "gauge", "Paid payments among those that ended.", [[{}, rate]]),
    family("gateway_webhook_backlog", "gauge", "Provider webhooks waiting.", [[{}, webhooks.backlog]]),
    family("gateway_webhook_dead_letters", "gauge", "Provider webhooks given up.", [[{}, webhooks.dead_letters]]),
    family(
      "gateway_provider_latency_seconds",
      "histogram",
      "Providers' first answers to payments.",
      histogram(addCounts(payments.map(({ answers }) => answers)), sum(payments.map(({ answers_ms }) => answers_ms))),
    ),
    family(
      "gateway_payment_completion_seconds",
      "histogram",
      "From the beginning of a payment to its completion.",
      histogram(
        addCounts(payments.map(({ completions }) => completions)),
        sum(payments.map(({ completions_ms }) => completions_ms)),
      ),
    ),
  ].join("");
}

function labelled(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => [{ [label]: name }, value]);
}

/** Cumulative buckets, as the format wants them. */
function histogram(counts: readonly number[], sumMs: number): Sample[] {
  let total = 0;
  const buckets = counts.map((count, index): Sample => {
    const bound = LATENCY_BOUNDS_MS[index];
    total += count;
    return [{ le: bound === undefined ? "+Inf" : String(bound / 1_000) }, total, "_bucket"];
  });
  return [...buckets, [{}, sumMs / 1_000, "_sum"], [{}, total, "_count"]];
}

function addCounts(histograms: readonly (readonly number[])[]): number[] {
  return Array.from({ length: LATENCY_COUNTS }, (_, index) => sum(histograms.map((counts) => counts[index] ?? 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A family without samples is left out. */
function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.flatMap(([labels, value, suffix = ""]) =>
    value === null ? [] : [`${name}${suffix}${toText(labels)} ${value}\n`],
  );
  return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function toText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
