import { type CallbackToken, isCallbackTokenOf, parseCallbackToken } from "../../domain/callback-token.ts";
import { deriveDetachedId } from "../../domain/identifiers.ts";
import { firstOfFamily } from "../../domain/provider-account/account-id.ts";
import type { CallbackSubject } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { notFound } from "../principal.ts";

/** An address that has proved itself. `subject` null: the account's own, where nothing of ours is named. */
export interface ProvedCallback {
  readonly token: CallbackToken;
  readonly account: ProviderAccount;
  readonly subject: CallbackSubject | null;
}

/**
 * Finds out what an unguessable address is of. Every address that is not ours, or that is used from where the account's
 * callbacks do not come from, is simply not found.
 */
export async function openCallback(gateway: Gateway, text: string, address: string | null): Promise<ProvedCallback> {
  const token = parseCallbackToken(text);
  const proved = token === null ? null : await prove(gateway, token);
  if (proved === null) throw notFound("address");
  const { allowedAddresses = [] } = proved.account.provider;
  const isExpected = allowedAddresses.length === 0 || (address !== null && allowedAddresses.includes(address));
  if (!isExpected) throw notFound("address");
  return proved;
}

async function prove(gateway: Gateway, token: CallbackToken): Promise<ProvedCallback | null> {
  if (token.purpose === "deposit_validation" || token.purpose === "deposit_confirmation") {
    const account = await findNoticed(gateway, token);
    return account === null ? null : { token, account, subject: null };
  }
  const opened = await gateway.callShard(token.subjectId, (shard) => shard.openCallback(token));
  if (opened === null) return null;
  const { account } = await gateway.accounts.find(opened.accountId);
  if (account === null) return null;
  return { token, account, subject: { purpose: token.purpose, id: token.subjectId, kind: opened.kind } };
}

/**
 * The account whose own address it is: derived from what the account keeps secret, so that no row is needed for it. The
 * address names the family unless the account is the environment's; of its versions the newest with that secret is meant.
 */
async function findNoticed(gateway: Gateway, token: CallbackToken): Promise<ProviderAccount | null> {
  const family = token.accountFamily;
  const named = family === null ? [...gateway.accounts.platform.values()] : await versionsOf(gateway, family);
  const isIts = ({ id, provider: { noticeSecret = "" } }: ProviderAccount) =>
    noticeSecret !== "" &&
    token.subjectId === deriveDetachedId("account", family ?? id) &&
    isCallbackTokenOf(token, noticeSecret);
  return named.find(isIts) ?? null;
}

/** All versions of a family, the newest first. Addresses can be registered once: one of the first version still counts. */
async function versionsOf(gateway: Gateway, family: string): Promise<readonly ProviderAccount[]> {
  const { accounts } = await gateway.accounts.verifiers(firstOfFamily(family));
  return accounts;
}
