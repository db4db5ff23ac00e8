import { type LedgerFile, openLedgerFile } from "../support/ledger-file.ts";
import type { Change, Dispute, EventRecord, Refund, Step, Transaction } from "./model.ts";

/** All that Paystack knows. Only `commit` changes it, so that what is in memory is what is in the file. */
export interface PaystackLedger {
  readonly transactions: ReadonlyMap<number, Transaction>;
  readonly refunds: ReadonlyMap<number, Refund>;
  readonly disputes: ReadonlyMap<number, Dispute>;
  readonly events: ReadonlyMap<string, EventRecord>;
  readonly steps: ReadonlyMap<string, Step>;
  /** A reference belongs to one transaction for ever. */
  findByReference(reference: string): Transaction | undefined;
  findByAccessCode(accessCode: string): Transaction | undefined;
  refundsOf(transactionId: number): Refund[];
  /** Writes the changes to the file as one line, then applies them: a crash leaves all of them or none. */
  commit(changes: readonly Change[]): void;
  reset(): void;
  close(): void;
}

/** Opens the ledger: from its file, or in memory alone when there is none. */
export function openPaystackLedger(stateFile: string | undefined): PaystackLedger {
  const transactions = new Map<number, Transaction>();
  const refunds = new Map<number, Refund>();
  const disputes = new Map<number, Dispute>();
  const events = new Map<string, EventRecord>();
  const steps = new Map<string, Step>();
  const byReference = new Map<string, number>();
  const byAccessCode = new Map<string, number>();
  const refundIds = new Map<number, number[]>();

  const apply = (change: Change): void => {
    switch (change.put) {
      case "transaction":
        byReference.set(change.value.reference, change.value.id);
        byAccessCode.set(change.value.access_code, change.value.id);
        transactions.set(change.value.id, change.value);
        break;
      case "refund": {
        const { id, transaction_id } = change.value;
        if (!refunds.has(id)) refundIds.set(transaction_id, [...(refundIds.get(transaction_id) ?? []), id]);
        refunds.set(id, change.value);
        break;
      }
      case "dispute":
        disputes.set(change.value.id, change.value);
        break;
      case "event":
        events.set(change.value.id, change.value);
        break;
      case "step":
        steps.set(change.value.id, change.value);
        break;
      case "step_done":
        steps.delete(change.id);
        break;
    }
  };

  const file: LedgerFile | undefined = stateFile === undefined ? undefined : openLedgerFile(stateFile);
  // Every line was written by `commit` below, so its type is known.
  for (const changes of (file?.lines ?? []) as readonly (readonly Change[])[]) changes.forEach(apply);

  return {
    transactions,
    refunds,
    disputes,
    events,
    steps,
    findByReference: (reference) => transactions.get(byReference.get(reference) ?? -1),
    findByAccessCode: (accessCode) => transactions.get(byAccessCode.get(accessCode) ?? -1),
    refundsOf: (transactionId) => (refundIds.get(transactionId) ?? []).flatMap((id) => refunds.get(id) ?? []),
    commit: (changes) => {
      if (changes.length === 0) return;
      file?.append(changes);
      changes.forEach(apply);
    },
    reset: () => {
      file?.truncate();
      for (const map of [transactions, refunds, disputes, events, steps]) map.clear();
      for (const index of [byReference, byAccessCode, refundIds]) index.clear();
    },
    close: () => file?.close(),
  };
}
