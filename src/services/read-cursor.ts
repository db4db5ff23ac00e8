import { Problem } from "../domain/problem.ts";
import { type CursorPart, decodeCursor } from "../storage/postgres/cursor.ts";

/** Reads a caller's cursor for a list that no repository makes; one that is none of it is 422. Null: there is none. */
export function readCursor(cursor: string | undefined, parts: readonly CursorPart[]): readonly string[] | null {
  if (cursor === undefined) return null;
  const position = decodeCursor(cursor, parts);
  if (position !== null) return position;
  const message = "It is not a cursor of this list.";
  throw new Problem("validation_failed", message, { errors: [{ path: "cursor", message }] });
}
