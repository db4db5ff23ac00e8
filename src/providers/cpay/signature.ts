import { constantTimeEqual, hmacSha256Hex } from "../../lib/hmac.ts";

/** `X-CPay-Signature` of a body: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`. */
export function signCpay(secret: string, body: string, nowMs: number): string {
  const t = Math.floor(nowMs / 1000);
  return `t=${t},v1=${hmacSha256Hex(secret, `${t}.${body}`)}`;
}

/** Checks a signature and its age; dated ahead is as bad as too old. */
export function checkCpaySignature(
  secret: string,
  body: string,
  header: string,
  toleranceSeconds: number,
  nowMs: number,
): "ok" | "bad_signature" | "expired" {
  const match = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(header.trim());
  const [, t, v1] = match ?? [];
  if (t === undefined || v1 === undefined) return "bad_signature";
  if (!constantTimeEqual(hmacSha256Hex(secret, `${t}.${body}`), v1)) return "bad_signature";
  return Math.abs(nowMs / 1000 - Number(t)) > toleranceSeconds ? "expired" : "ok";
}
