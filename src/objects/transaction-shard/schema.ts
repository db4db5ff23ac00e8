import { OUTBOX_EVENT_DESTINATIONS, OUTBOX_IN_ONE_TREE, OUTBOX_SCHEMA } from "../shared/outbox-schema.ts";
import { SOCKETS_SCHEMA } from "../shared/socket-hub.ts";
import type { ObjectMigration } from "../shared/sql-migrations.ts";
import { TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID } from "../shared/timers.ts";
import { MERCHANT_REGISTER_SCHEMA } from "./merchant-register.ts";
import { PAYOUTS_SCHEMA } from "./payout-store.ts";

/** The shard's schema, step by step. Append only. */
export const SHARD_MIGRATIONS: readonly ObjectMigration[] = [
  `CREATE TABLE transactions (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE refunds (id TEXT PRIMARY KEY, transaction_id TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX refunds_transaction ON refunds (transaction_id);
   CREATE TABLE audit (
     transaction_id TEXT NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, doc TEXT NOT NULL,
     PRIMARY KEY (transaction_id, sequence)
   ) WITHOUT ROWID;
   CREATE TABLE events (
     transaction_id TEXT NOT NULL, sequence INTEGER NOT NULL, doc TEXT NOT NULL,
     PRIMARY KEY (transaction_id, sequence)
   ) WITHOUT ROWID;
   CREATE TABLE handles (
     account_id TEXT NOT NULL, handle TEXT NOT NULL, transaction_id TEXT NOT NULL,
     PRIMARY KEY (account_id, handle)
   ) WITHOUT ROWID;
   CREATE TABLE answers (id TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX answers_expiry ON answers (expires_at);
   CREATE TABLE inbox (id TEXT PRIMARY KEY, transaction_id TEXT, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE tombstones (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE buried_refunds (id TEXT PRIMARY KEY, transaction_id TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX buried_refunds_transaction ON buried_refunds (transaction_id);
   CREATE TABLE departures (id TEXT PRIMARY KEY, position INTEGER NOT NULL, audit_count INTEGER NOT NULL) WITHOUT ROWID;`,
  TIMERS_SCHEMA,
  OUTBOX_SCHEMA,
  // `doc` is JSON, so that of a receipt nobody has told a deposit of is `null`.
  `CREATE TABLE receipts (
     id TEXT PRIMARY KEY, account_id TEXT NOT NULL, owner_id TEXT, doc TEXT NOT NULL DEFAULT 'null'
   ) WITHOUT ROWID;`,
  PAYOUTS_SCHEMA,
  TIMERS_WITHOUT_ROW_ID,
  OUTBOX_IN_ONE_TREE,
  `ALTER TABLE departures ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';`,
  OUTBOX_EVENT_DESTINATIONS,
  SOCKETS_SCHEMA,
  MERCHANT_REGISTER_SCHEMA,
];
