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
  due(now: number, limit: number): Timer[];
  /** Arms the alarm for the earliest duty, `alsoAt` included; costs nothing when it is armed early enough already. */
  arm(now: number, alsoAt: number | null): void;
  /** Arms the alarm for exactly this moment, however early duties are due: for when serving them failed. */
  postpone(at: number): void;
  /** To be called when the alarm has fired: from here on none is armed. */
  disarmed(): void;
}

/** The timers of one object. */
export function createTimers(storage: DurableObjectStorage): Timers {
  const { sql } = storage;
  return {
    set(kind, ref, dueAt) {
      const key = `${kind}:${ref}`;
      if (dueAt === null) sql.exec("DELETE FROM timers WHERE key = ?", key);
      else
        sql.exec("INSERT OR REPLACE INTO timers (key, kind, ref, due_at) VALUES (?, ?, ?, ?)", key, kind, ref, dueAt);
    },
    due(now, limit) {
      const rows = sql.exec(
        "SELECT kind, ref, due_at FROM timers WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        now,
        limit,
      );
      return [...rows].map((row) => ({ kind: String(row.kind), ref: String(row.ref), dueAt: Number(row.due_at) }));
    },
    arm(now, alsoAt) {
      const { earliest } = sql.exec("SELECT min(due_at) AS earliest FROM timers").one();
      const times = [alsoAt, earliest === null ? null : Number(earliest)].filter((at) => at !== null);
      if (times.length === 0) return;
      const at = Math.max(1, Math.min(...times));
      const { armed_at: armedAt } = sql.exec("SELECT armed_at FROM alarm").one();
      // An alarm that should have fired is running now or was lost: only a later one can be relied on.
      if (armedAt !== null && Number(armedAt) > now && Number(armedAt) <= at) return;
      sql.exec("UPDATE alarm SET armed_at = ?", at);
      // Part of the same atomic write; a failure resets the object, so there is nothing to wait for.
      void storage.setAlarm(at);
    },
    postpone(at) {
      sql.exec("UPDATE alarm SET armed_at = ?", at);
      void storage.setAlarm(at);
    },
    disarmed() {
      sql.exec("UPDATE alarm SET armed_at = NULL");
    },
  };
}
