import type { WebhookFault } from "../support/fault-rule.ts";
import { signTimestamped } from "../support/timestamped-signature.ts";

/** The secret that nobody verifies with: for bad signatures, and as the other one during a rotation. */
const OTHER_SECRET = "whsec_that_nobody_knows";

/** The headers of an event: `Stripe-Signature` with the whole secret string as the key, `whsec_` included. */
export function signEvent(
  secret: string,
  body: string,
  nowSeconds: number,
  fault: Pick<WebhookFault, "age_seconds" | "signature"> = {},
): Readonly<Record<string, string>> {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  };
  const time = nowSeconds - (fault.age_seconds ?? 0);
  const good = signTimestamped(secret, body, time);
  const other = signTimestamped(OTHER_SECRET, body, time);
  // Test mode sends a v0 as well, which everybody has to ignore.
  const v0 = other.replace(/^.*v1=/, "v0=");
  switch (fault.signature) {
    case "none":
      return headers;
    case "wrong":
      return { ...headers, "stripe-signature": `${other},${v0}` };
    case "two":
      return { ...headers, "stripe-signature": `${other},${good.replace(/^.*v1=/, "v1=")},${v0}` };
    default:
      return { ...headers, "stripe-signature": `${good},${v0}` };
  }
}
