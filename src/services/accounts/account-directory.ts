import { acceptedVersions } from "../../domain/provider-account/accepted-webhooks.ts";
import { parseAccountId, platformAccountId } from "../../domain/provider-account/account-id.ts";
import { type AccountVersion, type OwnedAccount, versionIdOf } from "../../domain/provider-account/provider-account.ts";
import { BoundedCache } from "../../lib/bounded-cache.ts";
import type { Clock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import { createRemembered } from "../../lib/remembered.ts";
import type { CallMerchant } from "../../objects/merchant/merchant-client.ts";
import type { AccountFault, AccountLookup } from "./account-lookup.ts";
import { type Opener, openAccount } from "./open-account.ts";
import { ownerIdOf } from "./owner-id.ts";
import type { PlatformAccounts } from "./platform-accounts.ts";
import type { ProviderAccount } from "./provider-account.ts";

/** Accounts that one isolate keeps ready to use. */
const MAX_OPENED = 1_000;
/** A signature that fits no secret known is held against what the owner has now, at most this often. */
const RECHECK_AFTER_MS = 2_000;

/** The accounts whose signatures are taken at a webhook address, the newest first; and what keeps others from it. */
export interface Verifiers {
  readonly accounts: readonly ProviderAccount[];
  readonly faults: readonly AccountFault[];
}

/** The accounts at providers, whoever they belong to. Nothing here throws: what cannot be had says why. */
export interface AccountDirectory {
  /** The account that a transaction was made with, by the id the transaction keeps. */
  find(accountId: string): Promise<AccountLookup>;
  /**
   * The account that new payments of a merchant are made with: the merchant's own, else the platform's, else the
   * environment's. One that is switched off is not made up for by the next.
   */
  current(merchantId: string, providerName: string): Promise<AccountLookup>;
  /**
   * The accounts whose signatures are taken at the address of one: its own, and those of its newer versions. Their ids
   * are those that events signed with them count as verified by. `recheck`: for a signature that fitted none of these.
   */
  verifiers(accountId: string, recheck?: boolean): Promise<Verifiers>;
  /** Whether the answer of {@link verifiers} is at hand, so that nobody has to be asked. */
  remembersVerifiers(accountId: string): boolean;
  /** Forgets what it knows of an owner, who has just changed something here. */
  forget(merchantId: string | null, providerName: string): void;
  /** The accounts that the environment's variables make up. */
  readonly platform: PlatformAccounts;
}

/** What the directory reads from and opens with. */
export interface DirectoryDependencies {
  readonly platform: PlatformAccounts;
  readonly opener: Opener;
  readonly callMerchant: CallMerchant;
  readonly clock: Clock;
}

/** The directory over the objects that own the accounts. It is asked on the way of every payment. */
export function createAccountDirectory(dependencies: DirectoryDependencies): AccountDirectory {
  const { platform, opener, callMerchant, clock } = dependencies;
  const opened = new BoundedCache<AccountLookup>(MAX_OPENED);
  const owned = createRemembered<readonly OwnedAccount[]>(
    (owner) => callMerchant(owner, (object) => object.listAccounts()),
    clock,
  );
  const versions = createRemembered<readonly AccountVersion[]>((family) => {
    const { owner, provider } = JSON.parse(family) as { owner: string; provider: string };
    return callMerchant(owner, (object) => object.listAccountVersions(provider, 1));
  }, clock);

  const open = async (version: AccountVersion): Promise<AccountLookup> => {
    const id = versionIdOf(version);
    const known = opened.get(id);
    if (known !== undefined) return known;
    const lookup = await openAccount(opener, version);
    // A version never changes, but what keeps it from being opened may be put right.
    if (lookup.account !== null) opened.set(id, lookup);
    else createLogger().error("account.not_opened", { account_id: id, reason: lookup.fault });
    return lookup;
  };

  const ofEnvironment = (id: string): AccountLookup => {
    const account = platform.get(id);
    return account === undefined ? NOT_CONFIGURED : { account, fault: null };
  };

  const currentOf = async (owner: string, provider: string): Promise<AccountLookup | null> => {
    const found = (await owned.get(owner)).find(({ state }) => state.provider === provider);
    if (found !== undefined && !found.state.isActive) return { account: null, fault: "account_disabled" };
    return found === undefined || found.current === null ? null : open(found.current);
  };

  return {
    platform,
    async find(accountId) {
      const known = opened.get(accountId);
      if (known !== undefined) return known;
      const key = parseAccountId(accountId);
      const version = key?.version ?? null;
      if (key === null || version === null) return ofEnvironment(accountId);
      const owner = ownerIdOf(key.merchantId);
      try {
        const found = await callMerchant(owner, (object) => object.findAccountVersion(key.provider, version));
        return found === null ? NOT_CONFIGURED : await open(found);
      } catch (error) {
        return unreachable(owner, error);
      }
    },
    async current(merchantId, provider) {
      // Asked at the same time: a cold isolate waits once.
      const [own, shared] = await Promise.allSettled([
        currentOf(ownerIdOf(merchantId), provider),
        currentOf(ownerIdOf(null), provider),
      ]);
      if (own.status === "rejected") return unreachable(ownerIdOf(merchantId), own.reason);
      if (own.value !== null) return own.value;
      if (shared.status === "rejected") return unreachable(ownerIdOf(null), shared.reason);
      return shared.value ?? ofEnvironment(platformAccountId(provider));
    },
    async verifiers(accountId, recheck = false) {
      const key = parseAccountId(accountId);
      if (key === null) return { accounts: [], faults: [] };
      const environments = platform.get(accountId);
      const last = environments === undefined ? [] : [environments];
      const family = familyKeyOf(key.merchantId, key.provider);
      try {
        const all = await (recheck ? versions.getFresh(family, RECHECK_AFTER_MS) : versions.get(family));
        const from = all.filter(({ version }) => version >= (key.version ?? 0));
        const accepted = acceptedVersions(from, clock());
        const lookups = await Promise.all(accepted.map(({ version }) => open(version)));
        const accounts = lookups.flatMap(({ account }, index) => {
          const actsAs = accepted[index]?.actsAs;
          return account === null || actsAs === undefined ? [] : [{ ...account, id: versionIdOf(actsAs) }];
        });
        return { accounts: [...accounts, ...last], faults: lookups.flatMap(({ fault }) => fault ?? []) };
      } catch (error) {
        return { accounts: last, faults: [unreachable(ownerIdOf(key.merchantId), error).fault] };
      }
    },
    remembersVerifiers(accountId) {
      const key = parseAccountId(accountId);
      return key !== null && versions.has(familyKeyOf(key.merchantId, key.provider));
    },
    forget(merchantId, providerName) {
      owned.forget(ownerIdOf(merchantId));
      versions.forget(familyKeyOf(merchantId, providerName));
    },
  };
}

const NOT_CONFIGURED = { account: null, fault: "account_not_configured" } as const satisfies AccountLookup;

function unreachable(owner: string, error: unknown) {
  createLogger().error("account.owner_unreachable", { owner, error });
  return { account: null, fault: "account_unreachable" } as const satisfies AccountLookup;
}

function familyKeyOf(merchantId: string | null, provider: string): string {
  return JSON.stringify({ owner: ownerIdOf(merchantId), provider });
}
