import type { Actor } from "../../domain/actor.ts";
import { parseShardId } from "../../domain/identifiers.ts";
import { paymentHandle } from "../../domain/inbox/event-subject.ts";
import { Problem } from "../../domain/problem.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { createLogger } from "../../lib/logger.ts";
import { findByProviderIds } from "../../storage/postgres/provider-id-repository.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Background, Gateway } from "../gateway.ts";
import { lookAtPayment } from "./look-after-hint.ts";

/** Longer than any provider's id of a payment; what is longer is not looked up. */
const MAX_HANDLE_LENGTH = 128;

/** The account of a provider that signs nothing: what comes to its public webhook address can only be a nudge. */
export async function findUnsigned(gateway: Gateway, accountId: string): Promise<ProviderAccount | null> {
  const { accounts } = await gateway.accounts.verifiers(accountId);
  return accounts.find(({ provider }) => provider.handleCallback !== undefined) ?? null;
}

/**
 * Has the payment that an unproved body speaks of looked up, in the background, if there is one and it is open. Keeps
 * nothing, and answers the same whether the payment exists or not: with a name for the body, made of it alone.
 */
export function nudgePayment(
  gateway: Gateway,
  account: ProviderAccount,
  text: string,
  actor: Actor,
  background: Background,
): string {
  const body = parseBody(text);
  const { provider } = account;
  const event = provider.findNudgedHandle === undefined ? provider.handleWebhook(body) : null;
  const handle = provider.findNudgedHandle?.(body) ?? (event === null ? null : paymentHandle(event.subject));
  if (handle !== null && handle !== "" && handle.length <= MAX_HANDLE_LENGTH) {
    background(lookUp(gateway, account.id, handle, actor));
  }
  return `nudge_${sha256Hex(text).slice(0, 32)}`;
}

async function lookUp(gateway: Gateway, accountId: string, handle: string, actor: Actor): Promise<void> {
  try {
    const [found, second] = await findByProviderIds(gateway.postgres, { accountId, handle, receipt: null });
    const id = found === undefined || second !== undefined ? null : parseShardId(found);
    if (id !== null) await lookAtPayment(gateway, id, "nudge", actor);
  } catch (error) {
    // The payment has timers of its own: a nudge that is lost costs only time. The driver's message may hold the handle.
    createLogger().warn("callback.nudge_lost", { reason: error instanceof Error ? error.name : "unknown" });
  }
}

function parseBody(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Problem("malformed_json", "The webhook's body is not JSON.", { cause });
  }
}
