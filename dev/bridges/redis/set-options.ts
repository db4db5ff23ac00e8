import { RedisCommandError } from "./redis-backend.ts";

/** The options of one `SET`, checked as Redis 7 checks them. */
export interface SetOptions {
  readonly condition: "NX" | "XX" | null;
  readonly returnsOld: boolean;
  /** Time to live, or null for a key that stays. */
  readonly ttlMs: number | null;
}

/** Past this a TTL in milliseconds would overflow Redis's 64-bit clock arithmetic. */
const MAX_TTL_MS = 2n ** 63n - 1n;

/** Options that real Redis knows and this store does not do: told apart from plain syntax errors. */
const UNSUPPORTED_OPTIONS = new Set(["KEEPTTL", "EXAT", "PXAT", "IFEQ", "IFNE", "IFDEQ", "IFDNE"]);

/** Reads what follows `SET key value`. Names are case-insensitive and come in any order; throws `RedisCommandError`. */
export function parseSetOptions(args: readonly Buffer[]): SetOptions {
  let condition: SetOptions["condition"] = null;
  let returnsOld = false;
  let expiry: { unitMs: bigint; value: string } | null = null;
  for (let index = 0; index < args.length; index++) {
    const name = args[index]?.toString("latin1").toUpperCase() ?? "";
    if ((name === "NX" || name === "XX") && (condition === null || condition === name)) condition = name;
    else if (name === "GET") returnsOld = true;
    else if ((name === "EX" || name === "PX") && expiry === null && index + 1 < args.length) {
      index++;
      expiry = { unitMs: name === "EX" ? 1000n : 1n, value: args[index]?.toString("latin1") ?? "" };
    } else if (UNSUPPORTED_OPTIONS.has(name)) {
      throw new RedisCommandError(`ERR the embedded Redis does not do SET ${name}; give REDIS_URL for a real one`);
    } else throw new RedisCommandError("ERR syntax error");
  }
  return { condition, returnsOld, ttlMs: expiry === null ? null : toTtlMs(expiry.value, expiry.unitMs) };
}

function toTtlMs(text: string, unitMs: bigint): number {
  const value = /^(0|-?[1-9][0-9]{0,18})$/.test(text) ? BigInt(text) : null;
  if (value === null || value !== BigInt.asIntN(64, value)) {
    throw new RedisCommandError("ERR value is not an integer or out of range");
  }
  const ttlMs = value * unitMs;
  // Redis adds the present time to it before it looks for an overflow.
  if (value <= 0n || ttlMs + BigInt(Date.now()) > MAX_TTL_MS) {
    throw new RedisCommandError("ERR invalid expire time in 'set' command");
  }
  return Number(ttlMs);
}
