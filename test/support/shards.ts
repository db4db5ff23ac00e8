import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { addressOf, type ShardId } from "../../src/domain/identifiers.ts";

/** The object that owns an id. */
export function shardOf(id: string): DurableObjectStub {
  const { region, shard } = addressOf(id as ShardId);
  return env.TRANSACTION_SHARD.get(env.TRANSACTION_SHARD.idFromName(`r${region}-s${shard}`));
}

/** Runs SQL inside the object that owns an id; for looking, and for moving its clock's hands. */
export function queryShard(
  id: string,
  query: string,
  ...bindings: SqlStorageValue[]
): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(shardOf(id), (_, state) => state.storage.sql.exec(query, ...bindings).toArray());
}

/** Makes a duty due now and arms the alarm for it. */
export async function makeDue(
  id: string,
  kind: "payment" | "refund" | "payout" | "inbox" | "archive",
  ref = id,
): Promise<void> {
  await runInDurableObject(shardOf(id), async (_, state) => {
    state.storage.sql.exec("UPDATE timers SET due_at = 1 WHERE kind = ? AND ref = ?", kind, ref);
    await state.storage.setAlarm(Date.now());
  });
}
