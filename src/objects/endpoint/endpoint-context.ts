import type { RetryTerms } from "../../domain/delivery/settle-delivery.ts";
import type { RetrySchedule } from "../../domain/retry-schedule.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Timers } from "../shared/timers.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { EndpointStateStore } from "./endpoint-state.ts";

/** What every operation of an endpoint's object works with. */
export interface EndpointContext {
  readonly state: EndpointStateStore;
  readonly deliveries: DeliveryStore;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly schedule: RetrySchedule;
  readonly random: () => number;
}

/** Duties of an endpoint's object: one timer of each kind. */
export type EndpointDuty = "dispatch" | "report" | "purge";

/** What a failed attempt is judged by now. */
export function retryTerms({ schedule, random, clock }: EndpointContext): RetryTerms {
  return { schedule, random: random(), now: clock() };
}
