/** What a token says of itself. Only the gateway can tell whether it is true. */
export interface TokenClaims {
  readonly subject: string;
  /** Null for an operator who acts for no merchant. */
  readonly merchantId: string | null;
  readonly scopes: ReadonlySet<string>;
  /** When it ends; epoch milliseconds. */
  readonly expiresAt: number;
}

/** Reads a token's claims without judging its signature; null for what is no token. */
export function readTokenClaims(token: string): TokenClaims | null {
  const [, body, signature] = token.split(".");
  if (body === undefined || !signature) return null;
  try {
    const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof claims.exp !== "number") return null;
    return {
      subject: typeof claims.sub === "string" ? claims.sub : "",
      merchantId: typeof claims.merchant_id === "string" ? claims.merchant_id : null,
      scopes: new Set(typeof claims.scope === "string" ? claims.scope.split(" ").filter(Boolean) : []),
      expiresAt: claims.exp * 1_000,
    };
  } catch {
    return null;
  }
}
