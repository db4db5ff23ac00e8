import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import type { ProviderDescription } from "../../providers/provider.ts";
import { listProviders as allProviders } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";
import { type ShownAccountHealth, showAccountHealth } from "../health/show-account-health.ts";

/** A provider in the public shape (contract section 9). */
export interface ListedProvider extends ShownAccountHealth {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly is_active: boolean;
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly limits: { readonly min_amount_minor: number | null; readonly max_amount_minor: number | null };
}

/** Every provider the gateway knows, set up for a merchant (null: the platform) or not, and how its account has been doing. */
export function listProviders(gateway: Gateway, merchantId: string | null): Promise<ListedProvider[]> {
  return Promise.all(
    allProviders().map(async ({ description }) => {
      const accountId = await findAccountId(gateway, merchantId, description.name);
      const health = await showAccountHealth(gateway, accountId);
      return { ...render(description), is_active: accountId !== null, ...health };
    }),
  );
}

async function findAccountId(gateway: Gateway, merchantId: string | null, name: string): Promise<string | null> {
  if (merchantId !== null) return (await gateway.accounts.current(merchantId, name)).account?.id ?? null;
  return gateway.accounts.platform.get(platformAccountId(name))?.id ?? null;
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
