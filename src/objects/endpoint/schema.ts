import type { ObjectMigration } from "../shared/sql-migrations.ts";
import { TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID } from "../shared/timers.ts";

/**
 * The endpoint object's schema, step by step. Append only. `held_until`: nobody else may be asked to send before. What is
 * changed for many rows at once has a column; everything else of a delivery is in `doc`.
 */
export const ENDPOINT_MIGRATIONS: readonly ObjectMigration[] = [
  `CREATE TABLE endpoint (one INTEGER PRIMARY KEY CHECK (one = 1), doc TEXT NOT NULL);
   CREATE TABLE deliveries (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL,
     status TEXT NOT NULL,
     due_at INTEGER,
     held_until INTEGER,
     created_at INTEGER NOT NULL,
     doc TEXT NOT NULL,
     body TEXT NOT NULL
   );
   CREATE UNIQUE INDEX deliveries_id ON deliveries (id);
   CREATE INDEX deliveries_status ON deliveries (status, position);
   CREATE INDEX deliveries_due ON deliveries (due_at, position) WHERE due_at IS NOT NULL AND held_until IS NULL;
   CREATE INDEX deliveries_held ON deliveries (held_until) WHERE held_until IS NOT NULL;`,
  TIMERS_SCHEMA,
  TIMERS_WITHOUT_ROW_ID,
];
