import { decodeJwt } from "jose";
import type { Config } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { verifyAccessToken } from "../auth/access-token.ts";
import type { Principal } from "../principal.ts";

/** Who asks for a socket, and how long it may stay. */
export interface SocketPass {
  readonly principal: Principal;
  /** When the token ends that the socket was opened with, epoch milliseconds. */
  readonly expiresAt: number;
  /** The ticket that stood in for the token, to be used up by the object that accepts the socket. */
  readonly ticket: { readonly id: string; readonly expiresAt: number } | null;
}

/** However long a token is valid: outside issuers may say anything, and an alarm has to be set for it. 30 days. */
const MAX_SOCKET_MS = 2_592_000_000;

/** The pass of a bearer token; throws `invalid_token`. */
export async function passOfToken(config: Config, token: string): Promise<SocketPass> {
  const principal = await verifyAccessToken(config, token);
  const { exp = 0 } = decodeJwt(token);
  return { principal, expiresAt: Math.min(exp * 1_000, systemClock() + MAX_SOCKET_MS), ticket: null };
}
