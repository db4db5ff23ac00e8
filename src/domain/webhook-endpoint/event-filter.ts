import { EVENT_TYPES, type EventType } from "../event/event.ts";

const GROUPS = [...new Set(EVENT_TYPES.map(groupOf))];

/** What an endpoint may be subscribed to: everything, a group of types, or single types. */
export const EVENT_PATTERNS: readonly string[] = ["*", ...GROUPS.map((group) => `${group}.*`), ...EVENT_TYPES];

/** Whether an endpoint's patterns ask for a type of event. */
export function isWanted(patterns: readonly string[], type: EventType): boolean {
  return patterns.some((pattern) => pattern === "*" || pattern === type || pattern === `${groupOf(type)}.*`);
}

function groupOf(type: EventType): string {
  return type.slice(0, type.indexOf("."));
}
