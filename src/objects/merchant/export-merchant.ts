import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { toApiKeyRow, toMerchantRow } from "../../domain/merchant.ts";
import { ownerColumnOf } from "../../domain/provider-account/account-id.ts";
import type { Outbox } from "../shared/outbox.ts";
import type { MerchantStore } from "./merchant-store.ts";

/** What Postgres ought to hold of a merchant, as it was told or will be. */
export function exportMerchant(merchantId: string, store: MerchantStore, outbox: Outbox): ExportedRecord {
  const chain = `merchant:${merchantId}`;
  const merchant = store.findMerchant();
  return {
    id: merchantId,
    merchantId,
    projection: {
      merchants: merchant === null ? [] : [toMerchantRow(merchant)],
      api_keys: store.listKeys().map(toApiKeyRow),
      audit_logs: store.listAudit().map((entry) => ({ ...entry, chain, merchant_id: ownerColumnOf(merchantId) })),
    },
    chain: store.chainHead(),
    isPending: outbox.isOnItsWay(chain),
    tombstone: null,
  };
}
