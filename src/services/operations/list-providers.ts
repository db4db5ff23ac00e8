import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import type { ProviderDescription } from "../../providers/provider.ts";
import { listProviders as allProviders } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";

/** A provider in the public shape (contract section 9). */
export interface ListedProvider {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly is_active: boolean;
  readonly health: "ok" | "failing" | "unknown";
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly limits: { readonly min_amount_minor: number | null; readonly max_amount_minor: number | null };
}

/** Every provider the gateway knows, set up here or not. Nothing measures their health yet, and so says so. */
export function listProviders(gateway: Gateway): ListedProvider[] {
  return allProviders().map(({ description }) => ({
    ...render(description),
    is_active: gateway.accounts.platform.has(platformAccountId(description.name)),
    health: "unknown",
  }));
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
