import type { JsonValue } from "./canonical-json.ts";

const MAX_DEPTH = 12;

/**
 * Makes a value that came from outside safe to keep: well-formed strings without U+0000 (which PostgreSQL's jsonb
 * refuses), plain finite numbers, bounded depth and size. What is too large becomes a cut text, never an error.
 */
export function toStorableJson(value: unknown, maxCharacters: number): JsonValue {
  return cutToSize(cleanValue(value, 0), maxCharacters);
}

/** The value, or the beginning of its text where that is longer. */
export function cutToSize(value: JsonValue, maxCharacters: number): JsonValue {
  if (maxCharacters === Number.POSITIVE_INFINITY) return value;
  const text = JSON.stringify(value);
  return text.length <= maxCharacters ? value : `${text.slice(0, maxCharacters).toWellFormed()}…`;
}

/** Text that every store takes: lone surrogates and U+0000 become U+FFFD. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}

function cleanValue(value: unknown, depth: number): JsonValue {
  if (typeof value === "string") return toStorableText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean" || value === null) return value;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [toStorableText(name), cleanValue(member, depth + 1)]),
    );
  }
  return null;
}
