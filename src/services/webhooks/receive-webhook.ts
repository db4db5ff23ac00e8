import type { Actor } from "../../domain/actor.ts";
import { Problem } from "../../domain/problem.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { createLogger } from "../../lib/logger.ts";
import type { RawWebhook } from "../../providers/provider.ts";
import type { Verifiers } from "../accounts/account-directory.ts";
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
 * Checks a webhook by its provider's own rule. The account, and so the secrets, are chosen by the address alone; where it
 * may come from, if the account says so, is a second look. A signature that fits nothing known is held against what the
 * account's owner has now: the secret may have been changed a moment ago.
 */
export async function verifyWebhook(
  gateway: Gateway,
  accountId: string,
  webhook: RawWebhook,
  address: string | null,
): Promise<VerifiedWebhook> {
  const tried = await gateway.accounts.verifiers(accountId);
  const known = await check(gateway, tried, webhook, address);
  if ("account" in known) return known;
  const present = await gateway.accounts.verifiers(accountId, true);
  const now = isSame(tried, present) ? known : await check(gateway, present, webhook, address);
  if ("account" in now) return now;
  throw now;
}

async function check(
  gateway: Gateway,
  { accounts, faults }: Verifiers,
  webhook: RawWebhook,
  address: string | null,
): Promise<VerifiedWebhook | Problem> {
  const [fault] = faults;
  if (accounts.length === 0 && fault === undefined) return notFound("account");
  const refusals: Problem[] = [];
  for (const account of accounts) {
    const { allowedAddresses = [] } = account.provider;
    if (allowedAddresses.length > 0 && (address === null || !allowedAddresses.includes(address))) {
      refusals.push(new Problem("invalid_signature", "It does not come from where its provider's webhooks come from."));
      continue;
    }
    const { clock, config } = gateway;
    const network = createNetworkContext(gateway, account, clock() + VERIFY_WITHIN_MS);
    const verdict = await account.provider.verifyWebhook(webhook, config.webhookToleranceSeconds, clock, network);
    if (verdict.verified) return { account, webhook, signature: verdict.signature };
    refusals.push(REFUSALS[verdict.why]());
  }
  // It may fit a secret that cannot be looked at now: the provider is to come again, and not to give up on it.
  if (fault !== undefined) return new Problem("account_unavailable", "The account's secrets cannot be read right now.");
  const telling = refusals.find(({ code }) => code !== "invalid_signature");
  return telling ?? refusals[0] ?? notFound("account");
}

/** Whether nothing has changed, so that there is nothing new to try. */
function isSame(one: Verifiers, other: Verifiers): boolean {
  const idsOf = ({ accounts, faults }: Verifiers) => [...accounts.map(({ id }) => id), ...faults].join();
  return idsOf(one) === idsOf(other);
}

const REFUSALS = {
  unavailable: () =>
    new Problem("provider_unreachable", "Only the provider can tell whether it is authentic; send it again.", {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
  expired: () => new Problem("webhook_expired", "It is dated too far from now; a repeat needs a fresh signature."),
  bad_signature: () => new Problem("invalid_signature", "The signature does not fit the body."),
};

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
