// What programs that use the client import; the one door of this folder.
export type { Credentials } from "./access-tokens.ts";
export type { CallOptions, KeyedOptions } from "./api/call-options.ts";
export type * from "./api-types.ts";
export {
  type ClientWatchOptions,
  createGatewayClient,
  type GatewayClient,
  type GatewayClientOptions,
  type TicketWatchOptions,
  watchWithTickets,
} from "./gateway-client.ts";
export { type FieldError, GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
export { type Dispute, type GatewayEvent, isOutcome } from "./gateway-event.ts";
export type { Listing, Page } from "./listing.ts";
export { verifyWebhook, type WebhookHeaders, WebhookVerificationError } from "./verify-webhook.ts";
export type { MerchantWatchOptions } from "./watch/watch-merchant.ts";
