import { sha256Hex } from "../../lib/hash.ts";
import type { Principal } from "../principal.ts";

/** A token that was verified, and the second from which on it is expired (`exp`). */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly expiresAtSeconds: number;
}

/** Tokens that were verified a moment ago; says nothing about any other. */
export interface VerifiedTokens {
  find(token: string, now: number): Principal | null;
  remember(token: string, verified: VerifiedToken, now: number): void;
}

/** A signature that was good stays so; what may change is which keys are accepted, and that is noticed within this. */
const KEPT_MS = 30_000;
/** Callers that one isolate serves within that time; some 300 bytes each. */
const MAX_TOKENS = 2_000;

/** Remembers tokens by their hash, so that memory holds none that could be used. */
export function createVerifiedTokens(): VerifiedTokens {
  const known = new Map<string, { readonly principal: Principal; readonly keptUntil: number }>();
  return {
    find(token, now) {
      const hash = sha256Hex(token);
      const entry = known.get(hash);
      if (entry === undefined) return null;
      if (now < entry.keptUntil) return entry.principal;
      known.delete(hash);
      return null;
    },
    remember(token, { principal, expiresAtSeconds }, now) {
      const oldest = known.size >= MAX_TOKENS ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(sha256Hex(token), { principal, keptUntil: Math.min(now + KEPT_MS, expiresAtSeconds * 1_000) });
    },
  };
}
