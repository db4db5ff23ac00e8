import type { Actor } from "../../domain/actor.ts";
import { Problem } from "../../domain/problem.ts";
import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { createLogger } from "../../lib/logger.ts";
import type { RawWebhook } from "../../providers/provider.ts";
import { findProvider } from "../../providers/registry.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import { lookAfterHint } from "../callbacks/look-after-hint.ts";
import type { Background, Gateway } from "../gateway.ts";
import { measure } from "../operations/measure.ts";
import { createNetworkContext } from "../payments/call-context.ts";
import { notFound } from "../principal.ts";
import { keepEvent } from "./keep-event.ts";

export type { RawWebhook };

/** Where a webhook is verified by asking its provider: below what providers give a webhook's answer. */
const VERIFY_WITHIN_MS = 5_000;
const RETRY_AFTER_SECONDS = 30;

/** The answer to an authentic webhook, once it is durable. */
export interface WebhookReceipt {
  readonly eventId: string;
  readonly isDuplicate: boolean;
}

/** A webhook that has proved itself, still unread. */
export interface VerifiedWebhook {
  readonly account: ProviderAccount;
  readonly webhook: RawWebhook;
  readonly signature: string | null;
}

/**
 * Checks a webhook by its provider's own rule. The account, and so the secret, is chosen by the address alone; where it
 * may come from, if the account says so, is a second look.
 */
export async function verifyWebhook(
  gateway: Gateway,
  providerName: string,
  webhook: RawWebhook,
  address: string | null,
): Promise<VerifiedWebhook> {
  const definition = findProvider(providerName);
  if (definition === null) throw notFound("provider");
  const { account } = await gateway.accounts.find(platformAccountId(definition.description.name));
  if (account === null) throw notFound("provider");
  const { allowedAddresses = [] } = account.provider;
  if (allowedAddresses.length > 0 && (address === null || !allowedAddresses.includes(address))) {
    throw new Problem("invalid_signature", "It does not come from where this provider's webhooks come from.");
  }
  const { clock, config } = gateway;
  const network = createNetworkContext(gateway, account, clock() + VERIFY_WITHIN_MS);
  const verdict = await account.provider.verifyWebhook(webhook, config.webhookToleranceSeconds, clock, network);
  if (verdict.verified) return { account, webhook, signature: verdict.signature };
  if (verdict.why === "unavailable") {
    throw new Problem("provider_unreachable", "Only the provider can tell whether it is authentic; send it again.", {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  if (verdict.why === "expired") {
    throw new Problem("webhook_expired", "It is dated too far from now; a repeat needs a fresh signature.");
  }
  throw new Problem("invalid_signature", "The signature does not fit the body.");
}

/** Keeps an authentic webhook in the shard of its payment, applies it there, and only then acknowledges it. */
export async function receiveWebhook(
  gateway: Gateway,
  verified: VerifiedWebhook,
  actor: Actor,
  background: Background,
): Promise<WebhookReceipt> {
  const { account, webhook, signature } = verified;
  const body = parseBody(webhook.body);
  const event = account.provider.handleWebhook(body);
  if (event === null) throw new Problem("invalid_request", "The body is not an event of this provider.");
  const provider = account.definition.description.name;
  const arrived = { provider, accountId: account.id, event, body, signature };
  const sender = { ...actor, userId: `provider:${provider}` };
  const received = await keepEvent(gateway, arrived, sender, background);
  const { isDuplicate, status } = received;
  createLogger().info("webhook.received", { provider, event_id: event.id, status, is_duplicate: isDuplicate });
  measure(gateway, { kind: "webhook_in", provider, status, isDuplicate });
  const { subject } = event;
  if (subject.kind === "hint" && !received.isDuplicate) {
    // Signed, but not enough to go by alone.
    const hinted = { purpose: "payment", kind: "payment", id: subject.reference } as const;
    background(lookAfterHint(gateway, hinted, sender));
  }
  return { eventId: event.id, isDuplicate: received.isDuplicate };
}

function parseBody(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Problem("malformed_json", "The webhook's body is not JSON.", { cause });
  }
}
