import { sha256OfParts } from "../lib/hash.ts";
import { findRegion } from "./region.ts";

/** Shards per region, for ever: six bits of every id. */
export const SHARD_COUNT = 64;

declare const shardId: unique symbol;
/** A UUID v8 (RFC 9562) that tells, by itself, which object owns the thing it names. */
export type ShardId = string & { readonly [shardId]: true };
/** The id of a payment or payout. */
export type TransactionId = ShardId;
/** The id of a refund; carries its payment's region and shard. */
export type RefundId = ShardId;

/** Which object owns an id. */
export interface ShardAddress {
  readonly region: number;
  readonly shard: number;
}

const SHARD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The id of the transaction that a request asks for. Derived from nothing but merchant, operation and idempotency key,
 * so every repeat of a request, from anywhere and with every cache lost, reaches the same object and the same row.
 */
export function deriveTransactionId(merchantId: string, operation: string, idempotencyKey: string): TransactionId {
  const digest = sha256OfParts([merchantId, operation, idempotencyKey]);
  return compose({ region: regionOfMerchant(merchantId), shard: (digest[31] ?? 0) % SHARD_COUNT }, digest);
}

/** An id that lives with a transaction (refund, event, audit entry): same region and shard, hash of the parts. */
export function deriveChildId(owner: ShardId, kind: string, key: string): ShardId {
  return compose(addressOf(owner), sha256OfParts([owner, kind, key]));
}

/** An id for something that belongs to no transaction yet, in a shard chosen by the hash of its parts. */
export function deriveDetachedId(kind: string, ...parts: readonly string[]): ShardId {
  const digest = sha256OfParts([kind, ...parts]);
  return compose({ region: 0, shard: (digest[31] ?? 0) % SHARD_COUNT }, digest);
}

/** Reads untrusted text as an id of a known region, or null. Upper-case hex is accepted. */
export function parseShardId(text: string): ShardId | null {
  const id = text.toLowerCase();
  return SHARD_ID.test(id) && findRegion(Number.parseInt(id.slice(0, 2), 16)) !== null ? (id as ShardId) : null;
}

/** Whether text is a UUID of any version in RFC 9562's form. */
export function isUuid(text: string): boolean {
  return UUID.test(text.toLowerCase());
}

/** The object that owns an id. */
export function addressOf(id: ShardId): ShardAddress {
  return { region: Number.parseInt(id.slice(0, 2), 16), shard: Number.parseInt(id.slice(2, 4), 16) % SHARD_COUNT };
}

/** Where the ids of a shard begin in the order of ids; those of the next number begin where they end. */
export function firstIdOf({ region, shard }: ShardAddress): ShardId {
  const hex = (byte: number) => byte.toString(16).padStart(2, "0");
  return `${hex(region)}${hex(shard)}0000-0000-0000-0000-000000000000` as ShardId;
}

/** A new merchant's id: a UUID v8 whose first byte is its region, for ever. */
export function newMerchantId(region: number): string {
  return compose({ region, shard: 0 }, crypto.getRandomValues(new Uint8Array(32)));
}

/** A new webhook endpoint's id: its merchant's region, then random bytes. */
export function newEndpointId(merchantId: string): ShardId {
  return compose({ region: regionOfMerchant(merchantId), shard: 0 }, crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * The id of the one delivery of an event to an endpoint. Its first four bytes are the endpoint's, so that of a
 * merchant's few endpoints the one that has it can be told by the id alone.
 */
export function deriveDeliveryId(endpointId: string, eventId: string): string {
  const digest = sha256OfParts([endpointId, eventId]);
  const own = compose({ region: 0, shard: 0 }, digest);
  return `${endpointId.slice(0, 8)}${own.slice(8)}`;
}

/** A merchant's region; ids that are not of our making mean the default region. */
export function regionOfMerchant(merchantId: string): number {
  const id = parseShardId(merchantId);
  return id === null ? 0 : addressOf(id).region;
}

/** Byte 0 region, byte 1 shard (two high bits spare), then hash bits around the version and variant fields. */
function compose(address: ShardAddress, digest: Uint8Array): ShardId {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[0] = address.region;
  bytes[1] = address.shard;
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as ShardId;
}
