import { Problem } from "../../domain/problem.ts";
import { actingMerchant, isOperator, type Principal } from "../principal.ts";

/**
 * Whose accounts a caller means: a merchant's token its own; the operator's the platform's (null), or those of the
 * merchant it names. A merchant that names another has not the scope it takes.
 */
export function accountOwner(principal: Principal, merchantId: string | undefined): string | null {
  if (isOperator(principal)) return merchantId ?? null;
  const own = actingMerchant(principal);
  if (merchantId === undefined || merchantId === own) return own;
  throw new Problem("insufficient_scope", "Only the platform's operator may name another merchant.");
}
