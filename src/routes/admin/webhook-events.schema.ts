import { z } from "zod";
import { INBOX_STATUSES } from "../../domain/inbox/provider-event.ts";

/** A provider's webhook in an answer. */
export const webhookEventSchema = z.object({
  id: z.uuid(),
  provider: z.string(),
  account_id: z.string(),
  transaction_id: z.string().nullable(),
  event_type: z.string(),
  verified: z.boolean(),
  status: z.enum(INBOX_STATUSES),
  retry_count: z.number().int(),
  error_message: z.string().nullable(),
  created_at: z.string(),
  processed_at: z.string().nullable(),
});

/** A page of them. */
export const webhookEventListSchema = z.object({
  data: z.array(webhookEventSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

/** The id of a webhook event in a path. */
export const webhookEventPath = z.object({
  id: z.string().meta({ description: "The webhook event's id.", example: "002bc8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a" }),
});

/** A webhook event as the docs show it. */
export const EXAMPLE_WEBHOOK_EVENT = {
  id: "002bc8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  provider: "cpay",
  account_id: "platform:cpay",
  transaction_id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  event_type: "payment.completed",
  verified: true,
  status: "applied",
  retry_count: 0,
  error_message: null,
  created_at: "2026-01-31T12:00:05.000Z",
  processed_at: "2026-01-31T12:00:05.004Z",
};

/** One that could not be applied on its whole schedule. */
export const EXAMPLE_DEAD_LETTER = {
  ...EXAMPLE_WEBHOOK_EVENT,
  transaction_id: null,
  status: "dead",
  retry_count: 5,
  error_message: "payment_not_found",
  processed_at: "2026-01-31T19:21:06.000Z",
};
