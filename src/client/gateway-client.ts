import { type Credentials, createTokenSource } from "./access-tokens.ts";
import { createKeysApi, type KeysApi } from "./api/keys-api.ts";
import { createOperatorApi, type OperatorApi } from "./api/operator-api.ts";
import { createPaymentsApi, type PaymentsApi } from "./api/payments-api.ts";
import { createPayoutsApi, type PayoutsApi } from "./api/payouts-api.ts";
import { createRecordsApi, type RecordsApi } from "./api/records-api.ts";
import { createWebhooksApi, type WebhooksApi } from "./api/webhooks-api.ts";
import type { SocketTicket } from "./api-types.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type Backoff, exponentialBackoff } from "./retry-policy.ts";
import { createTransport } from "./transport.ts";
import type { SocketConstructor } from "./watch/socket-feed.ts";
import { type MerchantWatchOptions, watchMerchant } from "./watch/watch-merchant.ts";
import { type WatchOptions, watchTransaction } from "./watch/watch-transaction.ts";

/** What a client is made of. */
export type GatewayClientOptions = Credentials & {
  /** The gateway's origin, such as `https://gateway.example.com`. */
  readonly baseUrl: string;
  /** Another fetch than the platform's: a service binding's, for example. */
  readonly fetch?: typeof fetch | undefined;
  /** Another WebSocket than the platform's; Node before 22 has none. */
  readonly WebSocket?: SocketConstructor | undefined;
  /** How often a request is sent again at most; 4 by default. */
  readonly maxRetries?: number | undefined;
  /** How long one attempt may take, milliseconds; 30 seconds by default. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before a retry or reconnect; doubles from 0.25 to 8 seconds, with jitter, by default. */
  readonly backoff?: Backoff | undefined;
};

/** How a watch of a client gets in. */
export interface ClientWatchOptions extends WatchOptions {
  /** Sends a ticket in the address instead of the token in the handshake, for proxies that drop subprotocols. */
  readonly useTicket?: boolean | undefined;
}

/** The gateway, as a program sees it. */
export interface GatewayClient extends RecordsApi, WebhooksApi, KeysApi, OperatorApi {
  readonly payments: PaymentsApi;
  readonly payouts: PayoutsApi;
  /** The events of a payment or payout as they happen, in order, each once; reconnects by itself. */
  watch(transactionId: string, options?: ClientWatchOptions): AsyncGenerator<GatewayEvent, void, undefined>;
  /** All events of the merchant whose token it is, as they happen; reconnects by itself. */
  watchMerchant(
    options?: MerchantWatchOptions & Pick<ClientWatchOptions, "useTicket">,
  ): AsyncGenerator<GatewayEvent, void, undefined>;
  /** The token that requests carry now, for what is done with it besides; an API key is exchanged for one if need be. */
  getToken(): Promise<string>;
  /** A ticket with which a page without a token opens one socket: `/ws/transaction/{id}`, `/ws/user/{id}`, `/ws/merchant`. */
  createSocketTicket(channel: string): Promise<SocketTicket>;
}

/** Long enough for a gateway that restarts, short enough for somebody who waits. */
const DEFAULT_MAX_RETRIES = 4;
/** The gateway answers within seconds even when a provider does not; what takes this long is lost. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** A client of the gateway at an address. Holds no connection, only the token it has been given. */
export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  const origin = originOf(options.baseUrl);
  const { backoff = exponentialBackoff, fetch: given } = options;
  const settings = {
    origin,
    backoff,
    // Called as a plain function: browsers and Workers refuse their fetch as a method of something else.
    fetch: (input: RequestInfo | URL, init?: RequestInit) => (given ?? fetch)(input, init),
    maxRetries: options.maxRetries ?? DEFAULT_MAX_RETRIES,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  };
  const tokens = createTokenSource(options, createTransport(settings, null));
  const send = createTransport(settings, tokens);
  const createSocketTicket = (channel: string) =>
    send<SocketTicket>({ method: "POST", path: "/ws/tickets", body: { channel }, repeatable: "always" });
  const wiringFor = (channel: string, useTicket: boolean) => ({
    socketOrigin: toSocketOrigin(origin),
    WebSocket: options.WebSocket ?? platformWebSocket(),
    getToken: useTicket ? null : () => tokens.get(),
    getTicket: async () => (await createSocketTicket(channel)).ticket,
    backoff,
  });
  return {
    ...createRecordsApi(send),
    ...createWebhooksApi(send),
    payments: createPaymentsApi(send),
    payouts: createPayoutsApi(send),
    ...createKeysApi(send),
    ...createOperatorApi(send),
    createSocketTicket,
    getToken: () => tokens.get(),
    watch: (id, { useTicket = false, ...watchOptions } = {}) =>
      watchTransaction(id, wiringFor(`/ws/transaction/${encodeURIComponent(id)}`, useTicket), watchOptions),
    watchMerchant: ({ useTicket = false, ...watchOptions } = {}) =>
      watchMerchant(wiringFor("/ws/merchant", useTicket), watchOptions),
  };
}

/** What a page works with that has no token of its own. */
export interface TicketWatchOptions extends WatchOptions {
  readonly baseUrl: string;
  /** Asks the page's own server for a ticket; called for every connection. What it throws ends the watch. */
  readonly getTicket: () => Promise<string>;
  readonly WebSocket?: SocketConstructor | undefined;
  readonly backoff?: Backoff | undefined;
}

/** The same as `watch` of a client, for pages that have tickets from their server and nothing else. */
export function watchWithTickets(
  id: string,
  options: TicketWatchOptions,
): AsyncGenerator<GatewayEvent, void, undefined> {
  const wiring = {
    socketOrigin: toSocketOrigin(originOf(options.baseUrl)),
    WebSocket: options.WebSocket ?? platformWebSocket(),
    getToken: null,
    getTicket: options.getTicket,
    backoff: options.backoff ?? exponentialBackoff,
  };
  return watchTransaction(id, wiring, options);
}

function originOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
}

function toSocketOrigin(origin: string): string {
  return origin.replace(/^http/, "ws");
}

function platformWebSocket(): SocketConstructor {
  const { WebSocket: platform } = globalThis as { WebSocket?: unknown };
  if (platform === undefined) throw new TypeError("This platform has no WebSocket: give one, such as that of ws.");
  return platform as SocketConstructor;
}
