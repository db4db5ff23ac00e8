import type { ShardId } from "../identifiers.ts";
import type { ReportedDeposit } from "../outcome.ts";
import { isSameFamily } from "../provider-account/account-id.ts";
import type { Deposit } from "./deposit.ts";
import { yieldToOwner } from "./route-deposit.ts";

/** How long a payment that is under way may take to claim the receipt of money that names no payment. */
export const SETTLING_MS = 120_000;

/** Word of a deposit, as it came. `secret`: for the case that nothing is known of it yet. */
export interface ArrivedDeposit {
  readonly id: ShardId;
  readonly provider: string;
  readonly accountId: string;
  readonly secret: string;
  readonly certainty: "told" | "confirmed";
  readonly reported: ReportedDeposit;
}

/**
 * What a word about a deposit makes of it; null when it is no news. What an unsigned notice tells is only ever asked
 * about; what the provider confirms counts, and a difference between the two is for a person.
 */
export function receiveDeposit(
  known: Deposit | null,
  ownerId: string | null,
  arrived: ArrivedDeposit,
  now: number,
): Deposit | null {
  if (known === null) {
    const first = beginDeposit(arrived, now);
    return ownerId === null ? first : yieldToOwner(first, ownerId, now);
  }
  const isOpen = known.status === "told" || known.status === "refuted";
  if (!isSameFamily(arrived.accountId, known.accountId) || arrived.certainty === "told" || !isOpen) return null;
  const reported = mergeReports(known.reported, arrived.reported);
  const reason = findDifference(known.reported, arrived.reported);
  const changed: Deposit = { ...known, reported, reason, tries: 0, version: known.version + 1, updatedAt: now };
  return reason === null
    ? { ...changed, status: "confirmed", dueAt: now }
    : { ...changed, status: "suspense", dueAt: null };
}

function beginDeposit({ certainty, ...arrived }: ArrivedDeposit, now: number): Deposit {
  // Confirmations answer our own questions: one about money that was never told of is not acted upon.
  const isTold = certainty === "told";
  return {
    ...arrived,
    status: isTold ? "told" : "suspense",
    reason: isTold ? null : "never_asked_about",
    transactionId: null,
    route: null,
    settlesAt: now + SETTLING_MS,
    asks: 0,
    tries: 0,
    dueAt: isTold ? now : null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

function findDifference(told: ReportedDeposit, confirmed: ReportedDeposit): string | null {
  if (told.currency !== confirmed.currency) return "currency_mismatch";
  return told.amountMinor === confirmed.amountMinor ? null : "amount_mismatch";
}

/** The provider's own word on the money; on payer and purpose, what it leaves out is taken from the notice. */
function mergeReports(told: ReportedDeposit, confirmed: ReportedDeposit): ReportedDeposit {
  return {
    ...confirmed,
    accountReference: confirmed.accountReference ?? told.accountReference,
    payerName: confirmed.payerName ?? told.payerName,
    payerPhone: confirmed.payerPhone ?? told.payerPhone,
    paidAt: confirmed.paidAt ?? told.paidAt,
  };
}
