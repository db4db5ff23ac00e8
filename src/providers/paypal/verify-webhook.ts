import type { JsonValue } from "../../lib/canonical-json.ts";
import type { NetworkContext, RawWebhook, WebhookVerdict } from "../provider.ts";
import type { PaypalAnswer, PaypalClient } from "./client.ts";
import { verificationSchema } from "./wire.ts";

/** PayPal repeats what is not taken for three days, and does not say that it dates a repeat anew. */
const RETRIES_MS = 3 * 86_400_000;

const BAD: WebhookVerdict = { verified: false, why: "bad_signature" };

/**
 * PayPal's rule: its own endpoint says whether transmission, webhook id and event belong together. The event goes there
 * exactly as it came: parsed and printed again, it would be another one.
 */
export async function verifyPaypalWebhook(
  client: PaypalClient,
  webhookId: string,
  webhook: RawWebhook,
  toleranceSeconds: number,
  context: NetworkContext,
): Promise<WebhookVerdict> {
  const header = (name: string) => webhook.headers.get(`paypal-${name}`) ?? "";
  const proof: { readonly [name: string]: JsonValue } = {
    auth_algo: header("auth-algo"),
    cert_url: header("cert-url"),
    transmission_id: header("transmission-id"),
    transmission_sig: header("transmission-sig"),
    transmission_time: header("transmission-time"),
    webhook_id: webhookId,
  };
  // Nobody has to be asked about what no proof comes with, or what is no JSON to be quoted.
  if (Object.values(proof).includes("") || !isJson(webhook.body)) return BAD;
  const ageMs = context.clock() - Date.parse(header("transmission-time"));
  if (Number.isNaN(ageMs)) return BAD;
  const text = `${JSON.stringify(proof).slice(0, -1)},"webhook_event":${webhook.body}}`;
  const answer = await client.ask("/v1/notifications/verify-webhook-signature", text, context);
  const verdict = answer.kind === "data" ? verificationSchema.safeParse(answer.body) : null;
  if (!verdict?.success) return isNo(answer) ? BAD : { verified: false, why: "unavailable" };
  if (verdict.data.verification_status !== "SUCCESS") return BAD;
  const isFresh = ageMs <= RETRIES_MS + toleranceSeconds * 1_000 && ageMs >= -toleranceSeconds * 1_000;
  return isFresh ? { verified: true, signature: header("transmission-sig") } : { verified: false, why: "expired" };
}

/** A no to what was asked, rather than to who asks, or to now. */
function isNo(answer: PaypalAnswer): boolean {
  return answer.kind === "refused" && [400, 422].includes(answer.status);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
