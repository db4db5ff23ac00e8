import type { Actor } from "../../domain/actor.ts";
import type { CallbackToken } from "../../domain/callback-token.ts";
import { receiptIdOf } from "../../domain/deposit/receipt-id.ts";
import { ownReference } from "../../domain/inbox/event-subject.ts";
import type { ProviderEvent } from "../../domain/inbox/provider-event.ts";
import { Problem } from "../../domain/problem.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { createLogger } from "../../lib/logger.ts";
import type { CallbackSubject } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import { receiveDeposit } from "../deposits/receive-deposit.ts";
import type { Background, Gateway } from "../gateway.ts";
import { keepEvent } from "../webhooks/keep-event.ts";
import { lookAfterHint } from "./look-after-hint.ts";
import type { ProvedCallback } from "./open-callback.ts";
import { receiveNotice } from "./receive-notice.ts";

/**
 * Keeps what came to an unguessable address and gives the answer its provider expects: everything that this answers is
 * durable. A word nobody has signed has the provider asked at once, in the background.
 */
export async function receiveCallback(
  gateway: Gateway,
  proved: ProvedCallback,
  text: string,
  caller: Actor,
  background: Background,
): Promise<JsonValue> {
  const { account, token, subject } = proved;
  const body = parseBody(text);
  const actor = { ...caller, userId: `provider:${account.definition.description.name}` };
  if (subject === null) return receiveNotice(gateway, account, token.purpose, body, actor, background);
  const event = readEvent(account, token, subject, body);
  const receipt =
    event.subject.kind === "deposit"
      ? await receiveDeposit(gateway, account, event, actor, background)
      : await keep(gateway, account, subject, event, body, actor, background);
  return (
    account.provider.acknowledgeCallback?.(token.purpose, true) ?? {
      received: true,
      event_id: receipt.eventId,
      ...(receipt.isDuplicate ? { duplicate: true } : {}),
    }
  );
}

async function keep(
  gateway: Gateway,
  account: ProviderAccount,
  subject: CallbackSubject,
  event: ProviderEvent,
  body: JsonValue,
  actor: Actor,
  background: Background,
): Promise<{ readonly eventId: string; readonly isDuplicate: boolean }> {
  const provider = account.definition.description.name;
  const arrived = { provider, accountId: account.id, event, body, signature: null };
  const { isDuplicate } = await keepEvent(gateway, arrived, actor, background);
  if (!isDuplicate && event.subject.kind === "hint") background(lookAfterHint(gateway, subject, actor));
  return { eventId: event.id, isDuplicate };
}

/** The event in a body. What its address does not vouch for, or nobody can read, is kept once and moves nothing. */
function readEvent(
  account: ProviderAccount,
  token: CallbackToken,
  subject: CallbackSubject,
  body: JsonValue,
): ProviderEvent {
  const logger = createLogger({ provider: account.definition.description.name, subject: subject.kind });
  try {
    const event = account.provider.handleCallback?.(subject, body) ?? null;
    if (event !== null && isVouchedFor(event, token, account.id))
      return isAnswer(token) ? { ...event, id: onceOf(token) } : event;
    logger.warn("callback.unrecognised");
  } catch (error) {
    // The provider will not send it again: what its adapter trips over is kept for a person to read.
    logger.error("provider.adapter_failed", { error });
  }
  return { id: `unrecognised:${onceOf(token)}`, type: "unrecognised", subject: { kind: "none" } };
}

/** The answer to a question of ours is believed, and so comes once: whatever follows it to its address is a repeat. */
function isAnswer({ purpose }: CallbackToken): boolean {
  return purpose === "status" || purpose === "status_timeout";
}

function onceOf({ subjectId, purpose, attemptNumber }: CallbackToken): string {
  return `${purpose}:${subjectId}:${attemptNumber}`;
}

/** An address vouches for what it was made for and for nothing else, whatever the body names. */
function isVouchedFor({ subject }: ProviderEvent, { subjectId }: CallbackToken, accountId: string): boolean {
  if (subject.kind === "none") return true;
  if (subject.kind === "deposit") return receiptIdOf(accountId, subject.deposit) === subjectId;
  return ownReference(subject) === subjectId;
}

function parseBody(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Problem("malformed_json", "The callback's body is not JSON.", { cause });
  }
}
