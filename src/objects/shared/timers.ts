import { createMirror } from "./run-atomically.ts";

/** Table of due times; the earliest of them, and of the outbox, is armed as the object's one alarm. */
export const TIMERS_SCHEMA = `
  CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    due_at INTEGER NOT NULL
  );
  CREATE INDEX timers_due ON timers (due_at);
  CREATE TABLE alarm (id INTEGER PRIMARY KEY CHECK (id = 1), armed_at INTEGER);
  INSERT INTO alarm (id, armed_at) VALUES (1, NULL);`;

/** The same rows without a row id: a timer then lives in two trees instead of three, which every payment writes to. */
export const TIMERS_WITHOUT_ROW_ID = `
  CREATE TABLE timers_by_key (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    due_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO timers_by_key (key, kind, ref, due_at) SELECT key, kind, ref, due_at FROM timers;
  DROP TABLE timers;
  ALTER TABLE timers_by_key RENAME TO timers;
  CREATE INDEX timers_due ON timers (due_at);`;

/** When an alarm handler itself failed (a broken configuration, say), it is tried again after this time. */
export const ALARM_RETRY_MS = 10_000;

/** One due time: what kind of duty, and for which row. */
export interface Timer {
  readonly kind: string;
  readonly ref: string;
  readonly dueAt: number;
}

/** Due times in an object's own database, many over the one alarm. Epoch milliseconds. */
export interface Timers {
  /** Sets the time of a duty, or removes it with null. */
  set(kind: string, ref: string, dueAt: number | null): void;
  /** Whether a duty has a time. */
  has(kind: string, ref: string): boolean;
  due(now: number, limit: number): Timer[];
  /** Arms the alarm for the earliest duty, `alsoAt` included; costs nothing when it is armed early enough already. */
  arm(now: number, alsoAt: number | null): void;
  /** Arms the alarm for exactly this moment, however early duties are due: for when serving them failed. */
  postpone(at: number): void;
  /** To be called when the alarm has fired: from here on none is armed. */
  disarmed(): void;
  /** Makes the next `arm` look at every row again, whatever memory says. */
  forget(): void;
}

/** The timers of one object. */
export function createTimers(storage: DurableObjectStorage): Timers {
  const { sql } = storage;
  const armed = createMirror(storage, () => {
    const { armed_at: at } = sql.exec("SELECT armed_at FROM alarm").one();
    return { at: at === null ? null : Number(at), isForAll: false };
  });
  /** The earliest time that was set since the alarm was last known to be early enough for all. */
  let earliestSet = Number.POSITIVE_INFINITY;
  const note = (at: number | null) => {
    sql.exec("UPDATE alarm SET armed_at = ?", at);
    armed.set({ at, isForAll: false });
  };
  const armFor = (at: number) => {
    note(at);
    // Part of the same atomic write; a failure resets the object, so there is nothing to wait for.
    void storage.setAlarm(at);
  };
  const earliestOfAll = () => {
    const { earliest } = sql.exec("SELECT min(due_at) AS earliest FROM timers").one();
    return earliest === null ? Number.POSITIVE_INFINITY : Number(earliest);
  };
  return {
    set(kind, ref, dueAt) {
      const key = `${kind}:${ref}`;
      if (dueAt === null) {
        sql.exec("DELETE FROM timers WHERE key = ?", key);
        return;
      }
      sql.exec("INSERT OR REPLACE INTO timers (key, kind, ref, due_at) VALUES (?, ?, ?, ?)", key, kind, ref, dueAt);
      earliestSet = Math.min(earliestSet, dueAt);
    },
    has: (kind, ref) => sql.exec("SELECT 1 FROM timers WHERE key = ?", `${kind}:${ref}`).toArray().length > 0,
    due(now, limit) {
      const rows = sql.exec(
        "SELECT kind, ref, due_at FROM timers WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        now,
        limit,
      );
      return [...rows].map((row) => ({ kind: String(row.kind), ref: String(row.ref), dueAt: Number(row.due_at) }));
    },
    arm(now, alsoAt) {
      const { at: armedAt, isForAll } = armed.get();
      // An alarm that should have fired is running now or was lost: only a later one can be relied on.
      const isAhead = armedAt !== null && armedAt > now;
      // Of what was there when the alarm was armed, nothing is due before it: only later settings matter.
      const earliest = isAhead && isForAll ? earliestSet : earliestOfAll();
      const at = Math.max(1, Math.min(earliest, alsoAt ?? Number.POSITIVE_INFINITY));
      if (at === Number.POSITIVE_INFINITY) return;
      if (!isAhead || at < armedAt) armFor(at);
      armed.set({ at: isAhead ? Math.min(armedAt, at) : at, isForAll: true });
      earliestSet = Number.POSITIVE_INFINITY;
    },
    postpone(at) {
      armFor(at);
    },
    disarmed() {
      note(null);
    },
    forget() {
      armed.forget();
    },
  };
}
