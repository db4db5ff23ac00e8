import { and, gt, gte, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { ExportedKind, IdRange } from "../../domain/database-check/exported.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { apiKeys } from "./schema/api-keys.ts";
import { auditLogs } from "./schema/audit-logs.ts";
import { deposits } from "./schema/deposits.ts";
import { events } from "./schema/events.ts";
import { merchants } from "./schema/merchants.ts";
import { payouts } from "./schema/payouts.ts";
import { refunds } from "./schema/refunds.ts";
import { transactions } from "./schema/transactions.ts";
import { webhookEvents } from "./schema/webhook-events.ts";

/** Tables that an object's word can be held against. */
export type CheckedName =
  | "merchants"
  | "api_keys"
  | "transactions"
  | "refunds"
  | "payouts"
  | "audit_logs"
  | "events"
  | "webhook_events"
  | "deposits";

/** A table as it is held against what objects tell; each has a column `id` for its key. */
export interface CheckedTable {
  readonly name: CheckedName;
  readonly table: PgTable;
  readonly id: AnyPgColumn;
  /** What a row belongs to. */
  readonly owner: AnyPgColumn;
  /** The row's own version may be older than its owner's, which is all that is known of it. */
  readonly isVersionOfOwner?: true;
}

/** Tables whose rows belong to payments and payouts, to webhooks, and to deposits. */
export const SHARD_TABLES: Readonly<Record<ExportedKind, readonly CheckedTable[]>> = {
  payments: [
    { name: "transactions", table: transactions, id: transactions.id, owner: transactions.id },
    { name: "refunds", table: refunds, id: refunds.id, owner: refunds.transaction_id, isVersionOfOwner: true },
    { name: "payouts", table: payouts, id: payouts.id, owner: payouts.id },
    { name: "audit_logs", table: auditLogs, id: auditLogs.id, owner: auditLogs.chain },
    { name: "events", table: events, id: events.id, owner: events.transaction_id },
  ],
  webhook_events: [{ name: "webhook_events", table: webhookEvents, id: webhookEvents.id, owner: webhookEvents.id }],
  deposits: [{ name: "deposits", table: deposits, id: deposits.id, owner: deposits.id }],
};

/** Tables whose rows belong to merchants. */
export const MERCHANT_TABLES: readonly CheckedTable[] = [
  { name: "merchants", table: merchants, id: merchants.id, owner: merchants.id },
  { name: "api_keys", table: apiKeys, id: apiKeys.id, owner: apiKeys.merchant_id },
  { name: "audit_logs", table: auditLogs, id: auditLogs.id, owner: auditLogs.chain },
];

/** The rows of a table that ought to be among those that objects tell. */
export type RowScope = (checked: CheckedTable) => SQL | undefined;

/**
 * The rows whose owners are in a range of ids. `forgottenBefore`: webhooks that came to rest before this may be in
 * Postgres alone (epoch milliseconds).
 */
export function ownedWithin({ from, to }: IdRange, forgottenBefore: number | null): RowScope {
  return ({ name, owner }) => {
    const { processed_at } = webhookEvents;
    const areKept = name !== "webhook_events" || forgottenBefore === null;
    const recent = areKept ? undefined : or(isNull(processed_at), gt(processed_at, toRfc3339(forgottenBefore)));
    return and(gte(owner, from), lt(owner, to), recent);
  };
}

/** The rows that belong to some merchants, by their own id or by the name of their chain. */
export function ownedByMerchants(merchantIds: readonly string[]): RowScope {
  const chains = merchantIds.map((id) => `merchant:${id}`);
  return ({ name, owner }) => inArray(owner, name === "audit_logs" ? chains : [...merchantIds]);
}

/** The rows that belong to no shard of the given regions, nor to any merchant's chain. Looks at every row. */
export function ownedByNobody(regions: readonly number[]): RowScope {
  const bytes = regions.map((region) => region.toString(16).padStart(2, "0"));
  return ({ owner }) => sql`${owner}::text !~ ${`^((${bytes.join("|")})[0-3][0-9a-f]|merchant:)`}`;
}
