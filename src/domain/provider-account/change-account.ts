import type { AuditDraft } from "../audit/audit-entry.ts";
import {
  type AccountOwner,
  type AccountSwitch,
  type AccountVersion,
  type OwnedAccount,
  renderOwnedAccount,
} from "./provider-account.ts";

/** More versions of one account than this are no configuration any more. */
export const MAX_VERSIONS = 10_000;

/** What an owner wants of its account; decided on what was there at `revision`. */
export interface AccountChange extends AccountOwner {
  readonly revision: number;
  /** The next version; null: the one in force stays. */
  readonly next: Pick<AccountVersion, "secrets" | "settings" | "changed"> | null;
  readonly isActive: boolean;
}

/** What came of a change. `stale`: somebody else's came first, so it has to be decided anew. */
export type ConfiguredAccount =
  | { readonly kind: "configured"; readonly account: OwnedAccount }
  | { readonly kind: "stale" | "too_many_versions" };

/** An account as it stands after a change, and what the audit trail says of it. */
export interface AccountStep {
  readonly account: OwnedAccount;
  readonly audit: readonly AuditDraft[];
}

/** The number that an owner's next version at a provider gets. */
export function nextVersionOf({ latestVersion }: AccountSwitch): number {
  return latestVersion + 1;
}

/** Carries a change out. The caller has seen that it was decided on what is there. */
export function changeAccount(known: OwnedAccount, change: AccountChange, now: number): AccountStep {
  const { merchantId, provider, next, isActive } = change;
  const version = nextVersionOf(known.state);
  const current = next === null ? known.current : { ...next, merchantId, provider, version, createdAt: now };
  const state: AccountSwitch = {
    ...known.state,
    version: current?.version ?? null,
    latestVersion: next === null ? known.state.latestVersion : version,
    isActive,
    revision: known.state.revision + 1,
    createdAt: known.state.revision === 0 ? now : known.state.createdAt,
    updatedAt: now,
  };
  const account = { state, current };
  const isSwitched = isActive !== known.state.isActive;
  return {
    account,
    audit: [
      ...(next === null ? [] : [describe("configured", account, next.changed)]),
      ...(isSwitched ? [describe(isActive ? "enabled" : "disabled", account)] : []),
    ],
  };
}

/** Takes an account out of use: new payments go by the platform's again, those that were made with it go on. */
export function removeAccount(known: OwnedAccount, now: number): AccountStep {
  const { state } = known;
  const removed = { ...state, version: null, isActive: true, revision: state.revision + 1, updatedAt: now };
  return { account: { state: removed, current: null }, audit: [describe("removed", known)] };
}

/** Whether there is nothing left that a deletion would take away. */
export function isGone({ state }: OwnedAccount): boolean {
  return state.version === null && state.isActive;
}

function describe(what: string, account: OwnedAccount, changed?: readonly string[]): AuditDraft {
  return {
    type: `provider_account.${what}`,
    data: {
      provider: account.state.provider,
      ...renderOwnedAccount(account),
      ...(changed === undefined ? {} : { changed: [...changed] }),
    },
  };
}
