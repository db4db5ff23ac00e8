import { hmacSha256Base64 } from "../../lib/hmac.ts";

const PREFIX = "whsec_";
/** Bytes of a secret; Standard Webhooks takes 24 to 64. */
const SECRET_BYTES = 32;

/** What is signed: the message's id, the seconds of this attempt and the very bytes that are sent. */
export interface SignedContent {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/** Makes a secret in the form of Standard Webhooks: `whsec_` and base64. */
export function newWebhookSecret(): string {
  return `${PREFIX}${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64")}`;
}

/** The headers of one attempt, with a signature for each secret that is valid (Standard Webhooks, `v1`). */
export function signWebhook(secrets: readonly string[], content: SignedContent): Record<string, string> {
  const { id, timestampSeconds, body } = content;
  const text = `${id}.${timestampSeconds}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${hmacSha256Base64(key, text)}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}
