import { toRfc3339 } from "../../lib/clock.ts";
import { readLifetime } from "../../storage/postgres/lifetime-repository.ts";
import { type MetricsFigures, readMetrics as readFigures } from "../../storage/postgres/metrics-repository.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";
import { toPrometheusText } from "./prometheus-text.ts";

/** The metrics of contract section 9. */
export interface Metrics extends MetricsFigures {
  readonly generated_at: string;
}

/** Everybody's figures; for the operator. */
export async function readMetrics(gateway: Gateway): Promise<Metrics> {
  const now = gateway.clock();
  const figures = await readDatabase(() => readFigures(gateway.postgres, null, now));
  return { ...figures, generated_at: toRfc3339(now) };
}

/** The same and what monitoring needs besides, as Prometheus text. */
export async function readMetricsText(gateway: Gateway): Promise<string> {
  const [metrics, lifetime] = await readDatabase(() =>
    Promise.all([readFigures(gateway.postgres, null, gateway.clock()), readLifetime(gateway.postgres)]),
  );
  return toPrometheusText(metrics, lifetime);
}
