/** How an endpoint has been doing since its last success. */
export interface EndpointHealth {
  readonly failingSince: number | null;
  readonly failures: number;
}

/** An endpoint that has not failed since its last success. */
export const HEALTHY: EndpointHealth = { failingSince: null, failures: 0 };

/** An endpoint that has taken nothing for so long is given up. */
const FAILING_AFTER_MS = 3 * 86_400_000;
/** Two whole default schedules: a shop with an event a week must not be given up for two unlucky moments. */
const FAILING_AFTER_ATTEMPTS = 12;

/** The health after one more failed attempt. */
export function afterFailure(health: EndpointHealth, now: number): EndpointHealth {
  return { failingSince: health.failingSince ?? now, failures: health.failures + 1 };
}

/** Whether an endpoint has failed for days, without one success, and often enough to be given up. */
export function isGivenUp({ failingSince, failures }: EndpointHealth, now: number): boolean {
  return failingSince !== null && failures >= FAILING_AFTER_ATTEMPTS && now - failingSince >= FAILING_AFTER_MS;
}
