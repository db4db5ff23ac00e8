import type { AppContext } from "../../middleware/app-context.ts";
import { anonymousActor, callerAddress } from "../../middleware/caller.ts";
import { countAgainst } from "../../middleware/rate-limit.ts";
import { readBoundedText } from "../../middleware/request-body.ts";
import { findUnsigned, nudgePayment } from "../../services/callbacks/nudge-payment.ts";
import {
  type RawWebhook,
  receiveWebhook,
  type VerifiedWebhook,
  verifyWebhook,
} from "../../services/webhooks/receive-webhook.ts";

/** Largest webhook that is taken, bytes (contract section 5). */
const MAX_WEBHOOK_BYTES = 262_144;

/** Takes what came to the webhook address of an account. */
export async function takeWebhook(c: AppContext, provider: string, accountId: string): Promise<Response> {
  const gateway = c.get("gateway");
  const body = await readBoundedText(c, MAX_WEBHOOK_BYTES);
  // Anybody can make up addresses: asking objects about them is work that counts before it is done.
  if (!gateway.accounts.remembersVerifiers(accountId)) await countUnverified(c, provider);
  const background = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const unsigned = await findUnsigned(gateway, accountId);
  if (unsigned !== null) {
    // Anybody can send it, so all of it counts as unverified.
    await countUnverified(c, provider);
    const eventId = nudgePayment(gateway, unsigned, body, anonymousActor(c), background);
    return c.json({ received: true, event_id: eventId });
  }
  const headers = new Map(Object.entries(c.req.header()));
  const verified = await verify(c, provider, accountId, { body, headers });
  await countAgainst(c, "webhooks", provider);
  const receipt = await receiveWebhook(gateway, verified, anonymousActor(c), background);
  return c.json({ received: true, event_id: receipt.eventId, ...(receipt.isDuplicate ? { duplicate: true } : {}) });
}

/** Counts what does not prove itself, so that nobody can keep us busy checking: past the limit it is only refused. */
async function verify(
  c: AppContext,
  provider: string,
  accountId: string,
  webhook: RawWebhook,
): Promise<VerifiedWebhook> {
  try {
    return await verifyWebhook(c.get("gateway"), accountId, webhook, callerAddress(c));
  } catch (error) {
    await countUnverified(c, provider);
    throw error;
  }
}

function countUnverified(c: AppContext, provider: string): Promise<void> {
  return countAgainst(c, "webhooks-unverified", `${provider}|${callerAddress(c) ?? "unknown"}`);
}
