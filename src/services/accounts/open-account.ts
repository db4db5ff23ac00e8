import { accountIdOf } from "../../domain/provider-account/account-id.ts";
import {
  type AccountVersion,
  type SealedSecret,
  secretContextOf,
  versionIdOf,
} from "../../domain/provider-account/provider-account.ts";
import { keyIdOf, type SealingKey, unseal } from "../../lib/seal.ts";
import { findProvider } from "../../providers/registry.ts";
import type { AccountLookup } from "./account-lookup.ts";
import { readMembers } from "./account-members.ts";

/** What accounts are opened with. */
export interface Opener {
  readonly keys: readonly SealingKey[];
  /** The environment's variables: what all accounts at a provider share stands in there. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A version's secrets in the clear by their names, or why they cannot be had. */
export type OpenedSecrets =
  | { readonly values: Readonly<Record<string, string>>; readonly fault: null }
  | { readonly values: null; readonly fault: `encryption_key_missing:${string}` | "account_unreadable" };

/** Makes an account of one of its versions ready to use. */
export async function openAccount(opener: Opener, version: AccountVersion): Promise<AccountLookup> {
  const definition = findProvider(version.provider);
  if (definition === null) return { account: null, fault: "account_not_configured" };
  const { values, fault } = await openSecrets(opener.keys, version);
  if (values === null) return { account: null, fault };
  const read = readMembers(definition, { ...version.settings, ...values }, opener.variables);
  // What was taken once and is not any more: the rules, or what the environment shared, have changed.
  if (!read.isComplete) return { account: null, fault: "account_incomplete" };
  const provider = definition.create(read.config);
  const owner = version.merchantId === null ? {} : { ownerMerchantId: version.merchantId };
  return { account: { id: accountIdOf(version), definition, provider: { ...provider, ...owner } }, fault: null };
}

/** Decrypts a version's secrets, or those of some names. */
export async function openSecrets(
  keys: readonly SealingKey[],
  version: AccountVersion,
  names: readonly string[] = Object.keys(version.secrets),
): Promise<OpenedSecrets> {
  const accountId = versionIdOf(version);
  const entries = Object.entries(version.secrets).filter(([name]) => names.includes(name));
  const opened = await Promise.all(
    entries.map(async ([name, { sealed }]) => [name, await unseal(keys, secretContextOf(accountId, name), sealed)]),
  );
  const closed = entries.find((_, index) => opened[index]?.[1] === null);
  if (closed !== undefined) return { values: null, fault: faultOf(keys, closed[1]) };
  return { values: Object.fromEntries(opened) as Record<string, string>, fault: null };
}

function faultOf(keys: readonly SealingKey[], { sealed }: SealedSecret): Exclude<OpenedSecrets["fault"], null> {
  const keyId = keyIdOf(sealed);
  const isMissing = keyId !== null && keys.every(({ id }) => id !== keyId);
  return isMissing ? `encryption_key_missing:${keyId}` : "account_unreadable";
}
