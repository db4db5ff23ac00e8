import { type DeliveryMessage, deliveryMessageSchema } from "../domain/queue-messages.ts";
import type { Logger } from "../lib/logger.ts";
import { deliver } from "../services/deliveries/deliver.ts";
import type { Background, Gateway } from "../services/gateway.ts";
import type { Consumer } from "./consume.ts";

/**
 * Brings events to merchants' servers, in the background: a server that hangs must not hold up its batch, nor the next
 * one. What gets lost that way is found by the endpoint's own timers.
 */
export function deliveryConsumer(gateway: Gateway, background: Background, logger: Logger): Consumer<DeliveryMessage> {
  return {
    schema: deliveryMessageSchema,
    handle: async (message) => {
      background(deliver(gateway, message).catch((error: unknown) => logger.error("delivery.lost", { error })));
    },
    retryDelaySeconds: 5,
  };
}
