import { availableParallelism } from "node:os";
import type { Calls, CallsPerPayment } from "./calls/count-calls.ts";
import type { SocketSpeed } from "./measure-sockets.ts";
import type { Comparison } from "./measure-speed.ts";
import { SUBJECTS } from "./start-callers.ts";

/** What a run has found. */
export interface BenchReport {
  readonly comparisons: readonly Comparison[];
  readonly sockets: SocketSpeed;
  readonly calls: CallsPerPayment;
  readonly seconds: number;
}

/** Prints tables for people and, as the last line, the same as one JSON object (contract section 1). */
export function printReport(report: BenchReport): void {
  console.log(`\nPOST /payments/initialize against the floor (Hono and two durable writes)\n`);
  printTable([
    ["callers", "req/s", "p50 ms", "p95 ms", "errors", "floor req/s", "floor p95 ms", "of floor"],
    ...report.comparisons.map(({ callers, gateway, floor }) => [
      String(callers),
      gateway.rps.toFixed(0),
      gateway.p50Ms.toFixed(1),
      gateway.p95Ms.toFixed(1),
      String(gateway.errors),
      floor.rps.toFixed(0),
      floor.p95Ms.toFixed(1),
      `${(ratioOf({ gateway, floor }) * 100).toFixed(0)} %`,
    ]),
  ]);
  const { sockets } = report;
  console.log(`\nFrom a webhook that completes a payment to the sockets on that payment\n`);
  printTable([
    ["sockets", "received", "p50 ms", "p95 ms", "p99 ms", "max ms"],
    [
      String(sockets.count),
      String(sockets.received),
      ...[sockets.p50Ms, sockets.p95Ms, sockets.p99Ms, sockets.maxMs].map((each) => each.toFixed(1)),
    ],
  ]);
  console.log(`\nCalls for one payment (one caller), counted\n`);
  const kinds: (keyof Calls)[] = ["redis", "object", "provider", "postgres", "queue"];
  printTable([
    ["", ...kinds],
    ["before the answer", ...kinds.map((kind) => String(report.calls.blocking[kind]))],
    ["in all", ...kinds.map((kind) => String(report.calls.total[kind]))],
  ]);
  const batching = report.comparisons.map((each) => `${each.postgresPerPayment.toFixed(2)} at ${each.callers}`);
  console.log(`\nRequests to Postgres for one payment by callers: ${batching.join(", ")}`);
  console.log(
    `${availableParallelism()} cores shared by workerd, callers, provider, Redis and Postgres: compare ratios, ` +
      `not runs. ${SUBJECTS} token subjects.\n`,
  );
  console.log(JSON.stringify(toJson(report)));
}

function toJson({ comparisons, sockets, calls, seconds }: BenchReport) {
  return {
    initialize: Object.fromEntries(
      comparisons.map(({ callers, gateway, floor, postgresPerPayment }) => [
        callers,
        {
          rps: round(gateway.rps, 1),
          p50_ms: round(gateway.p50Ms, 2),
          p95_ms: round(gateway.p95Ms, 2),
          errors: gateway.errors,
          floor_rps: round(floor.rps, 1),
          floor_ratio: round(ratioOf({ gateway, floor }), 3),
          floor_p50_ms: round(floor.p50Ms, 2),
          floor_p95_ms: round(floor.p95Ms, 2),
          floor_errors: floor.errors,
          postgres_requests_per_payment: round(postgresPerPayment, 3),
        },
      ]),
    ),
    sockets: {
      count: sockets.count,
      received: sockets.received,
      p50_ms: round(sockets.p50Ms, 2),
      p95_ms: round(sockets.p95Ms, 2),
      p99_ms: round(sockets.p99Ms, 2),
      max_ms: round(sockets.maxMs, 2),
    },
    calls_per_payment: calls,
    seconds,
    subjects: SUBJECTS,
    cores: availableParallelism(),
    node: process.version,
  };
}

function ratioOf({ gateway, floor }: Pick<Comparison, "gateway" | "floor">): number {
  return floor.rps === 0 ? 0 : gateway.rps / floor.rps;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("   ")}`);
}
