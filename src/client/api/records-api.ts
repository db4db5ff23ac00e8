import type {
  AuditEntry,
  AuditLogQuery,
  AuditVerification,
  EventQuery,
  Health,
  Provider,
  Reconciliation,
  ReconciliationQuery,
  Refund,
  Summary,
  SummaryQuery,
} from "../api-types.ts";
import type { GatewayEvent } from "../gateway-event.ts";
import { createListing, type Listing, type Page } from "../listing.ts";
import type { ApiRequest, Send } from "../transport.ts";
import type { CallOptions } from "./call-options.ts";
import { readList } from "./read-list.ts";

/** What can only be read: refunds, the event feed, reports, providers and audit chains. */
export interface RecordsApi {
  /** How the gateway is doing; throws when it is down. */
  health(options?: CallOptions): Promise<Health>;
  readonly refunds: {
    /** The newest state. */
    get(id: string, options?: CallOptions): Promise<Refund>;
    /** All refunds of a payment, oldest first. */
    list(paymentId: string, options?: CallOptions): Listing<Refund>;
  };
  readonly events: {
    /** The merchant's feed, oldest first, as far as it goes now. Go on later with `after`: the last event's id. */
    list(query?: EventQuery, options?: CallOptions): Listing<GatewayEvent>;
  };
  readonly reports: {
    /** What happened in a range of time, added up by hour or day, provider and currency. */
    summary(query?: SummaryQuery, options?: CallOptions): Promise<Summary>;
    /** A day of a provider against the provider's own list. */
    reconciliation(query: ReconciliationQuery, options?: CallOptions): Promise<Reconciliation>;
  };
  readonly providers: {
    list(options?: CallOptions): Listing<Provider>;
  };
  readonly audit: {
    /** Audit entries of payments and of configuration changes, newest first. */
    list(query?: AuditLogQuery, options?: CallOptions): Listing<AuditEntry>;
    /** Whether anybody has changed a payment's audit trail. */
    verifyPayment(id: string, options?: CallOptions): Promise<AuditVerification>;
    /** Whether anybody has changed a payout's audit trail. */
    verifyPayout(id: string, options?: CallOptions): Promise<AuditVerification>;
  };
}

/** The readable parts of the API behind a transport. */
export function createRecordsApi(send: Send): RecordsApi {
  const read = <Answer>(path: string, { signal }: CallOptions = {}, query?: ApiRequest["query"]) =>
    send<Answer>({ method: "GET", path, query, repeatable: "always", signal });
  const list = <Item>(path: string, options?: CallOptions) => readList<Item>(send, path, {}, options);
  return {
    health: (options) => read("/health", options),
    refunds: {
      get: (id, options) => read(`/refunds/${encodeURIComponent(id)}`, options),
      list: (paymentId, options) => list(`/payments/${encodeURIComponent(paymentId)}/refunds`, options),
    },
    events: {
      list: (query = {}, options) =>
        createListing((cursor) =>
          read<Page<GatewayEvent>>("/events", options, cursor === null ? query : { ...query, after: cursor }),
        ),
    },
    reports: {
      summary: (query, options) => read("/reports/summary", options, query),
      reconciliation: (query, options) => read("/reports/reconciliation", options, query),
    },
    providers: { list: (options) => list("/providers", options) },
    audit: {
      list: (query, options) => readList(send, "/audit-logs", query, options),
      verifyPayment: (id, options) => read(`/payments/${encodeURIComponent(id)}/audit/verify`, options),
      verifyPayout: (id, options) => read(`/payouts/${encodeURIComponent(id)}/audit/verify`, options),
    },
  };
}
