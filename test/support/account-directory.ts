import { type AccountDirectory, createAccountDirectory } from "../../src/services/accounts/account-directory.ts";
import type { ProviderAccount } from "../../src/services/accounts/provider-account.ts";

/** A directory of the accounts a test has made, for all merchants. */
export function directoryOf(accounts: ReadonlyMap<string, ProviderAccount>): AccountDirectory {
  return createAccountDirectory(accounts);
}
