import type { Actor } from "../../domain/actor.ts";
import { findDeadLetters } from "../../storage/postgres/webhook-event-repository.ts";
import type { Gateway } from "../gateway.ts";
import { readDatabase } from "../read-database.ts";

/** Dead letters that are tried again in one second, so that a flood of old events cannot crowd out new ones. */
export const REPLAYS_PER_SECOND = 20;
/** Dead letters that one request has tried again, at most: they are spread over less than a minute. */
export const MAX_REPLAYS = 1_000;

/** Has dead letters tried again at a bounded rate, the oldest first; tells how many. */
export async function replayDeadLetters(
  gateway: Gateway,
  actor: Actor,
  query: { readonly provider?: string | undefined; readonly limit: number },
): Promise<number> {
  const ids = await readDatabase(() => findDeadLetters(gateway.postgres, query));
  const replayedBy = actor.userId ?? "system:replay";
  for (let start = 0; start < ids.length; start += REPLAYS_PER_SECOND) {
    const delaySeconds = start / REPLAYS_PER_SECOND;
    const messages = ids.slice(start, start + REPLAYS_PER_SECOND).map((id) => ({ body: { id, replayedBy } }));
    await gateway.bindings.INBOX_QUEUE.sendBatch(messages, { delaySeconds });
  }
  return ids.length;
}
