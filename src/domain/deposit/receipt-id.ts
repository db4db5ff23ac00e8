import { deriveDetachedId, type ShardId } from "../identifiers.ts";
import type { ReceiptClaim } from "../outcome.ts";
import { familyOf, parseAccountId } from "../provider-account/account-id.ts";

/**
 * The id of a deposit and of the claim to its receipt: the same money has the same, by whatever way it is told of. What a
 * merchant's own account tells of is kept apart from everybody else's: a scope is a number that anyone can configure, so
 * it must not claim, or be taken for, money at another owner's account.
 */
export function receiptIdOf(accountId: string, { scope, receipt }: ReceiptClaim): ShardId {
  const isPlatforms = (parseAccountId(accountId)?.merchantId ?? null) === null;
  return isPlatforms
    ? deriveDetachedId("receipt", scope, receipt)
    : deriveDetachedId("receipt", familyOf(accountId), scope, receipt);
}
