import type { Actor } from "../../domain/actor.ts";
import type { Replacements, SealedThings } from "../../domain/key-rotation/sealed-things.ts";
import { PLATFORM_OWNER } from "../../domain/provider-account/account-id.ts";
import type { AccountChange, ConfiguredAccount } from "../../domain/provider-account/change-account.ts";
import type { AccountOwner, AccountVersion, OwnedAccount } from "../../domain/provider-account/provider-account.ts";
import { systemClock } from "../../lib/clock.ts";
import { type AccountRegistry, createAccountRegistry } from "./account-registry.ts";
import { createAccountStore } from "./account-store.ts";
import { MerchantObjectBase } from "./merchant-object-base.ts";

/** What a merchant's object does with its accounts at providers. The platform's are an object's of their own. */
export abstract class AccountMethods extends MerchantObjectBase {
  readonly #accounts: AccountRegistry = createAccountRegistry({
    store: createAccountStore(this.ctx.storage.sql),
    clock: systemClock,
    atomically: this.atomically,
    record: ({ merchantId }, draft, actor, projection) =>
      this.record(merchantId ?? PLATFORM_OWNER, draft, actor, projection),
  });

  listAccounts(): OwnedAccount[] {
    return this.#accounts.list();
  }

  findAccount(provider: string): OwnedAccount | null {
    return this.#accounts.find(provider);
  }

  findAccountVersion(provider: string, version: number): AccountVersion | null {
    return this.#accounts.findVersion(provider, version);
  }

  listAccountVersions(provider: string, from: number): AccountVersion[] {
    return this.#accounts.listVersions(provider, from);
  }

  configureAccount(change: AccountChange, actor: Actor): ConfiguredAccount {
    return this.#accounts.configure(change, actor);
  }

  listSealed(): SealedThings {
    return { accounts: this.#accounts.listAllVersions(), endpoints: this.endpoints.list() };
  }

  async reseal(owner: string, replacements: Replacements, keyId: string, actor: Actor): Promise<number> {
    const endpoints = await this.endpoints.reseal(replacements, actor);
    let accounts = 0;
    this.atomically(() => {
      const resealed = this.#accounts.reseal(replacements);
      accounts = resealed.count;
      if (accounts + endpoints === 0) return;
      const data = { key_id: keyId, account_secrets: accounts, endpoint_secrets: endpoints };
      this.record(owner, { type: "encryption_key.rotated", data }, actor, { provider_configs: resealed.rows });
    });
    return accounts + endpoints;
  }

  removeAccount(owner: AccountOwner, actor: Actor): boolean {
    return this.#accounts.remove(owner, actor);
  }
}
