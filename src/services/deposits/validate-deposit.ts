import { parseAccountReference } from "../../domain/account-reference.ts";
import { findObjection } from "../../domain/deposit/match-payment.ts";
import type { ProviderEvent } from "../../domain/inbox/provider-event.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";

/** Whether money that is about to be paid in should be taken; `why`: what of it is wrong. */
export type DepositVerdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly why: "amount" | "account" };

/** Providers wait 8 s at most and the payer waits too: what is not known by then is no reason to refuse money. */
const PATIENCE_MS = 3_000;

/**
 * Judges money before it is paid: refused only when its payer names a payment of this account that has another amount or
 * is over, or names none where the account requires one. Writes nothing.
 */
export async function validateDeposit(
  gateway: Gateway,
  account: ProviderAccount,
  event: ProviderEvent,
): Promise<DepositVerdict> {
  const { subject } = event;
  if (subject.kind !== "deposit") return { accepted: true };
  const isRequired = account.provider.requiresKnownReference === true;
  const reference = parseAccountReference(subject.deposit.accountReference ?? "");
  if (reference === null) return isRequired ? { accepted: false, why: "account" } : { accepted: true };
  const { shardId, idPrefix } = reference;
  const found = await inTime(gateway.callShard(shardId, (shard) => shard.findByReference(idPrefix)));
  if (found === "unknown") return { accepted: true };
  if (found === null) return isRequired ? { accepted: false, why: "account" } : { accepted: true };
  // What is archived was over long ago, but whose it was is not at hand: the confirmation is judged with care.
  if (found.kind === "archived") return { accepted: true };
  const why = findObjection(found.payment, subject.deposit, account.id);
  return why === null ? { accepted: true } : { accepted: false, why };
}

function inTime<Result>(answer: Promise<Result>): Promise<Result | "unknown"> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("unknown"), PATIENCE_MS);
    answer
      .catch((error: unknown) => {
        createLogger().warn("deposit.not_validated", { error });
        return "unknown" as const;
      })
      .then((result) => {
        clearTimeout(timer);
        resolve(result);
      });
  });
}
