import type { Actor } from "../../domain/actor.ts";
import type { AuditDraft } from "../../domain/audit/audit-entry.ts";
import type { Replacements } from "../../domain/key-rotation/sealed-things.ts";
import type { Projection, ProviderConfigRow } from "../../domain/projection.ts";
import {
  type AccountChange,
  type AccountStep,
  type ConfiguredAccount,
  changeAccount,
  isGone,
  MAX_VERSIONS,
  removeAccount,
} from "../../domain/provider-account/change-account.ts";
import {
  type AccountOwner,
  type AccountSwitch,
  type AccountVersion,
  absentAccount,
  type OwnedAccount,
} from "../../domain/provider-account/provider-account.ts";
import { toProviderConfigRow } from "../../domain/provider-account/provider-config-row.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AccountStore } from "./account-store.ts";

/** What the registry needs of the owner's object. */
export interface AccountRegistryDependencies {
  readonly store: AccountStore;
  readonly clock: Clock;
  /** Runs work in one storage transaction. */
  atomically(work: () => void): void;
  /** Adds an entry to the owner's audit chain, within a transaction, with rows for Postgres. */
  record(owner: AccountOwner, draft: AuditDraft, actor: Actor, projection: Projection): void;
}

/** An owner's accounts at providers. Secrets come and go encrypted: the object has no key and needs none. */
export interface AccountRegistry {
  list(): OwnedAccount[];
  find(provider: string): OwnedAccount | null;
  findVersion(provider: string, version: number): AccountVersion | null;
  listVersions(provider: string, from: number): AccountVersion[];
  listAllVersions(): AccountVersion[];
  /** Exchanges sealed texts, within a transaction; gives how many, and the rows that Postgres is to be told. */
  reseal(replacements: Replacements): { readonly count: number; readonly rows: readonly ProviderConfigRow[] };
  configure(change: AccountChange, actor: Actor): ConfiguredAccount;
  /** False when there is nothing to remove. */
  remove(owner: AccountOwner, actor: Actor): boolean;
}

/** The registry over an object's own rows. */
export function createAccountRegistry(dependencies: AccountRegistryDependencies): AccountRegistry {
  const { store, clock } = dependencies;

  const find = (provider: string): OwnedAccount | null => {
    const state = store.findSwitch(provider);
    return state === null ? null : load(state);
  };

  const load = (state: AccountSwitch): OwnedAccount => {
    const { provider } = state;
    return { state, current: state.version === null ? null : store.findVersion(provider, state.version) };
  };

  const commit = (known: OwnedAccount, { account, audit }: AccountStep, actor: Actor): void => {
    const { state, current } = account;
    const replaced = known.current?.version === current?.version ? null : known.current;
    const touched = [replaced, current].filter((version) => version !== null);
    const rows = touched.map((version) => toProviderConfigRow(state, version));
    dependencies.atomically(() => {
      store.saveSwitch(state);
      if (current !== null) store.saveVersion(current);
      const [first, ...rest] = audit;
      if (first !== undefined) dependencies.record(state, first, actor, { provider_configs: rows });
      for (const draft of rest) dependencies.record(state, draft, actor, {});
    });
  };

  /** What is told of versions that were only encrypted anew has to be newer than what was told of them before. */
  const bump = (provider: string): [string, AccountSwitch][] => {
    const known = store.findSwitch(provider);
    if (known === null) return [];
    const state = { ...known, revision: known.revision + 1 };
    store.saveSwitch(state);
    return [[provider, state]];
  };
  const toRow = (state: AccountSwitch | undefined, version: AccountVersion) =>
    state === undefined ? [] : [toProviderConfigRow(state, version)];

  return {
    find,
    list: () => store.listSwitches().map(load),
    findVersion: store.findVersion,
    listVersions: store.listVersions,
    listAllVersions: () => [...store.eachVersion()],
    reseal(replacements) {
      const touched = [...store.eachVersion()].filter(({ secrets }) =>
        Object.values(secrets).some(({ sealed }) => replacements[sealed] !== undefined),
      );
      let count = 0;
      const rows = touched.map((version) => {
        const entries = Object.entries(version.secrets).map(([name, secret]) => {
          const sealed = replacements[secret.sealed];
          if (sealed !== undefined) count += 1;
          return [name, sealed === undefined ? secret : { ...secret, sealed }] as const;
        });
        const resealed = { ...version, secrets: Object.fromEntries(entries) };
        store.saveVersion(resealed);
        return resealed;
      });
      const states = new Map(
        [...new Set(touched.map(({ provider }) => provider))].flatMap((provider) => bump(provider)),
      );
      return { count, rows: rows.flatMap((version) => toRow(states.get(version.provider), version)) };
    },
    configure(change, actor) {
      const known = find(change.provider) ?? absentAccount(change);
      if (known.state.revision !== change.revision) return { kind: "stale" };
      if (change.next !== null && known.state.latestVersion >= MAX_VERSIONS) {
        return { kind: "too_many_versions" };
      }
      const step = changeAccount(known, change, clock());
      commit(known, step, actor);
      return { kind: "configured", account: step.account };
    },
    remove({ provider }, actor) {
      const known = find(provider);
      if (known === null || isGone(known)) return false;
      commit(known, removeAccount(known, clock()), actor);
      return true;
    },
  };
}
