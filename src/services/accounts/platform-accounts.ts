import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import { listProviders } from "../../providers/registry.ts";
import type { ProviderAccount } from "./provider-account.ts";

/** The accounts that the environment's credentials make up, by account id. */
export type PlatformAccounts = ReadonlyMap<string, ProviderAccount>;

/** A variable that keeps a provider from being used, and why; never its value. */
export interface VariableFault {
  readonly variable: string;
  readonly reason: string;
}

/** Reads every provider's variables: all absent is off, partly set or malformed is a fault. */
export function readPlatformAccounts(variables: Readonly<Record<string, string>>): {
  readonly accounts: PlatformAccounts;
  readonly faults: readonly VariableFault[];
} {
  const faults: VariableFault[] = [];
  const accounts = new Map<string, ProviderAccount>();
  for (const definition of listProviders()) {
    const entries = Object.entries(definition.environment);
    const given = entries.filter(([, name]) => (variables[name] ?? "") !== "");
    if (given.length === 0) continue;
    const parsed = definition.configSchema.safeParse(
      Object.fromEntries(given.map(([member, name]) => [member, variables[name]])),
    );
    if (parsed.success) {
      const id = platformAccountId(definition.description.name);
      accounts.set(id, { id, definition, provider: definition.create(parsed.data) });
      continue;
    }
    for (const issue of parsed.error.issues) {
      const variable = new Map(entries).get(String(issue.path[0])) ?? definition.description.name;
      const isMissing = (variables[variable] ?? "") === "";
      faults.push({ variable, reason: isMissing ? "is missing while others of its provider are set" : "is malformed" });
    }
  }
  return { accounts, faults };
}
