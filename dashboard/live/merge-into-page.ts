import type { Page, Payment, PaymentQuery } from "../../src/client/index.ts";

/** A page of payments. */
export type PaymentPage = Page<Payment>;

/** What a page holds at most when nothing else is asked for. */
const DEFAULT_LIMIT = 20;

/**
 * A page of payments after one of them has changed, or a new one has come. What no longer fits the filters stays until
 * the list is asked for again: a row should not vanish under somebody's eyes. A new one goes on top of the first page.
 */
export function mergeIntoPage(page: PaymentPage, payment: Payment, filters: PaymentQuery): PaymentPage {
  const index = page.data.findIndex(({ id }) => id === payment.id);
  if (index >= 0) {
    const present = page.data[index];
    const isOlder = present !== undefined && Date.parse(present.updated_at) > Date.parse(payment.updated_at);
    return isOlder ? page : { ...page, data: page.data.with(index, payment) };
  }
  const newest = page.data[0];
  const isNewer = newest === undefined || Date.parse(payment.created_at) >= Date.parse(newest.created_at);
  const isFirstPage = filters.cursor === undefined && (filters.page ?? 1) === 1;
  if (!isNewer || !isFirstPage || !fits(payment, filters)) return page;
  return {
    ...page,
    data: [payment, ...page.data].slice(0, Math.max(page.data.length, filters.limit ?? DEFAULT_LIMIT)),
  };
}

function fits(payment: Payment, filters: PaymentQuery): boolean {
  const created = Date.parse(payment.created_at);
  return (
    (filters.status === undefined || payment.status === filters.status) &&
    (filters.provider === undefined || payment.provider === filters.provider) &&
    (filters.reference === undefined || payment.reference === filters.reference) &&
    (filters.customer_id === undefined || payment.customer.id === filters.customer_id) &&
    (filters.created_from === undefined || created >= Date.parse(filters.created_from)) &&
    (filters.created_to === undefined || created <= Date.parse(filters.created_to))
  );
}
