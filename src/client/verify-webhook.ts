import type { GatewayEvent } from "./gateway-event.ts";

/** Why a webhook is not to be believed. */
export class WebhookVerificationError extends Error {
  readonly reason: "missing_header" | "invalid_timestamp" | "too_old" | "too_new" | "invalid_signature";

  constructor(reason: WebhookVerificationError["reason"]) {
    super(`The webhook cannot be trusted: ${reason}.`);
    this.name = "WebhookVerificationError";
    this.reason = reason;
  }
}

/** Headers as a server has them: Fetch's, or Node's plain object. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

const PREFIX = "whsec_";
const DEFAULT_TOLERANCE_SECONDS = 300;
/** A sender signs once for each valid secret; whoever sends more only wants us to work. */
const MAX_SIGNATURES = 10;

/**
 * Checks a delivery by the Standard Webhooks specification and gives its event; throws
 * {@link WebhookVerificationError}. `rawBody` has to be the very bytes that came. While a secret is being changed, give
 * both: one good signature is enough.
 */
export async function verifyWebhook(
  secret: string | readonly string[],
  headers: WebhookHeaders,
  rawBody: string | Uint8Array | ArrayBuffer,
  toleranceSeconds: number = DEFAULT_TOLERANCE_SECONDS,
): Promise<GatewayEvent> {
  const id = readHeader(headers, "webhook-id");
  const timestamp = readHeader(headers, "webhook-timestamp");
  const signatures = readHeader(headers, "webhook-signature");
  checkAge(timestamp, toleranceSeconds);
  const body = typeof rawBody === "string" ? new TextEncoder().encode(rawBody) : new Uint8Array(rawBody);
  const content = concatenate(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  const keys = await Promise.all([secret].flat().map(importKey));
  for (const signature of signatures.split(" ").slice(0, MAX_SIGNATURES)) {
    const [version, value] = signature.split(",");
    const bytes = version === "v1" && value !== undefined ? decodeBase64(value) : null;
    if (bytes === null) continue;
    for (const key of keys) {
      // The platform compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, bytes, content)) {
        return JSON.parse(new TextDecoder().decode(body)) as GatewayEvent;
      }
    }
  }
  throw new WebhookVerificationError("invalid_signature");
}

function checkAge(timestamp: string, toleranceSeconds: number): void {
  if (!/^[0-9]{1,15}$/.test(timestamp)) throw new WebhookVerificationError("invalid_timestamp");
  const ageSeconds = Date.now() / 1_000 - Number(timestamp);
  // Written so that a tolerance that is no number trusts nothing.
  if (!(ageSeconds <= toleranceSeconds)) throw new WebhookVerificationError("too_old");
  if (ageSeconds < -toleranceSeconds) throw new WebhookVerificationError("too_new");
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === "function"
      ? headers.get(name)
      : Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1];
  if (typeof value !== "string" || value === "") throw new WebhookVerificationError("missing_header");
  return value;
}

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = decodeBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  // The secret is not repeated: errors end in logs.
  if (bytes === null || bytes.length === 0) throw new TypeError("A webhook secret is whsec_ and base64.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concatenate(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
