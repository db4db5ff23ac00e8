import { createHmac, timingSafeEqual } from "node:crypto";

/** HMAC-SHA256 of UTF-8 text as lower-case hex. */
export function hmacSha256Hex(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("hex");
}

/** HMAC-SHA256 of UTF-8 text under a key of bytes, as standard base64. */
export function hmacSha256Base64(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("base64");
}

/** HMAC-SHA512 of UTF-8 text as lower-case hex. */
export function hmacSha512Hex(secret: string, text: string): string {
  return createHmac("sha512", secret).update(text, "utf8").digest("hex");
}

/** Compares two strings without telling by its time where they differ; only a difference in length shows. */
export function constantTimeEqual(left: string, right: string): boolean {
  const a = Buffer.from(left, "utf8");
  const b = Buffer.from(right, "utf8");
  return a.length === b.length && timingSafeEqual(a, b);
}
