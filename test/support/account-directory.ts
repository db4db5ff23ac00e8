import type { MerchantApi } from "../../src/objects/merchant/merchant-client.ts";
import { type AccountDirectory, createAccountDirectory } from "../../src/services/accounts/account-directory.ts";
import type { ProviderAccount } from "../../src/services/accounts/provider-account.ts";

/** Owners without accounts of their own. */
const NOBODY = {
  listAccounts: () => Promise.resolve([]),
  listAccountVersions: () => Promise.resolve([]),
  findAccountVersion: () => Promise.resolve(null),
} as unknown as MerchantApi;

/** A directory of the accounts a test has made, for all merchants. */
export function directoryOf(platform: ReadonlyMap<string, ProviderAccount>): AccountDirectory {
  const opener = { keys: [], variables: {} };
  return createAccountDirectory({ platform, opener, callMerchant: (_, call) => call(NOBODY), clock: Date.now });
}
