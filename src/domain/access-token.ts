import { z } from "zod";
import { sha256OfParts } from "../lib/hash.ts";

/** How an account's access token is asked for: the answer is that of RFC 6749, section 5.1. */
export interface AccessTokenRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A token and its times, epoch milliseconds. From `renewAt` on a new one is fetched, which may end this one early. */
export interface AccessToken {
  readonly token: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** Renewed so long before its end, so that no call meets a token that expires on its way. */
const RENEW_EARLY_MS = 300_000;
/** Taken when the answer does not say how long it is good for (RFC 6749 only recommends it): short enough to be safe. */
const UNTOLD_LIFETIME_SECONDS = 600;
const MAX_LIFETIME_SECONDS = 7 * 86_400;

const answerSchema = z.object({
  access_token: z.string().min(1).max(16_384),
  // Daraja writes it as text or as a number.
  expires_in: z.coerce.number().positive().max(MAX_LIFETIME_SECONDS).catch(UNTOLD_LIFETIME_SECONDS),
});

/** Reads the answer to a token request that was sent at `askedAt`; null when it is none. */
export function parseAccessToken(body: unknown, askedAt: number): AccessToken | null {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return null;
  const lifetimeMs = Math.floor(parsed.data.expires_in * 1_000);
  const expiresAt = askedAt + lifetimeMs;
  // Of a token that lives only minutes, the second half is kept in reserve.
  return { token: parsed.data.access_token, expiresAt, renewAt: expiresAt - Math.min(RENEW_EARLY_MS, lifetimeMs / 2) };
}

/** Tells requests apart without keeping what is in them: an account whose credentials change gets tokens of its own. */
export function fingerprintOfRequest({ method, url, headers, body }: AccessTokenRequest): string {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  return Buffer.from(sha256OfParts([method, url, body ?? "", ...sorted])).toString("hex");
}
