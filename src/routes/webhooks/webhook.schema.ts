import { z } from "zod";

/** The answer to a webhook, once it is durable. */
export const receiptSchema = z.object({
  received: z.literal(true),
  event_id: z.string(),
  duplicate: z.literal(true).optional(),
});

/** An answer as the documentation shows it. */
export const EXAMPLE_RECEIPT = { received: true, event_id: "evt_01hq8z9p" } as const;

/** What a webhook may be refused with. */
export const WEBHOOK_PROBLEMS = [
  "invalid_signature",
  "webhook_expired",
  "not_found",
  "malformed_json",
  "invalid_request",
  "payload_too_large",
  "account_unavailable",
  "provider_unreachable",
] as const;
