import type { JsonValue } from "../lib/canonical-json.ts";
import { toRfc3339 } from "../lib/clock.ts";
import { deriveDetachedId } from "./identifiers.ts";
import type { ApiKeyRow, MerchantRow } from "./projection.ts";

/** A merchant as its object holds it. Times are epoch milliseconds. */
export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
}

/** An API key: OAuth 2.0 client credentials of which only the secret's SHA-256 is kept. */
export interface ApiKey {
  readonly id: string;
  readonly merchantId: string;
  readonly name: string;
  readonly secretHash: string;
  readonly last4: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** Which shard has the register of all merchants. */
export const MERCHANT_REGISTER_ID = deriveDetachedId("register", "merchants");

/** What a merchant's id may look like; it becomes part of object names and client ids. */
export const MERCHANT_ID_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,63}$/;

/** The `client_id` of a key: the key's id, then the merchant's, so that the id alone finds the object that knows it. */
export function clientIdOf(key: Pick<ApiKey, "id" | "merchantId">): string {
  return `${key.id}.${key.merchantId}`;
}

/** Takes a `client_id` apart, or null when it is none. */
export function parseClientId(clientId: string): { keyId: string; merchantId: string } | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(.+)$/.exec(clientId);
  const [, keyId, merchantId] = match ?? [];
  if (keyId === undefined || merchantId === undefined || !MERCHANT_ID_PATTERN.test(merchantId)) return null;
  return { keyId, merchantId };
}

/** A merchant in the public shape. */
export function renderMerchant(merchant: Merchant): { [name: string]: JsonValue } {
  const { id, name, region, createdAt } = merchant;
  return { id, name, region, created_at: toRfc3339(createdAt) };
}

/** A key in the public shape, without its secret. */
export function renderApiKey(key: ApiKey): { [name: string]: JsonValue } {
  return {
    id: key.id,
    client_id: clientIdOf(key),
    name: key.name,
    scopes: [...key.scopes],
    last4: key.last4,
    created_at: toRfc3339(key.createdAt),
    revoked_at: key.revokedAt === null ? null : toRfc3339(key.revokedAt),
  };
}

/** The merchant's row for Postgres. */
export function toMerchantRow(merchant: Merchant): MerchantRow {
  const at = toRfc3339(merchant.createdAt);
  return { id: merchant.id, name: merchant.name, region: merchant.region, sequence: 1, created_at: at, updated_at: at };
}

/** The key's row for Postgres. */
export function toApiKeyRow(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    merchant_id: key.merchantId,
    name: key.name,
    secret_hash: key.secretHash,
    last4: key.last4,
    scopes: key.scopes,
    sequence: key.revokedAt === null ? 1 : 2,
    created_at: toRfc3339(key.createdAt),
    revoked_at: key.revokedAt === null ? null : toRfc3339(key.revokedAt),
  };
}
