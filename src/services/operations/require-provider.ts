import type { ProviderDefinition } from "../../providers/provider.ts";
import { findProvider } from "../../providers/registry.ts";
import { notFound } from "../principal.ts";

/** The proper name of a provider, from its name or an alias; null when there is none. */
export function findProviderName(name: string): string | null {
  return findProvider(name)?.description.name ?? null;
}

/** A provider, from its name or an alias in an address; not found when there is none. */
export function requireProvider(name: string): ProviderDefinition {
  const definition = findProvider(name);
  if (definition === null) throw notFound("provider");
  return definition;
}

/** The proper name of a provider, from its name or an alias in an address; not found when there is none. */
export function requireProviderName(name: string): string {
  return requireProvider(name).description.name;
}
