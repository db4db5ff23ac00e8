import { parseAccountId } from "../../domain/provider-account/account-id.ts";

/**
 * Where a provider posts its webhooks for an account. A merchant's has an address of its own, which alone chooses the
 * secret; the platform's is the provider's.
 */
export function webhookUrlOf(publicUrl: string, providerName: string, accountId: string): string {
  const isMerchants = (parseAccountId(accountId)?.merchantId ?? null) !== null;
  const base = `${publicUrl}/api/v1/webhooks/${providerName}`;
  return isMerchants ? `${base}/${accountId}` : base;
}
