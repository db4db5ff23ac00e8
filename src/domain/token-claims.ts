/** `iss` of the tokens that the gateway signs itself; only these may be HS256. */
export const OWN_ISSUER = "payment-gateway";

/** `aud` of the tokens that the gateway signs itself. */
export const OWN_AUDIENCE = "payment-gateway";

/** Every scope a token can carry, in the order of the public contract (section 3). */
export const SCOPES = [
  "payments:read",
  "payments:write",
  "refunds:write",
  "payouts:write",
  "providers:read",
  "providers:write",
  "webhooks:manage",
  "keys:manage",
  "admin",
] as const;

/** One permission; `scope` of a token is a space-separated list of them. */
export type Scope = (typeof SCOPES)[number];

/** What a merchant's own token may carry: all but the platform operator's scope. */
export const MERCHANT_SCOPES: readonly Scope[] = SCOPES.filter((scope) => scope !== "admin");
