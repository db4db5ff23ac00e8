import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { GatewayEvent, Payment, PaymentQuery } from "../../src/client/index.ts";
import { mergeIntoPage, type PaymentPage } from "./merge-into-page.ts";
import { queryKeys } from "./query-keys.ts";

/** Lists and sums follow what happens within a second; asked before, they might answer with what was. */
const LISTS_FOLLOW_MS = 1_200;

/**
 * Brings what is shown up to date with events: at once where an event tells all, else by asking again, which happens
 * once for all events of a second, however many there are.
 */
export function createEventApplier(queries: QueryClient): (event: GatewayEvent) => void {
  const stale = new Map<string, QueryKey>();
  const refreshLater = (key: QueryKey) => {
    if (stale.size === 0) {
      setTimeout(() => {
        const keys = [...stale.values()];
        stale.clear();
        for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
      }, LISTS_FOLLOW_MS);
    }
    stale.set(JSON.stringify(key), key);
  };
  return (event) => {
    const payment = paymentOf(event);
    if (payment !== null) {
      for (const [key, page] of queries.getQueriesData<PaymentPage>({ queryKey: queryKeys.paymentLists })) {
        const filters = (key[2] as PaymentQuery | undefined) ?? {};
        if (page !== undefined) queries.setQueryData(key, mergeIntoPage(page, payment, filters));
      }
    }
    const [group] = event.type.split(".");
    const one = group === "payout" ? queryKeys.payout : queryKeys.payment;
    void queries.invalidateQueries({ queryKey: one(event.transaction_id) });
    if (group === "payout") refreshLater(queryKeys.payoutLists);
    // An event of a refund tells of the refund, not of its payment.
    if (group === "refund") refreshLater(queryKeys.paymentLists);
    refreshLater(queryKeys.summary);
  };
}

/** The payment as an event tells it; events of refunds and payouts tell of those, and test events of nothing. */
function paymentOf({ data }: GatewayEvent): Payment | null {
  return "customer" in data && "created_at" in data ? data : null;
}
