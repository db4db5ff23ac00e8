import { settleInterruption } from "../../domain/delivery/settle-delivery.ts";
import { type EndpointContext, retryTerms } from "./endpoint-context.ts";

/** Attempts at one endpoint at a time: a server that is slow is not helped by more. */
export const MAX_IN_FLIGHT = 5;
/** A message may be lost (locally, queues die with the process): unless it is claimed by then, it is sent again. */
const MESSAGE_PATIENCE_MS = 15_000;

/**
 * Chooses what is to be sent next and keeps it from being chosen again: as many as there is room for, the longest due
 * first. Further ones wait as rows. Gives their ids, for the queue, and sets the timer for what comes after.
 */
export function dispatch(context: EndpointContext): string[] {
  const { deliveries, state, timers, clock } = context;
  const now = clock();
  releaseExpired(context, now);
  const known = state.find();
  const isSending = known !== null && !known.isRemoved && known.endpoint.status === "enabled";
  const room = MAX_IN_FLIGHT - deliveries.countHeld();
  const chosen = isSending && room > 0 ? deliveries.findDue(now, room) : [];
  for (const id of chosen) deliveries.hold(id, now + MESSAGE_PATIENCE_MS);
  const hasRoom = chosen.length < room;
  const dueAt = isSending && hasRoom ? deliveries.nextDueAt() : null;
  const heldUntil = deliveries.nextHoldEnd();
  const nextAt = Math.min(dueAt ?? Number.POSITIVE_INFINITY, heldUntil ?? Number.POSITIVE_INFINITY);
  timers.set("dispatch", "", Number.isFinite(nextAt) ? nextAt : null);
  timers.arm(now, null);
  return chosen;
}

/** Lets go of what nobody has sent in time, or has sent without telling what came of it. */
function releaseExpired(context: EndpointContext, now: number): void {
  const { deliveries } = context;
  for (const id of deliveries.findExpired(now)) {
    const delivery = deliveries.find(id);
    if (delivery?.lease != null) deliveries.save(settleInterruption(delivery, retryTerms(context)));
    deliveries.hold(id, null);
  }
}
