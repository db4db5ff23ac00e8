import type { InboxMessage, ReconcileMessage } from "../../domain/queue-messages.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { Logger } from "../../lib/logger.ts";
import { type DestinationName, FLUSH_SAFETY_MS } from "../shared/outbox.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import type { Timer } from "../shared/timers.ts";
import { archiveInShard } from "./archive-operations.ts";
import { purgeInboxInShard } from "./inbox-operations.ts";
import type { ShardContext, ShardDuty } from "./shard-context.ts";

/** Due timers served in one alarm; the rest follows at once in the next. A queue takes 100 messages a batch. */
const DUTIES_PER_ALARM = 100;
/** A message may be lost (locally, queues die with the process): unless its work shows by then, it is sent again. */
const MESSAGE_PATIENCE_MS = 15_000;
/** A queue that refuses messages is asked again after this time. */
const QUEUE_RETRY_MS = 2_000;

/** Duties that need no queue. */
const DONE_HERE: ReadonlySet<string> = new Set<ShardDuty>(["archive", "purge", "sockets"]);

/** Where due work is handed on to. */
export interface AlarmDependencies {
  sendReconcile(messages: readonly ReconcileMessage[]): Promise<void>;
  sendInbox(messages: readonly InboxMessage[]): Promise<void>;
  /** Starts telling a destination and does not wait for it: a slow database must not hold up timers. */
  startFlush(name: DestinationName): void;
  /** Closes the sockets whose tokens have ended. */
  closeExpiredSockets(ref: string): void;
  readonly logger: Logger;
}

/** Serves what is due: hands timers to the queues and starts the drain. Never throws, bounds its work, re-arms. */
export async function serveAlarm(context: ShardContext, dependencies: AlarmDependencies): Promise<void> {
  context.timers.disarmed();
  const now = context.clock();
  const due = context.timers.due(now, DUTIES_PER_ALARM);
  context.outbox.settle();
  for (const destination of context.outbox.destinations) {
    const { nextAt, failures } = destination.state();
    if (nextAt === null || nextAt > now) continue;
    // Were the object reset while it sends, the next alarm sends again from here.
    destination.schedule(now + FLUSH_SAFETY_MS, failures);
    dependencies.startFlush(destination.name);
  }
  for (const timer of due) context.timers.set(timer.kind, timer.ref, now + MESSAGE_PATIENCE_MS);
  await sendDue(context, dependencies, due);
  context.store.dropExpiredAnswers(now);
  context.timers.arm(context.clock(), context.outbox.state().nextAt);
}

async function sendDue(context: ShardContext, dependencies: AlarmDependencies, due: readonly Timer[]): Promise<void> {
  if (due.length === 0) return;
  const reconcile: ReconcileMessage[] = [];
  const inbox: InboxMessage[] = [];
  for (const timer of due) {
    const kind = timer.kind as ShardDuty;
    switch (kind) {
      case "payment":
      case "refund":
      case "deposit":
      case "payout":
        reconcile.push({ type: kind, id: timer.ref });
        break;
      case "inbox":
        inbox.push({ id: timer.ref });
        break;
      case "purge":
        runAtomically(context.storage, () => purgeInboxInShard(context, timer.ref));
        break;
      case "sockets":
        dependencies.closeExpiredSockets(timer.ref);
        break;
      case "archive":
        runAtomically(context.storage, () => archiveInShard(context, timer.ref));
        break;
      default:
        assertNever(kind);
    }
  }
  try {
    if (reconcile.length > 0) await dependencies.sendReconcile(reconcile);
    if (inbox.length > 0) await dependencies.sendInbox(inbox);
  } catch (error) {
    dependencies.logger.error("queue.unavailable", { error });
    const retryAt = context.clock() + QUEUE_RETRY_MS;
    for (const { kind, ref } of due) if (!DONE_HERE.has(kind)) context.timers.set(kind, ref, retryAt);
  }
}
