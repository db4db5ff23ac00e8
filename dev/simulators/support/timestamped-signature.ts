import { createHmac, timingSafeEqual } from "node:crypto";

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`, the header form that CPay and Stripe share. */
export function signTimestamped(secret: string, body: string | Buffer, timestampSeconds: number): string {
  return `t=${timestampSeconds},v1=${digest(secret, body, String(timestampSeconds)).toString("hex")}`;
}

/** Checks such a header in constant time; false when it is malformed, wrong, or further from now than the tolerance. */
export function verifyTimestamped(
  secret: string,
  body: string | Buffer,
  header: string,
  now: { readonly seconds: number; readonly toleranceSeconds: number },
): boolean {
  let timestamp = "";
  const candidates: Buffer[] = [];
  for (const part of header.split(",")) {
    const [name, value = ""] = part.trim().split("=", 2);
    if (name === "t") timestamp = value;
    if (name === "v1" && /^[0-9a-f]{64}$/.test(value)) candidates.push(Buffer.from(value, "hex"));
  }
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.seconds - Number(timestamp)) > now.toleranceSeconds) return false;
  const expected = digest(secret, body, timestamp);
  return candidates.some((candidate) => timingSafeEqual(candidate, expected));
}

function digest(secret: string, body: string | Buffer, timestamp: string): Buffer {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
}
