import { HEALTHY } from "../../domain/delivery/endpoint-health.ts";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { PACE_MS } from "./delivery-operations.ts";
import type { EndpointContext } from "./endpoint-context.ts";
import type { EndpointState } from "./endpoint-state.ts";

/** Old and superfluous deliveries are looked for this often. */
const PURGE_EVERY_MS = 3_600_000;
/** What could not be reported is reported again after this time. */
export const REPORT_RETRY_MS = 15_000;

/**
 * Takes the endpoint as its merchant's object has it, unless something newer is known: what is waiting is parked when it
 * has been disabled, what is parked leaves at a bounded rate when it has been enabled.
 */
export function configureEndpoint(
  context: EndpointContext,
  endpoint: WebhookEndpoint,
  isRemoved: boolean,
): EndpointState {
  const { state, deliveries, timers, clock } = context;
  const known = state.find();
  if (known !== null && known.endpoint.version >= endpoint.version) return known;
  const now = clock();
  const hasRecovered = endpoint.status === "enabled" && known?.endpoint.status === "disabled";
  const health = known === null || hasRecovered ? HEALTHY : known.health;
  let pacedUntil = Math.max(now, known?.pacedUntil ?? now);
  if (isRemoved) {
    deliveries.deleteAll();
  } else if (endpoint.status === "disabled") {
    deliveries.parkOpen();
  } else if (hasRecovered) {
    const parked = deliveries.countParked();
    deliveries.unpark(pacedUntil, PACE_MS);
    pacedUntil += parked * PACE_MS;
  }
  const next: EndpointState = { endpoint, isRemoved, health, hasToReport: false, pacedUntil };
  state.save(next);
  timers.set("report", "", null);
  timers.set("purge", "", isRemoved ? null : now + PURGE_EVERY_MS);
  return next;
}

/** Disables the endpoint here, at once; its merchant's object is told afterwards. */
export function disableHere(context: EndpointContext, reason: DisabledReason): void {
  const known = context.state.find();
  if (known === null || known.endpoint.status === "disabled") return;
  const endpoint: WebhookEndpoint = { ...known.endpoint, status: "disabled", disabledReason: reason };
  context.state.save({ ...known, endpoint, hasToReport: true });
  context.deliveries.parkOpen();
  context.timers.set("report", "", context.clock() + REPORT_RETRY_MS);
}
