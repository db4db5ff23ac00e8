import { Problem } from "../domain/problem.ts";
import type { Scope } from "../domain/token-claims.ts";
import { verifyAccessToken } from "../services/auth/access-token.ts";
import type { AppContext } from "./app-context.ts";

/** Requires a valid bearer token (RFC 6750) and leaves who calls in the context. */
export async function authenticate(c: AppContext): Promise<void> {
  c.set("principal", await verifyAccessToken(c.get("gateway").config, readBearerToken(c)));
}

/** The token in the Authorization header, not verified yet. */
export function readBearerToken(c: AppContext): string {
  const header = c.req.header("authorization");
  if (header === undefined) throw new Problem("unauthenticated", "Send Authorization: Bearer <token>.");
  const [, token] = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header) ?? [];
  if (token === undefined) throw new Problem("invalid_token", "The Authorization header is not a bearer token.");
  return token;
}

/** Requires a scope of the caller's token; the operator's scope includes no other. */
export function requireScope(c: AppContext, scope: Scope): void {
  if (c.get("principal").scopes.has(scope)) return;
  throw new Problem("insufficient_scope", `The token lacks the scope ${scope}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="payment-gateway", error="insufficient_scope", scope="${scope}"` },
  });
}
