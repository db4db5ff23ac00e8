import { SOCKETS_SCHEMA } from "../shared/socket-hub.ts";
import type { ObjectMigration } from "../shared/sql-migrations.ts";
import { TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID } from "../shared/timers.ts";

/** The channel object's schema, step by step. Append only. */
export const CHANNEL_MIGRATIONS: readonly ObjectMigration[] = [
  `CREATE TABLE log (
     position INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL, logged_at INTEGER NOT NULL
   );`,
  TIMERS_SCHEMA,
  TIMERS_WITHOUT_ROW_ID,
  SOCKETS_SCHEMA,
];
