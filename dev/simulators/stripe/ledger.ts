import { openLedgerFile } from "../support/ledger-file.ts";
import type { Change, TableName, Tables } from "./records.ts";

type Maps = { readonly [Name in TableName]: Map<string, Tables[Name]> };

/** All that Stripe knows. Only `commit` changes it, so that what is in memory is what is in the file. */
export interface StripeLedger {
  /** The rows of a table by id, oldest first. */
  readonly tables: { readonly [Name in TableName]: ReadonlyMap<string, Tables[Name]> };
  /** Writes the changes to the file as one line, then applies them: a crash leaves all of them or none. */
  commit(changes: readonly Change[]): void;
  reset(): void;
  close(): void;
}

/** Opens the ledger: from its file, or in memory alone when there is none. */
export function openStripeLedger(stateFile: string | undefined): StripeLedger {
  const tables: Maps = {
    intent: new Map(),
    charge: new Map(),
    refund: new Map(),
    session: new Map(),
    dispute: new Map(),
    key: new Map(),
    event: new Map(),
    step: new Map(),
    endpoint: new Map(),
  };

  const apply = (change: Change): void => {
    const table: Map<string, Tables[TableName]> = tables[change.table];
    if ("gone" in change) table.delete(change.gone);
    else table.set(change.row.id, change.row);
  };

  const file = stateFile === undefined ? undefined : openLedgerFile(stateFile);
  // Every line was written by `commit` below, so its type is known.
  for (const changes of (file?.lines ?? []) as readonly (readonly Change[])[]) changes.forEach(apply);

  return {
    tables,
    commit: (changes) => {
      if (changes.length === 0) return;
      file?.append(changes);
      changes.forEach(apply);
    },
    reset: () => {
      file?.truncate();
      for (const table of Object.values(tables)) table.clear();
    },
    close: () => file?.close(),
  };
}
