import { createLogger } from "../lib/logger.ts";
import type { Background, Gateway } from "../services/gateway.ts";
import { consumeBatch } from "./consume.ts";
import { deliveryConsumer } from "./delivery-consumer.ts";
import { inboxConsumer, inboxDeadLetterConsumer } from "./inbox-consumer.ts";
import { reconcileConsumer } from "./reconcile-consumer.ts";

/** Brings a batch to the consumer of its queue. `background` outlives the batch. */
export async function handleQueue(batch: MessageBatch, gateway: Gateway, background: Background): Promise<void> {
  const logger = createLogger({ queue: batch.queue });
  switch (batch.queue.replace(/-(staging|production)$/, "")) {
    // Dead letters of reconcile are payments whose timers go on anyway: the work is simply tried once more.
    case "reconcile":
    case "reconcile-dlq":
      return consumeBatch(batch, reconcileConsumer(gateway), logger);
    case "inbox":
      return consumeBatch(batch, inboxConsumer(gateway), logger);
    case "deliveries":
      return consumeBatch(batch, deliveryConsumer(gateway, background, logger), logger);
    case "inbox-dlq":
      return consumeBatch(batch, inboxDeadLetterConsumer(gateway), logger);
    default:
      throw new Error(`no consumer for queue ${batch.queue}`);
  }
}
