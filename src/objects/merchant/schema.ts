import { OUTBOX_IN_ONE_TREE, OUTBOX_SCHEMA } from "../shared/outbox-schema.ts";
import type { ObjectMigration } from "../shared/sql-migrations.ts";
import { TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID } from "../shared/timers.ts";
import { ACCOUNTS_SCHEMA } from "./account-store.ts";
import { ENDPOINTS_SCHEMA } from "./endpoint-store.ts";
import { ROUTING_RULES_SCHEMA } from "./routing-rules-store.ts";

/** The merchant object's schema, step by step. Append only. */
export const MERCHANT_MIGRATIONS: readonly ObjectMigration[] = [
  `CREATE TABLE merchant (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE api_keys (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE audit (sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, doc TEXT NOT NULL);`,
  TIMERS_SCHEMA,
  OUTBOX_SCHEMA,
  TIMERS_WITHOUT_ROW_ID,
  OUTBOX_IN_ONE_TREE,
  ENDPOINTS_SCHEMA,
  ROUTING_RULES_SCHEMA,
  ACCOUNTS_SCHEMA,
];
