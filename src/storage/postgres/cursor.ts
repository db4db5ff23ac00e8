import { isUuid } from "../../domain/identifiers.ts";

/** What one part of a keyset position is. */
export type CursorPart = "instant" | "count" | "uuid" | "text";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.(\d{3}|\d{6})Z$/;
const COUNT = /^\d{1,15}$/;
const MAX_CURSOR_LENGTH = 1024;

/** Packs the position of a list's last row, so that callers do not come to depend on what is in it. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position), "utf8").toString("base64url");
}

/** Reads a cursor that came from outside: every part of the kind it must be and safe to hand to Postgres, or null. */
export function decodeCursor(cursor: string, parts: readonly CursorPart[]): readonly string[] | null {
  if (cursor.length > MAX_CURSOR_LENGTH) return null;
  const position = parseJson(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!Array.isArray(position) || position.length !== parts.length) return null;
  const sound = parts.every((part, index) => isPart(position[index], part));
  // Only the one spelling that we gave out: base64url readers pass over characters that do not belong.
  return sound && encodeCursor(position) === cursor ? position : null;
}

function isPart(value: unknown, part: CursorPart): boolean {
  if (typeof value !== "string") return false;
  switch (part) {
    case "instant":
      return INSTANT.test(value) && isRealTime(value);
    case "count":
      return COUNT.test(value);
    case "uuid":
      return isUuid(value);
    case "text":
      return !value.includes("\u0000") && value.isWellFormed();
  }
}

/** Refuses the 30th of February, which Date would move to March and Postgres would refuse with an error. */
function isRealTime(instant: string): boolean {
  const milliseconds = `${instant.slice(0, 23)}Z`;
  const date = new Date(milliseconds);
  return !Number.isNaN(date.getTime()) && date.toISOString() === milliseconds;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
