import type { ProviderDefinition } from "./provider.ts";
import * as entries from "./registry-entries.ts";

/** Every provider the gateway knows, by name: modules order their exports so. */
const PROVIDERS: readonly ProviderDefinition[] = Object.values(entries);

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
