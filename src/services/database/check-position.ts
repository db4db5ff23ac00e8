import type { ExportedKind } from "../../domain/database-check/exported.ts";
import { firstIdOf, SHARD_COUNT } from "../../domain/identifiers.ts";
import { REGIONS, type Region } from "../../domain/region.ts";

/**
 * Where a walk through all objects stands. Shards come first: what they tell of merchants fills the register that the
 * walk through merchants goes by, and so does what Postgres knows of them (`register`). Rows that can be of no object at
 * all come last (`strays`).
 */
export type CheckPosition =
  | { readonly part: ExportedKind; readonly region: number; readonly shard: number; readonly from: string }
  | { readonly part: "register"; readonly offset: number }
  | { readonly part: "merchants"; readonly after: string }
  | { readonly part: "strays" };

const KINDS: readonly ExportedKind[] = ["payments", "webhook_events", "deposits"];
const SHARD_POSITION = /^(payments|webhook_events|deposits)\.([0-9]{1,3})\.([0-9]{1,2})\.([0-9a-f-]{36})$/;
const REGISTER_POSITION = /^register\.([0-9]{1,9})$/;
const MERCHANTS_POSITION = /^merchants\.([A-Za-z0-9._-]{0,64})$/;

/** Where the walk begins. */
export const FIRST_POSITION: CheckPosition = {
  part: "payments",
  region: 0,
  shard: 0,
  from: firstIdOf({ region: 0, shard: 0 }),
};

/** The position as text, to go on from. */
export function formatPosition(position: CheckPosition): string {
  switch (position.part) {
    case "register":
      return `register.${position.offset}`;
    case "merchants":
      return `merchants.${position.after}`;
    case "strays":
      return "strays";
    default:
      return `${position.part}.${position.region}.${position.shard}.${position.from}`;
  }
}

/** Reads a position, or null when the text is none. */
export function parsePosition(text: string): CheckPosition | null {
  const [, part, region, shard, from] = SHARD_POSITION.exec(text) ?? [];
  const kind = KINDS.find((known) => known === part);
  if (kind !== undefined && from !== undefined) {
    const address = { region: Number(region), shard: Number(shard) };
    const isWithin = from >= firstIdOf(address) && from < endOfShard(address);
    return isWithin && address.shard < SHARD_COUNT ? { part: kind, ...address, from } : null;
  }
  if (text === "strays") return { part: "strays" };
  const [, offset] = REGISTER_POSITION.exec(text) ?? [];
  if (offset !== undefined) return { part: "register", offset: Number(offset) };
  const [, after] = MERCHANTS_POSITION.exec(text) ?? [];
  return after === undefined ? null : { part: "merchants", after };
}

/** Below this lie all ids of a shard. */
export function endOfShard({ region, shard }: { readonly region: number; readonly shard: number }): string {
  return firstIdOf({ region, shard: shard + 1 });
}

/** Where the walk goes on once a shard has told all of one kind: the next shard, region, kind, and then the register. */
export function nextShard(
  { part, region, shard }: CheckPosition & { part: ExportedKind },
  inUse: readonly Region[],
): CheckPosition {
  const regions = REGIONS.filter(({ number }) => number === 0 || inUse.some((used) => used.number === number));
  const begin = (kind: ExportedKind, address: { region: number; shard: number }): CheckPosition => ({
    part: kind,
    ...address,
    from: firstIdOf(address),
  });
  if (shard + 1 < SHARD_COUNT) return begin(part, { region, shard: shard + 1 });
  const nextRegion = regions.find(({ number }) => number > region);
  if (nextRegion !== undefined) return begin(part, { region: nextRegion.number, shard: 0 });
  const nextKind = KINDS[KINDS.indexOf(part) + 1];
  return nextKind === undefined ? { part: "register", offset: 0 } : begin(nextKind, { region: 0, shard: 0 });
}
