import { Problem } from "../../domain/problem.ts";
import { accountIdOf } from "../../domain/provider-account/account-id.ts";
import { type AccountChange, nextVersionOf } from "../../domain/provider-account/change-account.ts";
import {
  absentAccount,
  last4Of,
  type OwnedAccount,
  type SealedSecrets,
  secretContextOf,
} from "../../domain/provider-account/provider-account.ts";
import { seal } from "../../lib/seal.ts";
import type { ProviderDefinition } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../principal.ts";
import { membersFor } from "./account-members.ts";
import { accountAddressRules } from "./address-rules.ts";
import { type Members, mergeMembers } from "./merge-members.ts";
import { openSecrets } from "./open-account.ts";
import { ownerIdOf } from "./owner-id.ts";

/** What is asked of an account; what is left out stays as it is, and null takes a member away. */
export interface AccountRequest {
  readonly isActive: boolean | undefined;
  readonly members: Readonly<Record<string, string | null>>;
}

/** An account as it stands; `isNew`: there was none before. */
export interface Configured {
  readonly account: OwnedAccount;
  readonly isNew: boolean;
}

/** Changes that come between reading and writing are met by deciding anew, this often. */
const MAX_DECISIONS = 5;

/**
 * Sets up an owner's account at a provider, changes it, or switches it. Every change of its members is a new version;
 * what changes nothing makes none. Secrets are encrypted here, before they reach the object that keeps them.
 */
export async function configureAccount(
  gateway: Gateway,
  caller: Caller,
  merchantId: string | null,
  definition: ProviderDefinition,
  request: AccountRequest,
): Promise<Configured> {
  const provider = definition.description.name;
  const owner = ownerIdOf(merchantId);
  for (let made = 0; made < MAX_DECISIONS; made += 1) {
    const found = await gateway.callMerchant(owner, (object) => object.findAccount(provider));
    const known = found ?? absentAccount({ merchantId, provider });
    const change = await decide(gateway, definition, known, request);
    if (change === null) return { account: known, isNew: false };
    const configured = await gateway.callMerchant(owner, (object) => object.configureAccount(change, caller.actor));
    gateway.accounts.forget(merchantId, provider);
    if (configured.kind === "configured") {
      return { account: configured.account, isNew: known.current === null && configured.account.current !== null };
    }
    if (configured.kind === "too_many_versions") {
      throw new Problem("invalid_state", "This account has been changed too often to be changed again.");
    }
  }
  throw new Problem("invalid_state", "The account is being changed by others at the same time; try again.");
}

/** The change that a request asks for, or null when everything is as it is asked to be. */
async function decide(
  gateway: Gateway,
  definition: ProviderDefinition,
  known: OwnedAccount,
  request: AccountRequest,
): Promise<AccountChange | null> {
  const { merchantId, provider, revision } = known.state;
  const isActive = request.isActive ?? known.state.isActive;
  const isSwitched = isActive !== known.state.isActive;
  const base = { merchantId, provider, revision, isActive };
  // A switch alone needs no secrets: it works where they cannot be read, and where there are none.
  const isSwitchOnly = Object.keys(request.members).length === 0 && request.isActive !== undefined;
  if (isSwitchOnly) return isSwitched ? { ...base, next: null } : null;
  const before = await readKnown(gateway, definition, known, request);
  const rules = { addresses: accountAddressRules(gateway.config), variables: gateway.config.variables };
  const merged = mergeMembers(definition, merchantId, before, request.members, rules);
  if (!merged.isValid) {
    const [first] = merged.faults;
    throw new Problem("validation_failed", `${first?.path}: ${first?.message}`, { errors: merged.faults });
  }
  const { members, changed } = merged;
  if (changed.length === 0 && !isSwitched) return null;
  if (changed.length === 0) return { ...base, next: null };
  const accountId = accountIdOf({ merchantId, provider, version: nextVersionOf(known.state) });
  return { ...base, next: { ...(await split(gateway, definition, merchantId, accountId, members)), changed } };
}

/** The members of the version in force, null without one. A secret that cannot be read has to be given again, or nothing can be kept. */
async function readKnown(
  gateway: Gateway,
  { description }: ProviderDefinition,
  known: OwnedAccount,
  { members }: AccountRequest,
): Promise<Members | null> {
  const { current } = known;
  if (current === null) return null;
  const { values, fault } = await openSecrets(gateway.config.encryptionKeys, current);
  if (values !== null) return { ...current.settings, ...values };
  const kept = Object.keys(current.secrets).filter((name) => members[name] === undefined);
  if (kept.length === 0) return current.settings;
  const errors = kept.map((path) => ({ path, message: "Give it again: what is stored cannot be read." }));
  throw new Problem("invalid_state", `${description.title}'s stored secrets cannot be read (${fault}).`, { errors });
}

/** Parts members into secrets, sealed for the version they are to be part of, and what may be shown. */
async function split(
  { config }: Gateway,
  definition: ProviderDefinition,
  merchantId: string | null,
  accountId: string,
  members: Members,
): Promise<{ readonly secrets: SealedSecrets; readonly settings: Members }> {
  const allowed = membersFor(definition, merchantId);
  const isSecret = ([name]: readonly [string, string]) => allowed.get(name)?.kind === "secret";
  const entries = Object.entries(members);
  const secrets = await Promise.all(
    entries.filter(isSecret).map(async ([name, text]) => {
      const sealed = await seal(config.encryptionKeys, secretContextOf(accountId, name), text);
      return [name, { sealed, last4: last4Of(text) }] as const;
    }),
  );
  return {
    secrets: Object.fromEntries(secrets),
    settings: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
  };
}
