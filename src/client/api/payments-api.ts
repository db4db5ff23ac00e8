import type {
  CapturePayment,
  CreatePayment,
  CreateRefund,
  Payment,
  PaymentInFull,
  PaymentQuery,
  PaymentWithAction,
  Refund,
} from "../api-types.ts";
import { GatewayError } from "../gateway-error.ts";
import { createListing, type Listing, type Page } from "../listing.ts";
import type { Send } from "../transport.ts";
import { type CallOptions, type KeyedOptions, keyed } from "./call-options.ts";

/** Money in. */
export interface PaymentsApi {
  /** Makes a payment, once for a key; `processing` may mean that its outcome is not known yet. */
  create(body: CreatePayment, options?: KeyedOptions): Promise<PaymentWithAction>;
  /** The newest state, with audit trail and refunds. */
  get(id: string, options?: CallOptions): Promise<PaymentInFull>;
  /** Newest first. */
  list(query?: PaymentQuery, options?: CallOptions): Listing<Payment>;
  /** Asks the provider now. */
  verify(id: string, options?: CallOptions): Promise<PaymentWithAction>;
  /** Cancels; `status` tells whether the provider has confirmed it yet. */
  cancel(id: string, options?: CallOptions): Promise<PaymentWithAction>;
  /** Takes an authorized payment, once for a key. */
  capture(id: string, body?: CapturePayment, options?: KeyedOptions): Promise<PaymentWithAction>;
  /** Releases an authorized payment, once for a key. */
  void(id: string, options?: KeyedOptions): Promise<PaymentWithAction>;
  /** Gives money back, once for a key. */
  refund(id: string, body?: CreateRefund, options?: KeyedOptions): Promise<Refund>;
}

/** The payments of the API behind a transport. */
export function createPaymentsApi(send: Send): PaymentsApi {
  const get = (id: string, { signal }: CallOptions = {}) =>
    send<PaymentInFull>({ method: "GET", path: pathOf(id), repeatable: "always", signal });
  return {
    get,
    create: (body, options = {}) => send({ method: "POST", path: "/payments/initialize", body, ...keyed(options) }),
    list: (query = {}, { signal } = {}) =>
      createListing((cursor) =>
        send<Page<Payment>>({
          method: "GET",
          path: "/payments",
          query: cursor === null ? query : { ...query, page: undefined, cursor },
          repeatable: "always",
          signal,
        }),
      ),
    verify: (id, { signal } = {}) =>
      send({ method: "POST", path: `${pathOf(id)}/verify`, repeatable: "always", signal }),
    async cancel(id, options = {}) {
      try {
        const { signal } = options;
        return await send({ method: "POST", path: `${pathOf(id)}/cancel`, repeatable: "always", signal });
      } catch (error) {
        // The answer to an attempt before this one may have been lost: then the refusal is of what we did ourselves.
        if (!(error instanceof GatewayError) || error.code !== "invalid_state" || error.attempts === 1) throw error;
        const payment = await get(id, options);
        if (payment.status !== "cancelled") throw error;
        return payment;
      }
    },
    capture: (id, body = {}, options = {}) =>
      send({ method: "POST", path: `${pathOf(id)}/capture`, body, ...keyed(options) }),
    void: (id, options = {}) => send({ method: "POST", path: `${pathOf(id)}/void`, body: {}, ...keyed(options) }),
    refund: (id, body = {}, options = {}) =>
      send({ method: "POST", path: `${pathOf(id)}/refund`, body, ...keyed(options) }),
  };
}

function pathOf(id: string): string {
  return `/payments/${encodeURIComponent(id)}`;
}
