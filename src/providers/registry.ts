import { cpay } from "./cpay/index.ts";
import { mpesa } from "./mpesa/index.ts";
import { paystack } from "./paystack/index.ts";
import type { ProviderDefinition } from "./provider.ts";
import { stripe } from "./stripe/index.ts";

/** Every provider the gateway knows: one folder and one line each. */
const PROVIDERS: readonly ProviderDefinition[] = [cpay, mpesa, paystack, stripe];

/** All definitions, in the order they are shown. */
export function listProviders(): readonly ProviderDefinition[] {
  return PROVIDERS;
}

/** The provider of a name or alias, or null. */
export function findProvider(name: string): ProviderDefinition | null {
  const wanted = (definition: ProviderDefinition) =>
    definition.description.name === name || definition.description.aliases.includes(name);
  return PROVIDERS.find(wanted) ?? null;
}
