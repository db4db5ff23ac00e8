import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** An object's storage over a SQLite of its own, as far as the shared parts use it. */
export interface TestStorage {
  readonly storage: DurableObjectStorage;
  /** Moments for which the alarm was armed, in order. */
  readonly alarms: number[];
  /** Statements that were run since the last call. */
  takeStatements(): string[];
}

/** Storage in memory. What outlives an object (rows) outlives whatever is made over it, as on the platform. */
export function createTestStorage(): TestStorage {
  const database = new DatabaseSync(":memory:");
  const alarms: number[] = [];
  let statements: string[] = [];
  const sql = {
    exec(query: string, ...bindings: SQLInputValue[]) {
      statements.push(query);
      if (query.trim().replace(/;$/, "").includes(";") && bindings.length === 0) {
        database.exec(query);
        return cursorOver([]);
      }
      return cursorOver(database.prepare(query).all(...bindings));
    },
  };
  const transactionSync = <Result>(work: () => Result): Result => {
    database.exec("SAVEPOINT work");
    try {
      const result = work();
      database.exec("RELEASE work");
      return result;
    } catch (error) {
      database.exec("ROLLBACK TO work; RELEASE work");
      throw error;
    }
  };
  const setAlarm = async (at: number) => {
    alarms.push(at);
  };
  return {
    alarms,
    storage: { sql, transactionSync, setAlarm } as unknown as DurableObjectStorage,
    takeStatements() {
      const taken = statements;
      statements = [];
      return taken;
    },
  };
}

function cursorOver(rows: readonly Record<string, unknown>[]) {
  return {
    toArray: () => [...rows],
    one() {
      const [row] = rows;
      if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows instead of one`);
      return row;
    },
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  };
}
