import type { JsonValue } from "../../lib/canonical-json.ts";
import { formatAmount, type MinorUnits } from "../money.ts";
import type { RoutingRule } from "./routing-rule.ts";

/** A rule as merchants write it, its amounts as text in major units. */
export function renderRoutingRule(rule: RoutingRule): { [name: string]: JsonValue } {
  const amount = (minor: MinorUnits | null) =>
    minor === null || rule.currency === null ? null : formatAmount(minor, rule.currency);
  return {
    currency: rule.currency,
    payment_method: rule.paymentMethod,
    min_amount: amount(rule.minAmountMinor),
    max_amount: amount(rule.maxAmountMinor),
    providers: [...rule.providers],
  };
}
