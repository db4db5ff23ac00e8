import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { GatewayEvent, Payment, PaymentQuery } from "../../src/client/index.ts";
import { mergeIntoPage, type PaymentPage } from "./merge-into-page.ts";
import { queryKeys } from "./query-keys.ts";

/** Lists and sums follow what happens within a second; asked before, they might answer with what was. */
const LISTS_FOLLOW_MS = 1_200;

/** How what is shown follows what happens. */
export interface EventApplier {
  /** Brings it up to date with an event: at once where that tells all, else by asking again, once for all of a second. */
  readonly apply: (event: GatewayEvent) => void;
  /** To be called when listening begins: what happened just before is in no event, and was in no list yet. */
  readonly catchUp: () => void;
}

/** An applier of events to what is kept of answers. */
export function createEventApplier(queries: QueryClient): EventApplier {
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
  const apply = (event: GatewayEvent) => {
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
  const catchUp = () => {
    for (const key of [queryKeys.paymentLists, queryKeys.payoutLists, queryKeys.summary]) refreshLater(key);
  };
  return { apply, catchUp };
}

/** The payment as an event tells it; events of refunds and payouts tell of those, and test events of nothing. */
function paymentOf({ data }: GatewayEvent): Payment | null {
  return "customer" in data && "created_at" in data ? data : null;
}
