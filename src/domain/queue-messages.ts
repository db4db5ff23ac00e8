import { z } from "zod";
import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "./outcome.ts";

/** Asks a consumer to find out what a provider did with a payment, refund or payout. Ids only: rows hold everything else. */
export const reconcileMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("payment"), id: z.string() }),
  z.object({ type: z.literal("refund"), id: z.string() }),
  z.object({ type: z.literal("deposit"), id: z.string() }),
  z.object({ type: z.literal("payout"), id: z.string() }),
  /** An outcome that its Worker could not bring to the shard. */
  z.object({
    type: z.literal("outcome"),
    subject: z.enum(["payment", "refund", "payout"]),
    id: z.string(),
    attemptNumber: z.number().int(),
    outcome: z.custom<PaymentOutcome | RefundOutcome | PayoutOutcome>(isOutcome, "must be an outcome"),
  }),
  /** The health check's proof that the queue takes messages. */
  z.object({ type: z.literal("ping") }),
]);

/** A message of the reconcile queue. */
export type ReconcileMessage = z.infer<typeof reconcileMessageSchema>;

/** Asks a consumer to apply a kept webhook, or, on the dead-letter queue, to record that it could not be applied. */
export const inboxMessageSchema = z.object({
  id: z.string(),
  /** Set when an operator wants a dead letter tried again: who it is. */
  replayedBy: z.string().optional(),
});

/** A message of the inbox queue and of its dead-letter queue. */
export type InboxMessage = z.infer<typeof inboxMessageSchema>;

/** Asks a consumer to bring one event to a merchant's server. */
export const deliveryMessageSchema = z.object({ endpoint_id: z.string(), delivery_id: z.string() });

/** A message of the deliveries queue. */
export type DeliveryMessage = z.infer<typeof deliveryMessageSchema>;

/** Written by this gateway itself; the kind is checked so that another version's message is refused, not misread. */
function isOutcome(value: unknown): boolean {
  if (value === null || typeof value !== "object" || !("kind" in value)) return false;
  return ["reported", "absent", "unknown", "not_sent"].includes(String(value.kind));
}
