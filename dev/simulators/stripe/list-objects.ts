import type { JsonObject } from "../support/json-input.ts";
import { integer, optional, type Reader, shape, text, type Values } from "./params.ts";
import { noSuch } from "./stripe-error.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

const RANGE = shape({
  gt: optional(integer(0)),
  gte: optional(integer(0)),
  lt: optional(integer(0)),
  lte: optional(integer(0)),
});

/** `created=…` or `created[gte]=…`, in unix seconds. */
const created: Reader<Values<{ [Name in "gt" | "gte" | "lt" | "lte"]: Reader<number | null> }>> = (value, name) => {
  if (typeof value !== "string") return RANGE(value, name);
  const exact = integer(0)(value, name);
  return { gt: null, gte: exact, lt: null, lte: exact };
};

/** The parameters that every list takes. */
export const LIST_PARAMS = {
  created: optional(created as Reader<ReturnType<typeof created>>),
  ending_before: optional(text(255)),
  limit: optional(integer(1, MAX_LIMIT)),
  starting_after: optional(text(255)),
};

/** One page of a list, newest first; `rows` are the oldest first, as the ledger keeps them. */
export function listObjects<Row extends { readonly id: string; readonly created: number }>(
  url: string,
  rows: readonly Row[],
  params: Values<typeof LIST_PARAMS>,
  toBody: (row: Row) => JsonObject,
): JsonObject {
  const { starting_after: after, ending_before: before } = params;
  const limit = params.limit ?? DEFAULT_LIMIT;
  const newestFirst = rows.toReversed();
  const from = after === null ? 0 : indexOf(newestFirst, after, "starting_after") + 1;
  const to = before === null ? newestFirst.length : indexOf(newestFirst, before, "ending_before");
  const found = newestFirst.slice(from, to).filter((row) => isCreatedIn(row.created, params.created));
  // Going back, the page is the one that lies directly before the object.
  const page = before !== null && after === null ? found.slice(-limit) : found.slice(0, limit);
  return { object: "list", data: page.map(toBody), has_more: found.length > page.length, url };
}

function indexOf(rows: readonly { readonly id: string }[], id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) throw noSuch("object", id, param);
  return index;
}

function isCreatedIn(time: number, range: Values<typeof LIST_PARAMS>["created"]): boolean {
  const { gt, gte, lt, lte } = range ?? { gt: null, gte: null, lt: null, lte: null };
  return (
    (gt === null || time > gt) &&
    (gte === null || time >= gte) &&
    (lt === null || time < lt) &&
    (lte === null || time <= lte)
  );
}
