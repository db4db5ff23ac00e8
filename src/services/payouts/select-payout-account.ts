import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { findMoneyFault, refuse, requireAccount } from "../payments/select-account.ts";
import type { PayoutRequest } from "./payout-request.ts";

/** The account a payout is sent with; refuses, before anything is recorded, what its provider cannot do. */
export async function selectPayoutAccount(
  gateway: Gateway,
  merchantId: string,
  request: PayoutRequest,
): Promise<ProviderAccount> {
  const account = await requireAccount(gateway, merchantId, request.provider);
  const { description, refusePayout } = account.definition;
  if (!description.capabilities.payout) {
    throw refuse("not_supported_by_provider", "provider", `${description.title} makes no payouts.`);
  }
  const reason = account.provider.refusePayouts?.() ?? null;
  if (reason !== null) throw refuse("not_supported_by_provider", "provider", reason);
  const fault = findMoneyFault(description, description.payoutLimits ?? NO_LIMITS, request);
  if (fault !== null) throw refuse("not_supported_by_provider", fault.path, fault.message);
  const refusal = refusePayout?.(request) ?? null;
  if (refusal !== null) throw refuse(refusal.code, refusal.path, refusal.message);
  return account;
}

const NO_LIMITS = { minAmountMinor: null, maxAmountMinor: null };
