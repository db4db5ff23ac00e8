import type { RetrySchedule } from "../../domain/retry-schedule.ts";
import { parseConfig } from "../../env.ts";
import type { Flusher } from "../shared/flusher.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import type { SocketHub } from "../shared/socket-hub.ts";
import type { ShardContext } from "./shard-context.ts";
import { announceInShard } from "./socket-operations.ts";
import type { ArchivedMarker } from "./transaction-shard-client.ts";

/** What a shard works with, and the only ways in which its methods may work: each in one storage transaction. */
export interface ShardWork {
  readonly context: ShardContext;
  /** Works on a payment that is here; one that has been archived is named, for the caller to bring back. */
  onLive<Result>(id: string, work: (context: ShardContext) => Result): Result | ArchivedMarker;
  /** The same for work that finds nothing where a payment is not here: only then is it looked for elsewhere. */
  onFound<Result>(id: string, work: (context: ShardContext) => Result | null): Result | ArchivedMarker | null;
  atomically<Result>(work: (context: ShardContext) => Result): Result;
  /** When kept webhooks are tried again. */
  retrySchedule(): RetrySchedule;
}

/** What stands around the work: the sockets that hear of it and the outbox that leaves after it. */
export interface ShardSurroundings {
  readonly context: ShardContext;
  readonly hub: SocketHub;
  readonly flusher: Flusher;
  readonly env: object;
}

/** The ways to work of one shard. An object's methods are open to every caller; these are not. */
export function createShardWork({ context, hub, flusher, env }: ShardSurroundings): ShardWork {
  const findArchived = (id: string): ArchivedMarker | null => {
    const tombstone = context.archive.findTombstone(id);
    return tombstone === null ? null : { archivedTransactionId: tombstone.id };
  };
  const atomically = <Result>(work: (context: ShardContext) => Result): Result => {
    const { announcements } = context;
    try {
      const result = runAtomically(context.storage, () => work(context));
      announceInShard(hub, announcements);
      flusher.request();
      return result;
    } finally {
      announcements.take();
    }
  };
  return {
    context,
    atomically,
    onLive: (id, work) => findArchived(id) ?? atomically(work),
    onFound: (id, work) => atomically(work) ?? findArchived(id),
    retrySchedule: () => parseConfig(env).webhookRetrySchedule,
  };
}
