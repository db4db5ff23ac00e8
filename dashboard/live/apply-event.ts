import type { QueryClient } from "@tanstack/react-query";
import type { GatewayEvent, Payment, PaymentQuery } from "../../src/client/index.ts";
import { mergeIntoPage, type PaymentPage } from "./merge-into-page.ts";
import { queryKeys } from "./query-keys.ts";

/** Lists follow what happens within a second; asked before, they might answer with what was. */
const LISTS_FOLLOW_MS = 1_200;

/** Brings what is shown up to date with an event: at once where it tells all, else by asking again. */
export function applyEvent(queries: QueryClient, event: GatewayEvent): void {
  const [group] = event.type.split(".");
  const payment = paymentOf(event);
  if (payment !== null) {
    for (const [key, page] of queries.getQueriesData<PaymentPage>({ queryKey: queryKeys.paymentLists })) {
      const filters = key[2] as PaymentQuery | undefined;
      if (page !== undefined) queries.setQueryData(key, mergeIntoPage(page, payment, filters ?? {}));
    }
  }
  void queries.invalidateQueries({ queryKey: queryKeys.payment(event.transaction_id) });
  void queries.invalidateQueries({ queryKey: queryKeys.payout(event.transaction_id) });
  setTimeout(() => {
    if (group === "refund") void queries.invalidateQueries({ queryKey: queryKeys.paymentLists });
    if (group === "payout") void queries.invalidateQueries({ queryKey: queryKeys.payoutLists });
    void queries.invalidateQueries({ queryKey: queryKeys.deliveries });
  }, LISTS_FOLLOW_MS);
}

/** The payment as an event tells it; events of refunds and payouts tell of those, and test events of nothing. */
function paymentOf({ data }: GatewayEvent): Payment | null {
  return "customer" in data && "created_at" in data ? data : null;
}
