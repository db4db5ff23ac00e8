import type { Actor } from "../../domain/actor.ts";
import type { CallbackPurpose } from "../../domain/callback-token.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import { receiveDeposit } from "../deposits/receive-deposit.ts";
import { validateDeposit } from "../deposits/validate-deposit.ts";
import type { Background, Gateway } from "../gateway.ts";

/**
 * Answers what came to an account's own address: whether money that is about to be paid in should be taken, or that it
 * has been. What nobody can read is accepted: money is never turned away for a shape.
 */
export async function receiveNotice(
  gateway: Gateway,
  account: ProviderAccount,
  purpose: CallbackPurpose,
  body: JsonValue,
  actor: Actor,
  background: Background,
): Promise<JsonValue> {
  const { provider } = account;
  const event = provider.handleNotice?.(purpose, body) ?? null;
  if (event === null || event.subject.kind !== "deposit") {
    createLogger().warn("callback.unrecognised", { provider: account.definition.description.name, subject: "account" });
    return provider.acknowledgeCallback?.(purpose, true) ?? { received: true };
  }
  if (purpose === "deposit_validation") {
    const verdict = await validateDeposit(gateway, account, event);
    const why = verdict.accepted ? undefined : verdict.why;
    return provider.acknowledgeCallback?.(purpose, verdict.accepted, why) ?? { accepted: verdict.accepted };
  }
  const { eventId, isDuplicate } = await receiveDeposit(gateway, account, event, actor, background);
  const received = { received: true, event_id: eventId, ...(isDuplicate ? { duplicate: true } : {}) };
  return provider.acknowledgeCallback?.(purpose, true) ?? received;
}
