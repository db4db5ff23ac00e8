import type { CheckFinding, CheckStep } from "./walk-database.ts";

/** Findings that are shown one by one; more of them are counted. */
const MAX_SHOWN = 100;

/** What a walk has found so far, in words. */
export interface VerifySummary {
  add(step: CheckStep): void;
  /** The last lines. */
  conclude(): string[];
  /** Whether Postgres now is what the objects tell. */
  isClean(): boolean;
}

/** Counts what is found, and hands each finding to `show` while there are few. */
export function createSummary(show: (line: string) => void): VerifySummary {
  const counts = new Map<string, number>();
  let checked = 0;
  let pending = 0;
  let found = 0;
  let open = 0;
  let payments = 0;
  let missingPayments = 0;
  return {
    add(step) {
      checked += step.checked;
      pending += step.pending;
      if (step.part === "payments") payments += step.checked;
      for (const finding of step.findings) {
        found += 1;
        if (found <= MAX_SHOWN) show(lineOf(finding));
        if (found === MAX_SHOWN + 1) show("… and more, which are only counted");
        if (!finding.repaired) open += 1;
        if (finding.kind === "missing" && /^(transactions|payouts)$/.test(finding.table)) missingPayments += 1;
        const key = `${finding.table}: ${finding.kind}${finding.repaired ? ", repaired" : ""}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    },
    conclude() {
      const lines = [...counts].sort().map(([key, count]) => `  ${key}: ${count}`);
      if (payments > 0 && missingPayments === payments) {
        lines.push(`Postgres had none of the ${payments} payments and payouts that the objects know: it was emptied.`);
      }
      if (pending > 0) lines.push(`${pending} records were changing, or on their way to Postgres: look again later.`);
      lines.push(
        found === 0
          ? `${checked} records checked: Postgres is what the objects tell.`
          : `${checked} records checked: ${found} rows were wrong, ${open} still are.`,
      );
      return lines;
    },
    isClean: () => open === 0,
  };
}

function lineOf({ table, id, owner, kind, columns, repaired }: CheckFinding): string {
  const what = columns.length === 0 ? kind : `${kind} (${columns.join(", ")})`;
  const whose = owner === null || owner === id ? "" : ` of ${owner}`;
  return `${table} ${id}${whose}: ${what}${repaired ? ", repaired" : ""}`;
}
