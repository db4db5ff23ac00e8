import type { DayTotal, Difference } from "../../domain/report/reconcile-day.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { type CsvCell, toCsv } from "../../lib/csv.ts";
import type { Reconciliation } from "./reconcile-provider.ts";

/** A difference in the public shape: ours on the left, the provider's on the right. */
export interface RenderedDifference {
  readonly type: Difference["type"];
  readonly kind: Difference["kind"];
  readonly id: string | null;
  readonly provider_id: string | null;
  readonly currency: string | null;
  readonly amount_minor: number | null;
  readonly status: string | null;
  readonly completed_at: string | null;
  readonly provider_currency: string | null;
  readonly provider_amount_minor: number | null;
  readonly provider_status: string | null;
  readonly provider_at: string | null;
}

/** A reconciliation as `GET /reports/reconciliation` answers it. */
export function renderReconciliation(found: Reconciliation) {
  return {
    provider: found.provider,
    account_id: found.accountId,
    merchant_id: found.merchantId,
    date: found.date,
    supported: found.supported,
    reason: found.reason,
    truncated: found.truncated,
    ours: toSide(found.ours),
    theirs: found.theirs === null ? null : toSide(found.theirs),
    compared: found.compared,
    not_compared: found.notCompared,
    differences: found.differences.map(renderDifference),
    generated_at: toRfc3339(found.generatedAt),
  };
}

const DIFFERENCE_COLUMNS = [
  "id",
  "provider_id",
  "currency",
  "amount_minor",
  "status",
  "completed_at",
  "provider_currency",
  "provider_amount_minor",
  "provider_status",
  "provider_at",
] as const;

/** The same as one table: totals of both sides first, then a line for each difference. */
export function renderReconciliationCsv(found: Reconciliation): string {
  const header = ["line", "date", "provider", "kind", "count", ...DIFFERENCE_COLUMNS];
  const totals = (line: string, sums: readonly DayTotal[]) =>
    sums.map(({ kind, currency, count, amount_minor }) => {
      const isOurs = line === "ours";
      const ours = [isOurs ? currency : null, isOurs ? amount_minor : null, null, null];
      const theirs = [isOurs ? null : currency, isOurs ? null : amount_minor, null, null];
      return [line, found.date, found.provider, kind, count, null, null, ...ours, ...theirs];
    });
  const differences = found.differences.map(renderDifference).map((difference): CsvCell[] => {
    const cells = DIFFERENCE_COLUMNS.map((column) => difference[column]);
    return [difference.type, found.date, found.provider, difference.kind, null, ...cells];
  });
  // Whoever reads the table alone has to see that there is nothing of the provider's in it, or not all.
  const isPartial = found.theirs === null || found.truncated || found.notCompared > 0;
  const note = found.theirs === null ? `no_provider_list:${found.reason}` : "partial_comparison";
  const remark: CsvCell[][] = isPartial ? [[note, found.date, found.provider, ...Array<null>(12).fill(null)]] : [];
  return toCsv([
    header,
    ...remark,
    ...totals("ours", found.ours),
    ...totals("theirs", found.theirs ?? []),
    ...differences,
  ]);
}

function renderDifference({ type, kind, booked, settled }: Difference): RenderedDifference {
  return {
    type,
    kind,
    id: booked?.id ?? null,
    provider_id: settled?.providerIds[0] ?? booked?.providerIds[0] ?? null,
    currency: booked?.currency ?? null,
    amount_minor: booked?.amountMinor ?? null,
    status: booked?.status ?? null,
    completed_at: toTime(booked?.settledAt),
    provider_currency: settled?.currency ?? null,
    provider_amount_minor: settled?.amountMinor ?? null,
    provider_status: settled?.status ?? null,
    provider_at: toTime(settled?.at),
  };
}

function toSide(totals: readonly DayTotal[]) {
  const of = (wanted: DayTotal["kind"]) =>
    totals.filter(({ kind }) => kind === wanted).map(({ kind: _, ...total }) => total);
  return { payments: of("payment"), refunds: of("refund") };
}

function toTime(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : toRfc3339(at);
}
