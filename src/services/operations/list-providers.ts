import type { JsonValue } from "../../lib/canonical-json.ts";
import type { ProviderDescription } from "../../providers/provider.ts";
import { listProviders as allProviders } from "../../providers/registry.ts";
import type { AccountFault } from "../accounts/account-lookup.ts";
import { ownerIdOf } from "../accounts/owner-id.ts";
import { renderAccount } from "../accounts/render-account.ts";
import type { Gateway } from "../gateway.ts";
import { type ShownAccountHealth, showAccountHealth } from "../health/show-account-health.ts";

/** A provider in the public shape (contract section 9). */
export interface ListedProvider extends ShownAccountHealth {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly is_active: boolean;
  /** Why payments cannot be made with it now; null when they can. */
  readonly inactive_reason: AccountFault | null;
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** What the owner has set up of its own, secrets masked; null: nothing. */
  readonly account: JsonValue;
  readonly limits: { readonly min_amount_minor: number | null; readonly max_amount_minor: number | null };
}

/**
 * Every provider the gateway knows, whether a merchant (null: the platform) can use it, how the account it would use has
 * been doing, and what the merchant has set up of its own.
 */
export async function listProviders(gateway: Gateway, merchantId: string | null): Promise<ListedProvider[]> {
  const owner = ownerIdOf(merchantId);
  const owned = await gateway.callMerchant(owner, (object) => object.listAccounts());
  return Promise.all(
    allProviders().map(async ({ description }) => {
      const own = owned.find(({ state }) => state.provider === description.name);
      const { account, fault } = await gateway.accounts.current(owner, description.name);
      const health = await showAccountHealth(gateway, account?.id ?? null);
      return {
        ...render(description),
        is_active: fault === null,
        inactive_reason: fault,
        ...health,
        account: own === undefined ? null : renderAccount(gateway, own),
      };
    }),
  );
}

function render({ name, title, aliases, currencies, methods, capabilities, limits }: ProviderDescription) {
  return {
    name,
    title,
    aliases,
    currencies,
    methods,
    capabilities: {
      refund: capabilities.refund,
      partial_refund: capabilities.partialRefund,
      cancel: capabilities.cancel,
      manual_capture: capabilities.manualCapture,
      payout: capabilities.payout,
      deposits: capabilities.deposits,
    },
    limits: { min_amount_minor: limits.minAmountMinor, max_amount_minor: limits.maxAmountMinor },
  };
}
