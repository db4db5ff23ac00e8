import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { OWN_AUDIENCE, OWN_ISSUER, type Scope } from "../../src/domain/token-claims.ts";

/** Who a token speaks for, and what it may do. */
export interface TokenSubject {
  readonly userId: string;
  readonly merchantId: string;
  readonly scopes: readonly Scope[];
}

const LIFETIME_HOURS = 12;

/** Signs a token of the gateway's own, as its token endpoint would, but valid for 12 hours. */
export function signToken(jwtSecretKey: string, subject: TokenSubject): Promise<string> {
  return new SignJWT({ merchant_id: subject.merchantId, scope: subject.scopes.join(" ") })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(subject.userId)
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_HOURS}h`)
    .setJti(randomUUID())
    .sign(Buffer.from(jwtSecretKey, "utf8"));
}
