import type { FieldError } from "../../domain/problem.ts";
import type { AccountMember, ProviderDefinition } from "../../providers/provider.ts";

/** A configuration as its provider takes it, or what is wrong with the members it was made of. */
export type ReadMembers =
  | { readonly isComplete: true; readonly config: unknown }
  | { readonly isComplete: false; readonly faults: readonly FieldError[] };

/**
 * Makes a provider's configuration of members by the API's names. What all accounts at a provider share, such as its
 * address, is the environment's where it is not given.
 */
export function readMembers(
  { accountMembers, environment, configSchema }: ProviderDefinition,
  given: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): ReadMembers {
  const entries = Object.entries(accountMembers);
  const config = entries.flatMap(([name, { member, isShared = false }]) => {
    const shared = isShared ? variables[environment[member] ?? ""] : undefined;
    const value = given[name] ?? (shared === "" ? undefined : shared);
    return value === undefined ? [] : [[member, value] as const];
  });
  const parsed = configSchema.safeParse(Object.fromEntries(config));
  if (parsed.success) return { isComplete: true, config: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => {
    const found = entries.find(([, { member }]) => member === path[0]);
    const isMissing = found !== undefined && !config.some(([member]) => member === found[1].member);
    return { path: found?.[0] ?? "config", message: isMissing ? "It is needed." : message };
  });
  return { isComplete: false, faults };
}

/** Names an account of an owner may have, with what they are. */
export function membersFor(
  { accountMembers }: ProviderDefinition,
  merchantId: string | null,
): ReadonlyMap<string, AccountMember> {
  const all = Object.entries(accountMembers);
  return new Map(all.filter(([, { isPlatformOnly = false }]) => merchantId === null || !isPlatformOnly));
}
