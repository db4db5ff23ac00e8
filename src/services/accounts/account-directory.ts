import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import type { PlatformAccounts } from "./platform-accounts.ts";
import type { ProviderAccount } from "./provider-account.ts";

/** Why an account cannot be used, as a stable word for audit trails and problems. */
export type AccountFault = "account_not_configured";

/** An account, or why there is none to be had. */
export type AccountLookup =
  | { readonly account: ProviderAccount; readonly fault: null }
  | { readonly account: null; readonly fault: AccountFault };

/** The accounts at providers, whoever they belong to. Nothing here throws: what cannot be had says why. */
export interface AccountDirectory {
  /** The account that a transaction was made with, by the id the transaction keeps. */
  find(accountId: string): Promise<AccountLookup>;
  /** The account that new payments of a merchant are made with. */
  current(merchantId: string, providerName: string): Promise<AccountLookup>;
  /** The accounts that the environment's variables make up. */
  readonly platform: PlatformAccounts;
}

/** The directory of accounts that come from the environment alone. */
export function createAccountDirectory(platform: PlatformAccounts): AccountDirectory {
  const look = (id: string): Promise<AccountLookup> => {
    const account = platform.get(id);
    return Promise.resolve(
      account === undefined ? { account: null, fault: "account_not_configured" } : { account, fault: null },
    );
  };
  return { find: look, current: (_merchantId, name) => look(platformAccountId(name)), platform };
}
