import { createHmac } from "node:crypto";
import type { SignatureFault } from "../support/fault-rule.ts";

/**
 * The header of every webhook: lower-case hex HMAC-SHA512 of the raw body with the API's secret key; by `fault` with
 * another key, or no header at all (`two` is another provider's: there is room for one signature).
 */
export function signWebhook(
  secretKey: string,
  body: string,
  fault: SignatureFault | undefined,
): Readonly<Record<string, string>> {
  if (fault === "none") return {};
  const key = fault === "wrong" ? `not ${secretKey}` : secretKey;
  return { "x-paystack-signature": createHmac("sha512", key).update(body).digest("hex") };
}
