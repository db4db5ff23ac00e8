import { Problem } from "../../domain/problem.ts";
import { findArchive } from "../../storage/postgres/archive-repository.ts";
import type { PostgresClient } from "../../storage/postgres/postgres-client.ts";
import { readDatabase } from "../read-database.ts";

/** The text of an archived payment. Without it nothing may be decided about the payment: 503, never a new start. */
export async function requireArchive(postgres: PostgresClient, transactionId: string): Promise<string> {
  const content = await readDatabase(() => findArchive(postgres, transactionId));
  if (content !== null) return content;
  throw new Problem("database_unavailable", "This payment is archived and cannot be read right now.", {
    retryAfterSeconds: 5,
  });
}
