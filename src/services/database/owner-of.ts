import type { Difference } from "../../storage/postgres/compare-rows.ts";

/** The id of the record that a row belongs to; chains of merchants are named after them. */
export function ownerOf({ owner, id }: Difference): string {
  return (owner ?? id).replace(/^merchant:/, "");
}
