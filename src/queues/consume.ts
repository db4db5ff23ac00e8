import type { z } from "zod";
import type { Logger } from "../lib/logger.ts";

/** How messages of one queue are read and what is done with each. */
export interface Consumer<Message> {
  readonly schema: z.ZodType<Message>;
  handle(message: Message): Promise<void>;
  /** Seconds until a message whose handling failed is delivered again. */
  readonly retryDelaySeconds: number;
}

/**
 * Handles a batch message by message, all at once: one that fails is delivered again and holds up none of the others.
 * What is not a message of ours can never be handled: it is logged and left.
 */
export async function consumeBatch<Message>(
  batch: MessageBatch,
  consumer: Consumer<Message>,
  logger: Logger,
): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const parsed = consumer.schema.safeParse(message.body);
      if (!parsed.success) {
        logger.error("queue.message_unreadable", { queue: batch.queue, message_id: message.id });
        message.ack();
        return;
      }
      try {
        await consumer.handle(parsed.data);
        message.ack();
      } catch (error) {
        logger.error("queue.message_failed", { queue: batch.queue, message_id: message.id, error });
        message.retry({ delaySeconds: consumer.retryDelaySeconds });
      }
    }),
  );
}
