import { findProvider } from "../../providers/registry.ts";
import { type ListedPayout, listPayoutRows, type PayoutQuery } from "../../storage/postgres/payout-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Principal, visibleMerchant } from "../principal.ts";
import { type Page, readPage } from "../read-database.ts";

/** Payouts the caller may see, newest first. An alias of a provider finds its payouts too. */
export function listPayouts(
  gateway: Gateway,
  principal: Principal,
  query: Omit<PayoutQuery, "merchantId">,
): Promise<Page<ListedPayout>> {
  const provider = query.provider && (findProvider(query.provider)?.description.name ?? query.provider);
  return readPage(() =>
    listPayoutRows(gateway.postgres, { ...query, provider, merchantId: visibleMerchant(principal) }),
  );
}
