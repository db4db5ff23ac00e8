import type { JsonValue } from "../../lib/canonical-json.ts";
import { findCurrencyExponent } from "../currency.ts";
import { MAX_MINOR_DIGITS, type MinorUnits, toMajorNumber } from "../money.ts";
import type { ReportedDispute } from "../outcome.ts";
import type { DisputeRecord } from "./dispute-record.ts";

/** Disputes and stages that a payment remembers; far more than any provider's rules lead through. */
const MAX_DISPUTES = 20;
const MAX_STAGES = 20;

const RANK: Readonly<Record<ReportedDispute["status"], number>> = { opened: 0, updated: 1, closed: 2 };

/**
 * What is remembered once a statement about a dispute is taken, or null when it is no news: a repeat, an older word that
 * comes late, or anything after the end.
 */
export function rememberDispute(
  known: readonly DisputeRecord[],
  told: ReportedDispute,
): readonly DisputeRecord[] | null {
  const before = known.find(({ id }) => id === told.id);
  if (before !== undefined) {
    const isOlder = RANK[told.status] < RANK[before.status];
    const isRepeat = told.status === before.status && before.stages.includes(told.stage);
    if (before.status === "closed" || isOlder || isRepeat) return null;
  }
  const stages = [...(before?.stages ?? []), told.stage].slice(-MAX_STAGES);
  const others = known.filter(({ id }) => id !== told.id);
  return [...others, { id: told.id, status: told.status, stages }].slice(-MAX_DISPUTES);
}

/** A dispute as events and the audit trail show it; `amount` is null where it cannot be said exactly. */
export function renderDispute(dispute: ReportedDispute): { [name: string]: JsonValue } {
  const { amountMinor, currency } = dispute;
  return {
    id: dispute.id,
    status: dispute.status,
    stage: dispute.stage,
    amount: isExact(amountMinor, currency) ? toMajorNumber(amountMinor as MinorUnits, currency ?? "") : null,
    amount_minor: amountMinor,
    currency,
    reason: dispute.reason,
  };
}

function isExact(amountMinor: number | null, currency: string | null): boolean {
  if (amountMinor === null || currency === null || findCurrencyExponent(currency) === null) return false;
  return Number.isInteger(amountMinor) && amountMinor >= 0 && amountMinor < 10 ** MAX_MINOR_DIGITS;
}
