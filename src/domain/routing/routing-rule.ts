import type { MinorUnits } from "../money.ts";

/** Which providers may take a payment that is left to the gateway, best first. What is null matches every payment. */
export interface RoutingRule {
  readonly currency: string | null;
  readonly paymentMethod: string | null;
  /** Both included; given only with a currency, in whose minor units they are. */
  readonly minAmountMinor: MinorUnits | null;
  readonly maxAmountMinor: MinorUnits | null;
  /** Names of providers, each once. */
  readonly providers: readonly string[];
}

/** What rules are held against. */
export interface RoutedTerms {
  readonly currency: string;
  readonly paymentMethod: string | null;
  readonly amountMinor: MinorUnits;
}

/** Rules a merchant may have: enough for every currency it sells in, with a few bands of amounts each. */
export const MAX_RULES = 100;
/** Providers that one payment may be sent to, one after the other, within one budget of time. */
export const MAX_PROVIDERS = 5;

/** The first rule that matches; null: none does. A rule about a method matches only payments that ask for it. */
export function findRule(rules: readonly RoutingRule[], terms: RoutedTerms): RoutingRule | null {
  return rules.find((rule) => matches(rule, terms)) ?? null;
}

function matches(rule: RoutingRule, { currency, paymentMethod, amountMinor }: RoutedTerms): boolean {
  const { minAmountMinor: min, maxAmountMinor: max } = rule;
  if (rule.currency !== null && rule.currency !== currency) return false;
  if (rule.paymentMethod !== null && rule.paymentMethod !== paymentMethod) return false;
  return (min === null || amountMinor >= min) && (max === null || amountMinor <= max);
}
