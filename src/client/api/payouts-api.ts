import type { CreatePayout, Payout, PayoutInFull, PayoutQuery } from "../api-types.ts";
import { createListing, type Listing, type Page } from "../listing.ts";
import type { Send } from "../transport.ts";
import { type CallOptions, type KeyedOptions, keyed } from "./call-options.ts";

/** Money out. */
export interface PayoutsApi {
  /** Sends money, once for a key. */
  create(body: CreatePayout, options?: KeyedOptions): Promise<Payout>;
  /** The newest state, with audit trail. */
  get(id: string, options?: CallOptions): Promise<PayoutInFull>;
  /** Newest first. */
  list(query?: PayoutQuery, options?: CallOptions): Listing<Payout>;
}

/** The payouts of the API behind a transport. */
export function createPayoutsApi(send: Send): PayoutsApi {
  return {
    create: (body, options = {}) => send({ method: "POST", path: "/payouts", body, ...keyed(options) }),
    get: (id, { signal } = {}) =>
      send({ method: "GET", path: `/payouts/${encodeURIComponent(id)}`, repeatable: "always", signal }),
    list: (query = {}, { signal } = {}) =>
      createListing((cursor) =>
        send<Page<Payout>>({
          method: "GET",
          path: "/payouts",
          query: cursor === null ? query : { ...query, page: undefined, cursor },
          repeatable: "always",
          signal,
        }),
      ),
  };
}
