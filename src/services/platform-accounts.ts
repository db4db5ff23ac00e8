import type { PaymentProvider, ProviderDefinition } from "../providers/provider.ts";
import { listProviders } from "../providers/registry.ts";

/** Credentials at a provider, ready to use. Its id stays with every transaction made with it. */
export interface ProviderAccount {
  readonly id: string;
  readonly definition: ProviderDefinition;
  readonly provider: PaymentProvider;
}

/** The accounts that the environment's credentials make up, by account id. */
export type PlatformAccounts = ReadonlyMap<string, ProviderAccount>;

/** A variable that keeps a provider from being used, and why; never its value. */
export interface AccountFault {
  readonly variable: string;
  readonly reason: string;
}

/** The id of the platform's own account at a provider. */
export function platformAccountId(providerName: string): string {
  return `platform:${providerName}`;
}

/** Reads every provider's variables: all absent is off, partly set or malformed is a fault. */
export function readPlatformAccounts(variables: Readonly<Record<string, string>>): {
  readonly accounts: PlatformAccounts;
  readonly faults: readonly AccountFault[];
} {
  const faults: AccountFault[] = [];
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
