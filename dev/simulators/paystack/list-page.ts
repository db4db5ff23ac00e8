import type { Reply } from "../support/reply.ts";
import { invalidParams } from "./errors.ts";
import { toEnvelope } from "./wire.ts";

/** What a page holds when `perPage` is not given. */
const USUAL_PAGE_SIZE = 50;

/** One page of what a list has found, the newest first; `found` is the oldest first, as the ledger keeps it. */
export function listPage<Row extends { readonly created_at: number }>(
  message: string,
  query: URLSearchParams,
  found: readonly Row[],
  toBody: (row: Row) => Record<string, unknown>[],
): Reply {
  const perPage = readCount(query, "perPage", USUAL_PAGE_SIZE);
  const page = readCount(query, "page", 1);
  const from = readTime(query, "from") ?? Number.NEGATIVE_INFINITY;
  const to = readTime(query, "to") ?? Number.POSITIVE_INFINITY;
  const rows = found.filter((row) => row.created_at >= from && row.created_at <= to).reverse();
  const data = rows.slice((page - 1) * perPage, page * perPage).flatMap(toBody);
  const meta = { total: rows.length, skipped: 0, perPage, page, pageCount: Math.ceil(rows.length / perPage) };
  return { status: 200, body: toEnvelope(message, data, meta) };
}

function readCount(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name) ?? String(usual);
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalidParams(`${name} must be a positive integer`);
  return Number(text);
}

function readTime(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const time = /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalidParams(`${name} must be a valid date`);
  return time;
}
