import { eq } from "drizzle-orm";
import type { PostgresClient } from "./postgres-client.ts";
import { archives } from "./schema/archives.ts";

/**
 * What a payment's shard once handed over for keeping, or null. For the shard alone: it knows whose payment it is, and
 * takes the text back only if it hashes to what its tombstone says.
 */
export async function findArchive(client: PostgresClient, transactionId: string): Promise<string | null> {
  const rows = await client.db
    .select({ content: archives.content })
    .from(archives)
    .where(eq(archives.transaction_id, transactionId));
  return rows[0]?.content ?? null;
}
