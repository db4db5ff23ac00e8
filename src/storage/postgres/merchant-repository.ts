import { and, desc } from "drizzle-orm";
import { decodeCursor } from "./cursor.ts";
import { type Listing, olderThan, ownedBy, refused, toListing } from "./listing.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { merchants } from "./schema/merchants.ts";
import { exactInstant } from "./stored-instant.ts";

/** A merchant as the API shows it. */
export interface ListedMerchant {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What to list; a merchant sees itself alone. */
export interface MerchantQuery {
  readonly merchantId: string | null;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Merchants, newest first. */
export async function listMerchants(client: PostgresClient, query: MerchantQuery): Promise<Listing<ListedMerchant>> {
  const position = query.cursor === undefined ? null : decodeCursor(query.cursor, ["instant", "text"]);
  if (query.cursor !== undefined && position === null) return refused("cursor_invalid");
  const { id, name, region, created_at, updated_at } = merchants;
  const rows: ListedMerchant[] = await client.db
    .select({ id, name, region, created_at: exactInstant(created_at), updated_at: exactInstant(updated_at) })
    .from(merchants)
    .where(and(ownedBy(id, query.merchantId), olderThan([created_at, id], position)))
    .orderBy(desc(created_at), desc(id))
    .limit(query.limit + 1);
  return toListing(rows, query.limit, (row) => [row.created_at, row.id]);
}
