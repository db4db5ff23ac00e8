import type { ProviderAccount } from "./provider-account.ts";

/**
 * Why an account cannot be used, as a stable word for audit trails and problems. `encryption_key_missing:<id>` names the
 * key of the ring that is gone; `account_unreachable`: its owner's object did not answer.
 */
export type AccountFault =
  | "account_not_configured"
  | "account_disabled"
  | "account_unreadable"
  | "account_incomplete"
  | "account_unreachable"
  | `encryption_key_missing:${string}`;

/** An account, or why there is none to be had. */
export type AccountLookup =
  | { readonly account: ProviderAccount; readonly fault: null }
  | { readonly account: null; readonly fault: AccountFault };
