import type { PaymentQuery, PaymentStatus } from "../../../src/client/index.ts";

/** Every state that a payment can be in. */
export const PAYMENT_STATUSES = [
  "pending",
  "processing",
  "authorized",
  "completed",
  "failed",
  "cancelled",
  "partially_refunded",
  "refunded",
] as const satisfies readonly PaymentStatus[];

/** What the list of payments can be narrowed to, as its address says it. Days are the viewer's own. */
export interface PaymentFilters {
  readonly status?: PaymentStatus | undefined;
  readonly provider?: string | undefined;
  readonly reference?: string | undefined;
  readonly customer?: string | undefined;
  /** The first day, as 2026-01-31. */
  readonly from?: string | undefined;
  /** The last day, itself included. */
  readonly to?: string | undefined;
}

const NAMES = ["status", "provider", "reference", "customer", "from", "to"] as const;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** Reads the filters of an address; what makes no sense is left out. */
export function parseFilters(search: string): PaymentFilters {
  const given = new URLSearchParams(search);
  const text = (name: string) => given.get(name)?.trim() || undefined;
  const day = (name: string) => {
    const value = text(name);
    return value !== undefined && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
  };
  return {
    status: PAYMENT_STATUSES.find((status) => status === given.get("status")),
    provider: text("provider"),
    reference: text("reference"),
    customer: text("customer"),
    from: day("from"),
    to: day("to"),
  };
}

/** The filters as an address says them, in the same order always; empty when there are none. */
export function toSearch(filters: PaymentFilters): string {
  const given = new URLSearchParams();
  for (const name of NAMES) {
    const value = filters[name];
    if (value !== undefined && value !== "") given.set(name, value);
  }
  const search = given.toString();
  return search === "" ? "" : `?${search}`;
}

/** What to ask the API for. A day begins and ends at the viewer's midnights. */
export function toQuery(filters: PaymentFilters, cursor: string | undefined): PaymentQuery {
  return {
    status: filters.status,
    provider: filters.provider,
    reference: filters.reference,
    customer_id: filters.customer,
    created_from: filters.from && startOfDay(filters.from, 0).toISOString(),
    created_to: filters.to && new Date(startOfDay(filters.to, 1).getTime() - 1).toISOString(),
    cursor,
  };
}

/** The viewer's midnight at the beginning of a day, or of one after it. */
function startOfDay(day: string, daysLater: number): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater);
}
