import { type ListedMerchant, listMerchants as readMerchants } from "../../storage/postgres/merchant-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Page, readPage } from "../read-database.ts";

/** Every merchant, newest first; for the operator. */
export function listMerchants(
  gateway: Gateway,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ListedMerchant>> {
  return readPage(() => readMerchants(gateway.postgres, { ...query, merchantId: null }));
}
