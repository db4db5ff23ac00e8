import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { MERCHANT_ID_PATTERN } from "../../domain/merchant.ts";
import { Problem } from "../../domain/problem.ts";
import { OWN_AUDIENCE, OWN_ISSUER, SCOPES, type Scope } from "../../domain/token-claims.ts";
import type { Config } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Principal } from "../principal.ts";
import { createVerifiedTokens, type VerifiedToken, type VerifiedTokens } from "./verified-tokens.ts";

/** Lifetime of tokens that API keys are exchanged for, seconds (contract: at most 900). */
export const ACCESS_TOKEN_SECONDS = 900;

/** Outside issuers: asymmetric algorithms only, so that no public key can be mistaken for a shared secret. */
const OUTSIDE_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

interface Keys {
  readonly own: readonly Uint8Array[];
  readonly outside: ReturnType<typeof createRemoteJWKSet> | null;
}

const keysOf = new WeakMap<Config, Keys>();
const verifiedOf = new WeakMap<Config, VerifiedTokens>();

/**
 * Verifies a bearer token and reads who calls. HS256 is accepted only for our own issuer, asymmetric algorithms only
 * for the configured outside one; `exp`, `aud` and `iss` must be there and right. Throws `invalid_token`. What was good a
 * moment ago is not verified again before it expires.
 */
export async function verifyAccessToken(config: Config, token: string): Promise<Principal> {
  const tokens = verifiedOf.get(config) ?? createVerifiedTokens();
  verifiedOf.set(config, tokens);
  const known = tokens.find(token, systemClock());
  if (known !== null) return known;
  try {
    const isOutside = config.jwtIssuer !== null && decodeJwt(token).iss === config.jwtIssuer;
    const verified = isOutside ? await verifyOutside(config, token) : await verifyOwn(config, token);
    tokens.remember(token, verified, systemClock());
    return verified.principal;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const reason = cause instanceof errors.JWTExpired ? "The token has expired." : "The token is not valid here.";
    throw new Problem("invalid_token", reason, { cause });
  }
}

/** Signs a token for a merchant's API key. */
export function issueAccessToken(
  config: Config,
  subject: string,
  merchantId: string,
  scopes: readonly string[],
): Promise<string> {
  return new SignJWT({ merchant_id: merchantId, scope: scopes.join(" ") })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(subject)
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .setJti(crypto.randomUUID())
    .sign(new TextEncoder().encode(config.jwtSecret));
}

async function verifyOwn(config: Config, token: string): Promise<VerifiedToken> {
  const options = {
    algorithms: ["HS256"],
    issuer: OWN_ISSUER,
    audience: OWN_AUDIENCE,
    requiredClaims: ["exp", "sub"],
  };
  const [secret, previous] = keys(config).own;
  if (secret === undefined) throw new Error("no signing secret");
  try {
    return toVerified((await jwtVerify(token, secret, options)).payload, true);
  } catch (error) {
    const mayBePrevious = error instanceof errors.JWSSignatureVerificationFailed && previous !== undefined;
    if (!mayBePrevious) throw error;
    return toVerified((await jwtVerify(token, previous, options)).payload, true);
  }
}

async function verifyOutside(config: Config, token: string): Promise<VerifiedToken> {
  const { outside } = keys(config);
  if (outside === null || config.jwtIssuer === null || config.jwtAudience === null) {
    throw new Problem("invalid_token", "The token's issuer is not accepted here.");
  }
  const { payload } = await jwtVerify(token, outside, {
    algorithms: OUTSIDE_ALGORITHMS,
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    requiredClaims: ["exp", "sub"],
  });
  return toVerified(payload, config.jwtAllowAdmin);
}

function keys(config: Config): Keys {
  const known = keysOf.get(config);
  if (known !== undefined) return known;
  const secrets = [config.jwtSecret, config.jwtSecretPrevious].filter((secret) => secret !== null);
  const made: Keys = {
    own: secrets.map((secret) => new TextEncoder().encode(secret)),
    outside: config.jwtJwksUrl === null ? null : createRemoteJWKSet(new URL(config.jwtJwksUrl)),
  };
  keysOf.set(config, made);
  return made;
}

function toVerified(payload: JWTPayload, mayBeOperator: boolean): VerifiedToken {
  return { principal: toPrincipal(payload, mayBeOperator), expiresAtSeconds: payload.exp ?? 0 };
}

/** Reads the claims; scopes this gateway does not know grant nothing. */
function toPrincipal(payload: JWTPayload, mayBeOperator: boolean): Principal {
  const { sub, merchant_id: merchantId, scope } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > 256)
    throw new Problem("invalid_token", "The token has no subject.");
  if (scope !== undefined && typeof scope !== "string")
    throw new Problem("invalid_token", "The token's scope is not text.");
  const granted = new Set((scope ?? "").split(" "));
  const scopes = new Set<Scope>(SCOPES.filter((known) => granted.has(known) && (known !== "admin" || mayBeOperator)));
  if (merchantId === undefined && scopes.has("admin")) return { subject: sub, merchantId: null, scopes };
  if (typeof merchantId !== "string" || !MERCHANT_ID_PATTERN.test(merchantId)) {
    throw new Problem("invalid_token", "The token names no merchant.");
  }
  return { subject: sub, merchantId, scopes };
}
