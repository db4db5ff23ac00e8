import { runInDurableObject } from "cloudflare:test";
import { shardOf } from "../../../support/shards.ts";
import { wakeShard } from "./shard.ts";

/** Members of an object's records that are moments, in epoch milliseconds. */
const MOMENT = /^(sendBefore|endsAt|.*[a-z]At)$/;

function movedBack(value: unknown, ms: number): unknown {
  if (Array.isArray(value)) return value.map((item) => movedBack(item, ms));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      MOMENT.test(name) && typeof member === "number" ? member - ms : movedBack(member, ms),
    ]),
  );
}

/**
 * Lets time pass for everything in the object that owns an id, by moving all that it has written down into the past;
 * then wakes it, as its alarm would. Clocks of the test, of CPay and of the stores stay where they are. With `isAsleep`,
 * its timers stay too and nothing wakes it: for tests that do themselves what would then be done.
 */
export async function letTimePass(id: string, ms: number, isAsleep = false): Promise<void> {
  await runInDurableObject(shardOf(id), (_, { storage }) => {
    const { sql } = storage;
    storage.transactionSync(() => {
      for (const table of ["transactions", "refunds", "payouts", "inbox", "receipts"]) {
        for (const { id: key, doc } of sql.exec(`SELECT id, doc FROM ${table}`).toArray()) {
          const moved = JSON.stringify(movedBack(JSON.parse(String(doc)), ms));
          sql.exec(`UPDATE ${table} SET doc = ? WHERE id = ?`, moved, key);
        }
      }
      if (isAsleep) return;
      sql.exec("UPDATE timers SET due_at = due_at - ?", ms);
      sql.exec("UPDATE answers SET expires_at = expires_at - ?", ms);
      sql.exec("UPDATE alarm SET armed_at = NULL");
    });
  });
  if (!isAsleep) await wakeShard(id);
}

/** Real milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
