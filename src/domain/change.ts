import type { JsonValue } from "../lib/canonical-json.ts";
import type { AuditDraft } from "./audit/audit-entry.ts";
import type { EventType } from "./event/event.ts";
import type { Transaction } from "./payment/transaction.ts";
import type { Refund } from "./refund/refund.ts";

/** An event to be sent out: about the payment, unless told otherwise. */
export interface EventDraft {
  readonly type: EventType;
  /** Set when its data is this refund instead of the payment. */
  readonly refundId?: string;
  /** Set when its data is the payment and, as `dispute`, this. */
  readonly dispute?: JsonValue;
}

/**
 * What a decision wants written, all of it in one storage transaction: the new state and, for whatever somebody outside
 * can see of it, audit entries and events. A change without audit entries alters bookkeeping only and is not projected.
 */
export interface Change {
  readonly transaction: Transaction;
  /** Refunds that are new or have changed. */
  readonly refunds: readonly Refund[];
  readonly audit: readonly AuditDraft[];
  readonly events: readonly EventDraft[];
}

/** A change of the payment alone. */
export function paymentChange(
  transaction: Transaction,
  audit: readonly AuditDraft[] = [],
  events: readonly EventDraft[] = [],
): Change {
  return { transaction, refunds: [], audit, events };
}

/** Drops members that are null, to keep audit data readable. */
export function compact(data: Record<string, JsonValue | undefined>): { [name: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, JsonValue] => entry[1] !== null && entry[1] !== undefined),
  );
}

/** Makes a further change to the payment that a first one leaves, as one change. */
export function chain(first: Change, next: (transaction: Transaction) => Change): Change {
  const second = next(first.transaction);
  return {
    transaction: second.transaction,
    refunds: [...first.refunds, ...second.refunds],
    audit: [...first.audit, ...second.audit],
    events: [...first.events, ...second.events],
  };
}
