import type { ApiKey } from "../../domain/merchant.ts";
import { Problem } from "../../domain/problem.ts";
import { MERCHANT_SCOPES, type Scope } from "../../domain/token-claims.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { Gateway } from "../gateway.ts";
import { actingMerchant, type Caller, notFound } from "../principal.ts";

/** A new key with its secret, which is shown this once and kept only as a hash. */
export interface CreatedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/** Makes a key. It can grant nothing its maker does not have, and never `admin`. */
export async function createApiKey(
  gateway: Gateway,
  caller: Caller,
  name: string,
  scopes: readonly Scope[] | null,
): Promise<CreatedKey> {
  const { principal, actor } = caller;
  const grantable = MERCHANT_SCOPES.filter((scope) => principal.scopes.has(scope));
  const granted = scopes ?? grantable;
  const excess = granted.find((scope) => !grantable.some((own) => own === scope));
  if (excess !== undefined) throw new Problem("insufficient_scope", `A key cannot be given ${excess} by this token.`);
  const secret = `gks_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
  const key: ApiKey = {
    id: crypto.randomUUID(),
    merchantId: actingMerchant(principal),
    name,
    // 256 random bits need no slow hash: there is nothing to guess.
    secretHash: sha256Hex(secret),
    last4: secret.slice(-4),
    scopes: granted,
    createdAt: gateway.clock(),
    revokedAt: null,
  };
  const isAdded = await gateway.callMerchant(key.merchantId, (merchant) => merchant.addKey(key, actor));
  if (!isAdded) throw new Problem("invalid_state", "The merchant has 100 live keys; revoke one first.");
  return { key, secret };
}

/** The merchant's keys, newest first, revoked ones included. */
export function listApiKeys(gateway: Gateway, caller: Caller): Promise<ApiKey[]> {
  return gateway.callMerchant(actingMerchant(caller.principal), (merchant) => merchant.listKeys());
}

/** Revokes a key: from here on it gets no token. */
export async function revokeApiKey(gateway: Gateway, caller: Caller, keyId: string): Promise<void> {
  const merchantId = actingMerchant(caller.principal);
  const isRevoked = await gateway.callMerchant(merchantId, (merchant) => merchant.revokeKey(keyId, caller.actor));
  if (!isRevoked) throw notFound("API key");
}
