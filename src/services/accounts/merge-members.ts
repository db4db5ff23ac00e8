import type { FieldError } from "../../domain/problem.ts";
import { CONFIG } from "../../domain/provider-account/provider-account.ts";
import { type AddressRules, findAddressFault } from "../../domain/webhook-endpoint/endpoint-address.ts";
import type { AccountMember, ProviderDefinition } from "../../providers/provider.ts";
import { membersFor, readMembers } from "./account-members.ts";

/** Members by the API's names, in the clear. */
export type Members = Readonly<Record<string, string>>;

/** What decides what an account may be made of. */
export interface MergeRules {
  readonly addresses: AddressRules;
  readonly variables: Readonly<Record<string, string>>;
}

/** An account's members after a change, or why it cannot be made. */
export type MergedMembers =
  | { readonly isValid: true; readonly members: Members; readonly changed: readonly string[] }
  | { readonly isValid: false; readonly faults: readonly FieldError[] };

/**
 * Lays what is given over what is there: what is not named stays, null takes away. Whoever moves the address that secrets
 * are sent to has to give those again, or else a token that may configure could have them sent to itself.
 */
export function mergeMembers(
  definition: ProviderDefinition,
  merchantId: string | null,
  known: Members | null,
  given: Readonly<Record<string, string | null>>,
  rules: MergeRules,
): MergedMembers {
  const allowed = membersFor(definition, merchantId);
  const strays = Object.keys(given).filter((name) => !allowed.has(name));
  if (strays.length > 0) {
    const message = `${definition.description.title} takes ${[...allowed.keys()].join(", ")}.`;
    return { isValid: false, faults: strays.map((path) => ({ path, message })) };
  }
  const merged = Object.entries({ ...known, ...given }).filter((entry): entry is [string, string] => entry[1] !== null);
  const members = Object.fromEntries(merged);
  const names = [...new Set([...Object.keys(known ?? {}), ...Object.keys(members)])].sort();
  const changed = names.filter((name) => known?.[name] !== members[name]);
  const read = readMembers(definition, members, rules.variables);
  const faults = [
    ...(read.isComplete ? [] : read.faults),
    ...findAddressFaults(allowed, given, rules.addresses),
    ...(known === null ? [] : findUnrepeated(allowed, members, given, changed)),
  ];
  return faults.length > 0 ? { isValid: false, faults } : { isValid: true, members, changed };
}

function findAddressFaults(
  allowed: ReadonlyMap<string, AccountMember>,
  given: Readonly<Record<string, string | null>>,
  rules: AddressRules,
): FieldError[] {
  return Object.entries(given).flatMap(([path, value]) => {
    const kind = allowed.get(path)?.kind;
    if (value === null || (kind !== "address" && kind !== "callback")) return [];
    const message = findAddressFault(value, rules);
    return message === null ? [] : [{ path, message }];
  });
}

function findUnrepeated(
  allowed: ReadonlyMap<string, AccountMember>,
  members: Members,
  given: Readonly<Record<string, string | null>>,
  changed: readonly string[],
): FieldError[] {
  if (!changed.some((name) => allowed.get(name)?.kind === "address")) return [];
  const kept = Object.keys(members).filter((name) => allowed.get(name)?.kind === "secret" && given[name] === undefined);
  return kept.map((path) => ({ path, message: `Give it again: it is to be sent to another ${CONFIG}base_url.` }));
}
