import type {
  CreateWebhookEndpoint,
  Delivery,
  DeliveryQuery,
  EventType,
  ReplayEvents,
  ReplayResult,
  UpdateWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from "../api-types.ts";
import { GatewayError } from "../gateway-error.ts";
import type { Listing } from "../listing.ts";
import type { Send } from "../transport.ts";
import type { CallOptions } from "./call-options.ts";
import { readList } from "./read-list.ts";

/** Events to the merchant's own servers. */
export interface WebhooksApi {
  readonly webhookEndpoints: {
    /** Keep the secret: it is shown this once. Not sent again when the answer is lost: look at the list first. */
    create(body: CreateWebhookEndpoint, options?: CallOptions): Promise<WebhookEndpointWithSecret>;
    get(id: string, options?: CallOptions): Promise<WebhookEndpoint>;
    list(options?: CallOptions): Listing<WebhookEndpoint>;
    update(id: string, body: UpdateWebhookEndpoint, options?: CallOptions): Promise<WebhookEndpoint>;
    delete(id: string, options?: CallOptions): Promise<void>;
    /** The new secret; the old one signs along for 24 hours. Not sent again when the answer is lost. */
    rotateSecret(id: string, options?: CallOptions): Promise<WebhookEndpointWithSecret>;
    /** Sends an event of a type, `payment.completed` unless told otherwise, that tells of nothing. */
    test(id: string, type?: EventType, options?: CallOptions): Promise<Delivery>;
    /** Sends the events of a time range again. */
    replay(id: string, body: ReplayEvents, options?: CallOptions): Promise<ReplayResult>;
  };
  readonly deliveries: {
    /** An endpoint's deliveries, newest first. */
    list(endpointId: string, query?: DeliveryQuery, options?: CallOptions): Listing<Delivery>;
    /** Sends one again, now. */
    resend(id: string, options?: CallOptions): Promise<Delivery>;
  };
}

/** The webhooks of the API behind a transport. */
export function createWebhooksApi(send: Send): WebhooksApi {
  const endpoints = "/webhook-endpoints";
  const pathOf = (id: string) => `${endpoints}/${encodeURIComponent(id)}`;
  return {
    webhookEndpoints: {
      create: (body, { signal } = {}) => send({ method: "POST", path: endpoints, body, repeatable: "refused", signal }),
      get: (id, { signal } = {}) => send({ method: "GET", path: pathOf(id), repeatable: "always", signal }),
      list: (options) => readList(send, endpoints, {}, options),
      update: (id, body, { signal } = {}) =>
        send({ method: "PATCH", path: pathOf(id), body, repeatable: "always", signal }),
      async delete(id, { signal } = {}) {
        try {
          await send({ method: "DELETE", path: pathOf(id), repeatable: "always", signal });
        } catch (error) {
          // Gone at the second attempt: the first one's answer was lost.
          if (!(error instanceof GatewayError) || error.code !== "not_found" || error.attempts === 1) throw error;
        }
      },
      rotateSecret: (id, { signal } = {}) =>
        send({ method: "POST", path: `${pathOf(id)}/rotate-secret`, repeatable: "refused", signal }),
      test: (id, type, { signal } = {}) =>
        send({ method: "POST", path: `${pathOf(id)}/test`, body: { type }, repeatable: "refused", signal }),
      replay: (id, body, { signal } = {}) =>
        send({ method: "POST", path: `${pathOf(id)}/replay`, body, repeatable: "always", signal }),
    },
    deliveries: {
      list: (endpointId, query, options) => readList(send, `${pathOf(endpointId)}/deliveries`, query, options),
      resend: (id, { signal } = {}) =>
        send({
          method: "POST",
          path: `/webhook-deliveries/${encodeURIComponent(id)}/resend`,
          repeatable: "always",
          signal,
        }),
    },
  };
}
