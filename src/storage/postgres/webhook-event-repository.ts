import { and, asc, desc, eq } from "drizzle-orm";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, ownedBy, refused, toListing, within } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { webhookEvents } from "./schema/webhook-events.ts";
import { exactInstant } from "./stored-instant.ts";

/** A provider's webhook as the API shows it; its body and signature stay inside. */
export interface ListedWebhookEvent {
  readonly id: string;
  readonly provider: string;
  readonly account_id: string;
  readonly transaction_id: string | null;
  readonly event_type: string;
  readonly verified: boolean;
  readonly status: string;
  readonly retry_count: number;
  readonly error_message: string | null;
  readonly created_at: string;
  readonly processed_at: string | null;
}

/** What to list; dead letters are those of status `dead`. The caller has checked that ids are UUIDs. */
export interface WebhookEventQuery {
  readonly merchantId: string | null;
  readonly status?: string | undefined;
  readonly provider?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdTo?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Provider webhooks, newest first. */
export async function listWebhookEvents(
  client: PostgresClient,
  query: WebhookEventQuery,
): Promise<Listing<ListedWebhookEvent>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "uuid"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const { id, provider, account_id, transaction_id, event_type, verified, status } = webhookEvents;
  const { retry_count, error_message, created_at, processed_at } = webhookEvents;
  const rows: ListedWebhookEvent[] = await client.db
    .select({
      id,
      provider,
      account_id,
      transaction_id,
      event_type,
      verified,
      status,
      retry_count,
      error_message,
      created_at: exactInstant(created_at),
      processed_at: exactInstant(processed_at),
    })
    .from(webhookEvents)
    .where(
      and(
        ownedBy(webhookEvents.merchant_id, query.merchantId),
        query.status === undefined ? undefined : eq(status, query.status),
        query.provider === undefined ? undefined : eq(provider, query.provider),
        query.transactionId === undefined ? undefined : eq(transaction_id, query.transactionId),
        within(created_at, query.createdFrom, query.createdTo),
        olderThan([created_at, id], position),
      ),
    )
    .orderBy(desc(created_at), desc(id))
    .limit(query.limit + 1);
  return toListing(rows, query.limit, (row) => [row.created_at, row.id]);
}

/** Ids of dead letters, the oldest first: those whose turn it is when many are to be tried again. */
export async function findDeadLetters(
  client: PostgresClient,
  query: { readonly provider?: string | undefined; readonly limit: number },
): Promise<string[]> {
  const { id, provider, status, created_at } = webhookEvents;
  const rows = await client.db
    .select({ id })
    .from(webhookEvents)
    .where(and(eq(status, "dead"), query.provider === undefined ? undefined : eq(provider, query.provider)))
    .orderBy(asc(created_at), asc(id))
    .limit(query.limit);
  return rows.map((row) => row.id);
}
