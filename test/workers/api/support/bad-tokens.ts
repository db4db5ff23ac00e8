import { SignJWT, UnsecuredJWT } from "jose";
import { inject } from "vitest";
import { OWN_AUDIENCE, OWN_ISSUER, SCOPES } from "../../../../src/domain/token-claims.ts";
import { signToken } from "../../../support/gateway.ts";

/** Tokens with every scope that are wrong in one way each, by what is wrong. */
export async function makeBadTokens(): Promise<Readonly<Record<string, string>>> {
  const everything = SCOPES.join(" ");
  const good = await signToken({ scope: everything });
  const [header = "", payload = "", signature = ""] = good.split(".");
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  const richer = Buffer.from(JSON.stringify({ ...(claims as object), sub: "someone-else" })).toString("base64url");
  return {
    garbage: "garbage",
    "three dots": "a.b.c",
    "no signature": `${header}.${payload}.`,
    "a cut signature": `${header}.${payload}.${signature.slice(0, -4)}`,
    "a changed payload": `${header}.${richer}.${signature}`,
    "alg none": await claimsOf(new UnsecuredJWT({ merchant_id: "m", scope: everything })),
    "another secret": await sign({ secret: "another-secret-of-more-than-32-bytes" }),
    "another HMAC": await sign({ alg: "HS512" }),
    expired: await signToken({ scope: everything, expiresIn: "-10s" }),
    "no exp": await sign({ exp: null }),
    "another aud": await sign({ aud: "another-service" }),
    "no aud": await sign({ aud: null }),
    "another iss": await sign({ iss: "https://elsewhere.example" }),
    "no iss": await sign({ iss: null }),
    "no sub": await sign({ sub: null }),
    "no merchant": await sign({ merchant: null, scope: "payments:read" }),
    "a merchant that is no id": await sign({ merchant: "../other merchant" }),
    "not yet valid": await sign({ nbf: Math.floor(Date.now() / 1_000) + 3_600 }),
  };
}

interface Fault {
  readonly secret?: string;
  readonly alg?: string;
  readonly exp?: null;
  readonly aud?: string | null;
  readonly iss?: string | null;
  readonly sub?: null;
  readonly merchant?: string | null;
  readonly scope?: string;
  readonly nbf?: number;
}

function sign(fault: Fault): Promise<string> {
  const merchant =
    fault.merchant === undefined ? { merchant_id: crypto.randomUUID() } : { merchant_id: fault.merchant };
  const token = new SignJWT({
    ...(fault.merchant === null ? {} : merchant),
    scope: fault.scope ?? SCOPES.join(" "),
  }).setProtectedHeader({ alg: fault.alg ?? "HS256" });
  if (fault.exp !== null) token.setExpirationTime("1h");
  if (fault.aud !== null) token.setAudience(fault.aud ?? OWN_AUDIENCE);
  if (fault.iss !== null) token.setIssuer(fault.iss ?? OWN_ISSUER);
  if (fault.sub !== null) token.setSubject("test-user");
  if (fault.nbf !== undefined) token.setNotBefore(fault.nbf);
  return token.sign(new TextEncoder().encode(fault.secret ?? inject("services").jwtSecret));
}

function claimsOf(token: UnsecuredJWT): string {
  return token.setSubject("test-user").setIssuer(OWN_ISSUER).setAudience(OWN_AUDIENCE).setExpirationTime("1h").encode();
}
