import { type InboxMessage, inboxMessageSchema } from "../domain/queue-messages.ts";
import type { Gateway } from "../services/gateway.ts";
import { buryWebhook, retryWebhook } from "../services/webhooks/retry-webhook.ts";
import type { Consumer } from "./consume.ts";

/** Applies kept webhooks that could not be applied when they came. */
export function inboxConsumer(gateway: Gateway): Consumer<InboxMessage> {
  return { schema: inboxMessageSchema, handle: (message) => retryWebhook(gateway, message), retryDelaySeconds: 30 };
}

/** Records the webhooks that never could be applied. */
export function inboxDeadLetterConsumer(gateway: Gateway): Consumer<InboxMessage> {
  return { schema: inboxMessageSchema, handle: (message) => buryWebhook(gateway, message), retryDelaySeconds: 60 };
}
