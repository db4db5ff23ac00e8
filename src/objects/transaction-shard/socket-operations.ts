import type { SocketRefusal, SocketTerms } from "../../domain/socket-terms.ts";
import type { SocketHub } from "../shared/socket-hub.ts";
import type { Announcements } from "./announcements.ts";
import type { ShardContext } from "./shard-context.ts";

/** Whose a payment or payout is; null when it is not here. */
export function findOwnerInShard({ store, payouts }: ShardContext, id: string): string | null {
  return (store.findTransaction(id) ?? payouts.findPayout(id))?.merchantId ?? null;
}

/**
 * Accepts a socket that listens to a payment or payout. What its client has missed is read from storage and sent in the
 * same step, and what happens from then on is sent when it has: no event is left out, none comes twice.
 */
export function acceptSocketInShard(
  context: ShardContext,
  hub: SocketHub,
  terms: SocketTerms,
): WebSocket | SocketRefusal {
  const { topic: id, since } = terms;
  if (findOwnerInShard(context, id) === null) return "not_found";
  const missed = () => (since === null ? [] : context.store.listEventTexts(id, Number(since)));
  const result = hub.accept(terms, missed);
  context.timers.arm(context.clock(), context.outbox.state().nextAt);
  return result;
}

/** Sends events that have been stored to the sockets of their payments. */
export function announceInShard(hub: SocketHub, announcements: Announcements): void {
  for (const [id, events] of announcements.take()) {
    hub.broadcast(id, () => events.map((event) => JSON.stringify(event)));
  }
}
