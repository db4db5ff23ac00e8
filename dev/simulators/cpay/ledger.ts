import { type LedgerFile, openLedgerFile } from "../support/ledger-file.ts";
import type { Change, EventRecord, KeyRecord, Payment, Refund, Step } from "./model.ts";

/** All that CPay knows. Only `commit` changes it, so that what is in memory is what is in the file. */
export interface CpayLedger {
  readonly payments: ReadonlyMap<string, Payment>;
  readonly refunds: ReadonlyMap<string, Refund>;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  readonly events: ReadonlyMap<string, EventRecord>;
  readonly steps: ReadonlyMap<string, Step>;
  paymentsByReference(reference: string): Payment[];
  refundsOf(paymentId: string): Refund[];
  /** Writes the changes to the file as one line, then applies them: a crash leaves all of them or none. */
  commit(changes: readonly Change[]): void;
  reset(): void;
  close(): void;
}

/** Opens the ledger: from its file, or in memory alone when there is none. */
export function openCpayLedger(stateFile: string | undefined): CpayLedger {
  const payments = new Map<string, Payment>();
  const refunds = new Map<string, Refund>();
  const keys = new Map<string, KeyRecord>();
  const events = new Map<string, EventRecord>();
  const steps = new Map<string, Step>();
  const paymentIds = new Map<string, string[]>();
  const refundIds = new Map<string, string[]>();

  const apply = (change: Change): void => {
    switch (change.put) {
      case "payment":
        if (!payments.has(change.value.id)) append(paymentIds, change.value.reference, change.value.id);
        payments.set(change.value.id, change.value);
        break;
      case "refund":
        if (!refunds.has(change.value.id)) append(refundIds, change.value.payment_id, change.value.id);
        refunds.set(change.value.id, change.value);
        break;
      case "key":
        keys.set(change.value.key, change.value);
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
    payments,
    refunds,
    keys,
    events,
    steps,
    paymentsByReference: (reference) => pick(payments, paymentIds.get(reference)),
    refundsOf: (paymentId) => pick(refunds, refundIds.get(paymentId)),
    commit: (changes) => {
      if (changes.length === 0) return;
      file?.append(changes);
      changes.forEach(apply);
    },
    reset: () => {
      file?.truncate();
      for (const map of [payments, refunds, keys, events, steps, paymentIds, refundIds]) map.clear();
    },
    close: () => file?.close(),
  };
}

function append(index: Map<string, string[]>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, [id]);
  else ids.push(id);
}

function pick<Value>(map: ReadonlyMap<string, Value>, ids: readonly string[] = []): Value[] {
  return ids.flatMap((id) => map.get(id) ?? []);
}
