import type { DestinationName } from "./outbox.ts";

/**
 * Rows leave for Postgres at moments that are this far apart and the same for all objects of an isolate, so that one
 * batch serves many objects (see shared-writer.ts) and lists still follow within a second.
 */
const FLUSH_INTERVAL_MS = 500;
/** At least this long, so that a payment's beginning and its outcome mostly leave together. */
const MIN_COLLECT_MS = 100;
/**
 * Events are waited for, so they are collected for less. The shards of a region tell a merchant's channel at most 64
 * times in this, which is a third of what one object can answer.
 */
const EVENTS_COLLECT_MS = 200;

/** Where in the interval this isolate's moments lie: anywhere, or all isolates would call Postgres at once. */
let phaseMs: number | null = null;

/** How long from now on changes are collected before they leave for a destination. */
export function collectMs(name: DestinationName, now: number): number {
  return name === "postgres" ? untilNextFlushMs(now) : EVENTS_COLLECT_MS;
}

function untilNextFlushMs(now: number): number {
  phaseMs ??= Math.floor(Math.random() * FLUSH_INTERVAL_MS);
  const untilNextMs = FLUSH_INTERVAL_MS - ((now + phaseMs) % FLUSH_INTERVAL_MS);
  return untilNextMs < MIN_COLLECT_MS ? untilNextMs + FLUSH_INTERVAL_MS : untilNextMs;
}
