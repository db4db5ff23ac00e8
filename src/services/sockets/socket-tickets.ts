import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { Problem } from "../../domain/problem.ts";
import { nameOfSocketChannel, type SocketChannel, TICKET_SECONDS } from "../../domain/socket-ticket.ts";
import { OWN_ISSUER, SCOPES } from "../../domain/token-claims.ts";
import type { Config } from "../../env.ts";
import type { SocketPass } from "./socket-pass.ts";

/** Not the audience of access tokens: neither can be used for the other. */
const TICKET_AUDIENCE = "payment-gateway:sockets";

/** Signs a ticket: a pass for one channel, good once and for a minute. Its socket lives as long as the pass. */
export function issueSocketTicket(config: Config, pass: SocketPass, channel: SocketChannel): Promise<string> {
  const { subject, merchantId, scopes } = pass.principal;
  return new SignJWT({
    channel: nameOfSocketChannel(channel),
    merchant_id: merchantId,
    scope: [...scopes].join(" "),
    session_expires_at: pass.expiresAt,
  })
    .setProtectedHeader({ alg: "HS256", typ: "ticket+jwt" })
    .setSubject(subject)
    .setIssuer(OWN_ISSUER)
    .setAudience(TICKET_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${TICKET_SECONDS}s`)
    .setJti(crypto.randomUUID())
    .sign(new TextEncoder().encode(config.jwtSecret));
}

/** Reads a ticket for a channel; throws `invalid_token`. Whether it was used before is for the channel's object to say. */
export async function readSocketTicket(config: Config, ticket: string, channel: SocketChannel): Promise<SocketPass> {
  const claims = await verifyTicket(config, ticket);
  if (claims.channel !== nameOfSocketChannel(channel)) {
    throw new Problem("invalid_token", "The ticket is for another channel.");
  }
  const { sub: subject, merchant_id: merchantId, jti, exp, session_expires_at: expiresAt } = claims;
  const granted = new Set(String(claims.scope).split(" "));
  const isWhole = subject !== undefined && jti !== undefined && exp !== undefined && typeof expiresAt === "number";
  if (!isWhole) throw new Problem("invalid_token", "The ticket is not valid here.");
  return {
    principal: {
      subject,
      merchantId: typeof merchantId === "string" ? merchantId : null,
      scopes: new Set(SCOPES.filter((scope) => granted.has(scope))),
    },
    expiresAt,
    ticket: { id: jti, expiresAt: exp * 1_000 },
  };
}

async function verifyTicket(config: Config, ticket: string): Promise<JWTPayload> {
  const secrets = [config.jwtSecret, config.jwtSecretPrevious].filter((secret) => secret !== null);
  let cause: unknown;
  for (const secret of secrets) {
    try {
      const key = new TextEncoder().encode(secret);
      const options = { algorithms: ["HS256"], issuer: OWN_ISSUER, audience: TICKET_AUDIENCE, typ: "ticket+jwt" };
      return (await jwtVerify(ticket, key, options)).payload;
    } catch (error) {
      cause = error;
    }
  }
  throw new Problem("invalid_token", "The ticket is not valid here, or its minute is over.", { cause });
}
