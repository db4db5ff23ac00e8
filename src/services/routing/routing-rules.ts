import type { RoutingRule } from "../../domain/routing/routing-rule.ts";
import type { Gateway } from "../gateway.ts";
import { actingMerchant, type Caller, isOperator, notFound, type Principal } from "../principal.ts";

/** The routing rules of the caller's merchant, or of the one an operator names. */
export async function readRoutingRules(
  gateway: Gateway,
  { principal }: Caller,
  wanted: string | null,
): Promise<readonly RoutingRule[]> {
  const merchantId = await merchantOf(gateway, principal, wanted);
  const rules = await gateway.callMerchant(merchantId, (merchant) => merchant.listRoutingRules());
  gateway.routingRules.note(merchantId, rules);
  return rules;
}

/** Puts rules in the place of all that the merchant had; other isolates go by them within a minute. */
export async function replaceRoutingRules(
  gateway: Gateway,
  { principal, actor }: Caller,
  wanted: string | null,
  rules: readonly RoutingRule[],
): Promise<void> {
  const merchantId = await merchantOf(gateway, principal, wanted);
  await gateway.callMerchant(merchantId, (merchant) => merchant.replaceRoutingRules(merchantId, rules, actor));
  gateway.routingRules.note(merchantId, rules);
}

async function merchantOf(gateway: Gateway, principal: Principal, wanted: string | null): Promise<string> {
  if (wanted === null || wanted === principal.merchantId) return actingMerchant(principal);
  const found = isOperator(principal) ? await gateway.callMerchant(wanted, (merchant) => merchant.find()) : null;
  if (found === null) throw notFound("merchant");
  return found.id;
}
