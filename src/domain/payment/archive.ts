import { canonicalJson, type JsonValue } from "../../lib/canonical-json.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { GatewayEvent } from "../event/event.ts";
import type { MinorUnits } from "../money.ts";
import type { Refund } from "../refund/refund.ts";
import { isFinal, type TransactionStatus } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** Everything about a payment that leaves its shard together. */
export interface ArchivedPayment {
  readonly transaction: Transaction;
  readonly refunds: readonly Refund[];
  readonly audit: readonly AuditEntry[];
  readonly events: readonly GatewayEvent[];
}

/**
 * What stays in the shard for ever: enough to know that the key was used, how it ended, and whether rows that come back
 * from Postgres are the ones that left.
 */
export interface Tombstone {
  readonly id: string;
  readonly merchantId: string;
  readonly fingerprint: string;
  readonly status: TransactionStatus;
  readonly amountMinor: MinorUnits;
  readonly amountRefundedMinor: MinorUnits;
  readonly currency: string;
  readonly auditCount: number;
  readonly auditHead: string;
  readonly eventCount: number;
  readonly refundIds: readonly string[];
  readonly contentHash: string;
  /** Stays here: whoever may read Postgres must not be able to speak at the payment's addresses. Absent: it is in the text. */
  readonly callbackSecret?: string;
}

/** How long a payment rests before it leaves: longer than answers, provider keys and ordinary refunds live. */
export const ARCHIVE_AFTER_MS = 30 * 86_400_000;

/** Nothing is going on and nothing is expected: the payment is final, its refunds too, and no look is due. */
export function isAtRest(transaction: Transaction, refunds: readonly Refund[]): boolean {
  const isPaymentResting = isFinal(transaction.status) && transaction.pursuit.dueAt === null;
  return isPaymentResting && refunds.every(({ status, pursuit }) => status !== "pending" && pursuit.dueAt === null);
}

/** The one text of an archived payment (RFC 8785), without its secret, whose hash the tombstone keeps. */
export function toArchiveContent({ transaction, ...rest }: ArchivedPayment): string {
  const payment: ArchivedPayment = { ...rest, transaction: { ...transaction, callbackSecret: "" } };
  // Records are plain JSON by construction; their read-only types just do not say so.
  return canonicalJson(payment as unknown as JsonValue);
}

/** The payment in an archived text, or null unless it is exactly the text that left. */
export function fromArchiveContent(content: string, tombstone: Tombstone): ArchivedPayment | null {
  if (sha256Hex(content) !== tombstone.contentHash) return null;
  const payment = JSON.parse(content) as ArchivedPayment;
  const { callbackSecret } = tombstone;
  return callbackSecret === undefined
    ? payment
    : { ...payment, transaction: { ...payment.transaction, callbackSecret } };
}

/** What remains of a payment. */
export function toTombstone(payment: ArchivedPayment, content: string): Tombstone {
  const { transaction, refunds } = payment;
  return {
    id: transaction.id,
    merchantId: transaction.merchantId,
    fingerprint: transaction.fingerprint,
    status: transaction.status,
    amountMinor: transaction.amountMinor,
    amountRefundedMinor: transaction.amountRefundedMinor,
    currency: transaction.currency,
    auditCount: transaction.auditCount,
    auditHead: transaction.auditHead,
    eventCount: transaction.eventCount,
    refundIds: refunds.map(({ id }) => id),
    contentHash: sha256Hex(content),
    callbackSecret: transaction.callbackSecret,
  };
}
