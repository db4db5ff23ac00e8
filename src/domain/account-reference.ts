import { addressOf, parseShardId, SHARD_COUNT, type ShardId } from "./identifiers.ts";

/** Crockford's base32: no I, L, O or U, so that what people read aloud or copy by hand comes back as it was. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Daraja takes twelve letters and digits and shows them to the payer. */
const LENGTH = 12;
const MISREAD: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** What an account reference says: enough of an id to find its shard and, in there, the one that begins with it. */
export interface AccountReference {
  /** An id of the shard to ask; it names nothing itself. */
  readonly shardId: ShardId;
  /** The first 18 characters of the id that is meant. */
  readonly idPrefix: string;
}

/**
 * The twelve characters by which a payer names a payment: region (8 bits), shard (6) and the 44 hash bits of the id's
 * first 8 bytes. Never changes for an id, since payers keep it.
 */
export function accountReferenceOf(id: ShardId): string {
  const { region, shard } = addressOf(id);
  const hash = BigInt(`0x${id.slice(4, 8)}${id.slice(9, 13)}${id.slice(15, 18)}`);
  let bits = (BigInt(region) << 50n) | (BigInt(shard) << 44n) | hash;
  let text = "";
  for (let place = 0; place < LENGTH; place += 1) {
    text = `${ALPHABET[Number(bits & 31n)] ?? ""}${text}`;
    bits >>= 5n;
  }
  return text;
}

/**
 * Reads what a payer typed, or null when it is no reference of ours: people type names and invoice numbers too. Case,
 * spaces and dashes are forgiven, and O, I and L taken for the digits they look like.
 */
export function parseAccountReference(typed: string): AccountReference | null {
  const text = typed.replace(/[\s-]/g, "").toUpperCase();
  if (text.length !== LENGTH) return null;
  let bits = 0n;
  for (const letter of text) {
    const value = ALPHABET.indexOf(MISREAD[letter] ?? letter);
    if (value === -1) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  const region = toHex(bits >> 50n, 2);
  const shard = toHex((bits >> 44n) & BigInt(SHARD_COUNT - 1), 2);
  const hash = toHex(bits & 0xfff_ffff_ffffn, 11);
  const idPrefix = `${region}${shard}${hash.slice(0, 4)}-${hash.slice(4, 8)}-8${hash.slice(8)}`;
  // More than two digits of region, or a region that was never given out, make no id.
  const shardId = parseShardId(`${idPrefix}-8000-${"0".repeat(12)}`);
  return shardId === null ? null : { shardId, idPrefix };
}

function toHex(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
