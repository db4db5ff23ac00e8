import { openLedgerFile } from "./ledger-file.ts";

/** What every row of a simulator's books has. */
export interface Row {
  readonly id: string;
}

/** One row to write down, under its id: new, or in place of what was there. */
export type BookChange<Tables> = {
  readonly [Name in keyof Tables]: { readonly table: Name; readonly row: Tables[Name] };
}[keyof Tables];

/** All that a provider knows, in tables of rows. Only `commit` changes it: what is in memory is what is in the file. */
export interface Book<Tables> {
  find<Name extends keyof Tables>(table: Name, id: string): Tables[Name] | undefined;
  /** The rows of a table, oldest first. */
  list<Name extends keyof Tables>(table: Name): readonly Tables[Name][];
  /** Writes the changes to the file as one line, then applies them: a crash leaves all of them or none. */
  commit(changes: readonly BookChange<Tables>[]): void;
  reset(): void;
  close(): void;
}

/** Opens the books: from their file, or in memory alone when there is none. */
export function openBook<Tables extends { readonly [Name in keyof Tables]: Row }>(
  stateFile: string | undefined,
): Book<Tables> {
  const tables: { [Name in keyof Tables]?: Map<string, Tables[Name]> } = {};

  const rowsOf = <Name extends keyof Tables>(name: Name): Map<string, Tables[Name]> => {
    const known = tables[name];
    if (known !== undefined) return known;
    const made = new Map<string, Tables[Name]>();
    tables[name] = made;
    return made;
  };
  const apply = ({ table, row }: BookChange<Tables>): void => {
    rowsOf(table).set(row.id, row);
  };

  const file = stateFile === undefined ? undefined : openLedgerFile(stateFile);
  // Every line was written by `commit` below, so its type is known.
  for (const changes of (file?.lines ?? []) as readonly (readonly BookChange<Tables>[])[]) changes.forEach(apply);

  return {
    find: (table, id) => rowsOf(table).get(id),
    list: (table) => [...rowsOf(table).values()],
    commit: (changes) => {
      if (changes.length === 0) return;
      file?.append(changes);
      changes.forEach(apply);
    },
    reset: () => {
      file?.truncate();
      for (const name of Object.keys(tables) as (keyof Tables)[]) rowsOf(name).clear();
    },
    close: () => file?.close(),
  };
}
