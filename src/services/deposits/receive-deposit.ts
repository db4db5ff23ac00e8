import type { Actor } from "../../domain/actor.ts";
import { newCallbackSecret } from "../../domain/callback-token.ts";
import { findCurrencyExponent } from "../../domain/currency.ts";
import { receiptIdOf } from "../../domain/deposit/receipt-id.ts";
import type { ProviderEvent } from "../../domain/inbox/provider-event.ts";
import { MAX_MINOR_DIGITS } from "../../domain/money.ts";
import type { ReportedDeposit } from "../../domain/outcome.ts";
import { maskCardData } from "../../lib/card-data.ts";
import { createLogger } from "../../lib/logger.ts";
import { toStorableText } from "../../lib/storable-json.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Background, Gateway } from "../gateway.ts";
import { advanceDeposit } from "./advance-deposit.ts";

/** Kept of what payers and their phones say of themselves, characters. */
const MAX_TEXT = 128;

/** The answer to word of a deposit, once it is durable. */
export interface DepositReceipt {
  readonly eventId: string;
  readonly isDuplicate: boolean;
}

/**
 * Keeps word of money that nobody asked for, then goes after it in the background. Once this answers, the word may be
 * acknowledged. An event that tells of no possible amount is nothing to keep.
 */
export async function receiveDeposit(
  gateway: Gateway,
  account: ProviderAccount,
  event: ProviderEvent,
  actor: Actor,
  background: Background,
): Promise<DepositReceipt> {
  const { subject } = event;
  const provider = account.definition.description.name;
  const logger = createLogger({ provider, event_id: event.id });
  if (subject.kind !== "deposit" || !isPossible(subject.deposit)) {
    logger.warn("deposit.unreadable", { address: actor.ipAddress });
    return { eventId: event.id, isDuplicate: false };
  }
  const reported = toStorable(subject.deposit);
  const id = receiptIdOf(account.id, reported);
  const secret = newCallbackSecret();
  const arrived = { id, provider, accountId: account.id, secret, certainty: subject.certainty, reported };
  const { isDuplicate } = await gateway.callShard(id, (shard) => shard.receiveDeposit(arrived));
  // The deposit's own timer stands behind this.
  const advance = advanceDeposit(gateway, id).catch((error: unknown) =>
    logger.error("deposit.not_advanced", { deposit_id: id, error }),
  );
  background(advance);
  return { eventId: event.id, isDuplicate };
}

function isPossible({ amountMinor, currency, receipt }: ReportedDeposit): boolean {
  const isAmount = Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor < 10 ** MAX_MINOR_DIGITS;
  return isAmount && findCurrencyExponent(currency) !== null && receipt !== "" && receipt.length <= MAX_TEXT;
}

function toStorable(deposit: ReportedDeposit): ReportedDeposit {
  return {
    ...deposit,
    receipt: toStorableText(deposit.receipt),
    accountReference: cut(deposit.accountReference),
    payerName: cut(deposit.payerName),
    payerPhone: cut(deposit.payerPhone),
  };
}

function cut(text: string | null): string | null {
  return text === null ? null : toStorableText(maskCardData(toStorableText(text)).slice(0, MAX_TEXT));
}
