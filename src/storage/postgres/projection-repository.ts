import type { SQL } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Projection } from "../../domain/projection.ts";
import { classifyDatabaseError } from "./classify-database-error.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { appendStatement, upsertStatement } from "./projection-statements.ts";
import { apiKeys } from "./schema/api-keys.ts";
import { archives } from "./schema/archives.ts";
import { auditLogs } from "./schema/audit-logs.ts";
import { deposits } from "./schema/deposits.ts";
import { events } from "./schema/events.ts";
import { merchants } from "./schema/merchants.ts";
import { payouts } from "./schema/payouts.ts";
import { providerConfigs } from "./schema/provider-configs.ts";
import { refunds } from "./schema/refunds.ts";
import { transactions } from "./schema/transactions.ts";
import { webhookEvents } from "./schema/webhook-events.ts";

const UNIQUE_VIOLATION = "23505";

type TableName = Exclude<keyof Projection, "trace_id">;
type StateName = Exclude<TableName, "audit_logs" | "events" | "archives">;
type RowOf<Name extends TableName> = NonNullable<Projection[Name]>[number];
/** A table with a column for every member of a projection's rows. */
type TableOf<Name extends TableName> = PgTable & { readonly [Column in keyof RowOf<Name>]: AnyPgColumn };
/** The statement that writes one table's part of some projections, or null when they have none. */
type Writer = (projections: readonly Projection[]) => SQL | null;

const WRITERS: readonly Writer[] = [
  stateWriter("merchants", merchants, merchants.id),
  stateWriter("api_keys", apiKeys, apiKeys.id),
  stateWriter("provider_configs", providerConfigs, providerConfigs.id),
  stateWriter("transactions", transactions, transactions.id),
  stateWriter("refunds", refunds, refunds.id),
  stateWriter("payouts", payouts, payouts.id),
  historyWriter("audit_logs", auditLogs, [auditLogs.chain, auditLogs.sequence]),
  historyWriter("events", events, [events.transaction_id, events.sequence]),
  stateWriter("webhook_events", webhookEvents, webhookEvents.id),
  stateWriter("deposits", deposits, deposits.id),
  archiveWriter(),
];

/**
 * Writes what any number of objects have to tell, in one request and one transaction: all of it, or nothing. May be
 * repeated and may come late or out of order: a state row never gives way to an older one, an event or audit entry that
 * is there stays as it is. An error of kind `data` (see `classifyDatabaseError`) means that at least one row, or the
 * size of it all, can never be taken: halve and try again.
 */
export async function writeProjections(client: PostgresClient, projections: readonly Projection[]): Promise<void> {
  const statements = projectionStatements(projections);
  const send = async () => {
    const [first, ...rest] = statements.map((statement) => client.db.execute(statement));
    if (first !== undefined) await client.db.batch([first, ...rest]);
  };
  try {
    await send();
  } catch (error) {
    // A repeat may run beside the very call whose answer was lost, and then trip over a unique index other than its
    // key's instead of being taken as a repeat. Once that shows, the first has committed: a second try tells.
    if (classifyDatabaseError(error).sqlState !== UNIQUE_VIOLATION) throw error;
    await send();
  }
}

/** The statements that write projections, in the order in which they have to be run. */
export function projectionStatements(projections: readonly Projection[]): SQL[] {
  return WRITERS.flatMap((write) => write(projections) ?? []);
}

/** Rows that follow their object's state: the greatest sequence stands. */
function stateWriter<Name extends StateName>(name: Name, table: TableOf<Name>, key: AnyPgColumn): Writer {
  const statement = upsertStatement(table, key, "newer");
  return (projections) => {
    const rows: readonly { readonly id: string; readonly sequence: number }[] = rowsOf(name, projections);
    // Postgres refuses to touch a row twice in one statement.
    const newest = new Map<string, (typeof rows)[number]>();
    for (const row of rows) {
      const known = newest.get(row.id);
      if (known === undefined || row.sequence >= known.sequence) newest.set(row.id, row);
    }
    return newest.size === 0 ? null : statement(JSON.stringify([...newest.values()]));
  };
}

/** Rows that are written once and never change. */
function historyWriter<Name extends "audit_logs" | "events">(
  name: Name,
  table: TableOf<Name>,
  key: readonly AnyPgColumn[],
): Writer {
  const statement = appendStatement(table, key);
  return (projections) => {
    const rows = rowsOf(name, projections);
    return rows.length === 0 ? null : statement(JSON.stringify(rows));
  };
}

/** Archives have no sequence: the last one stands, and is left alone while its content is the same. */
function archiveWriter(): Writer {
  const statement = upsertStatement(archives, archives.transaction_id, "other content");
  return (projections) => {
    const rows = new Map(rowsOf("archives", projections).map((row) => [row.transaction_id, row]));
    return rows.size === 0 ? null : statement(JSON.stringify([...rows.values()]));
  };
}

function rowsOf<Name extends TableName>(name: Name, projections: readonly Projection[]): readonly RowOf<Name>[] {
  return projections.flatMap((projection): readonly RowOf<Name>[] => projection[name] ?? []);
}
