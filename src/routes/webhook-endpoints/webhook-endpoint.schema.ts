import { z } from "zod";
import { MAX_URL_LENGTH } from "../../domain/webhook-endpoint/endpoint-address.ts";
import { EVENT_PATTERNS } from "../../domain/webhook-endpoint/event-filter.ts";
import { ENDPOINT_STATUSES } from "../../domain/webhook-endpoint/webhook-endpoint.ts";

/** Where events are sent; which addresses are allowed is decided by the deployment. */
export const urlSchema = z.string().min(1, "Give a URL.").max(MAX_URL_LENGTH);

/** What an endpoint is subscribed to. */
export const eventsSchema = z
  .array(
    z.string().refine((text) => EVENT_PATTERNS.includes(text), {
      error: "Give *, a group such as payment.* or a type such as payment.completed.",
    }),
  )
  .min(1, 'Give at least one, or ["*"].')
  .max(EVENT_PATTERNS.length);

/** The status of an endpoint. */
export const endpointStatusSchema = z.enum(ENDPOINT_STATUSES, { error: "Give enabled or disabled." });

/** An endpoint in an answer. */
export const webhookEndpointSchema = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  status: z.enum(ENDPOINT_STATUSES),
  disabled_reason: z.enum(["merchant", "gone", "failing"]).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

/** An endpoint in the one answer that shows its secret. */
export const endpointWithSecretSchema = webhookEndpointSchema.extend({ secret: z.string() });

/** An endpoint for the documentation. */
export const EXAMPLE_ENDPOINT = {
  id: "00c4a1d2-7b3e-8c5f-9a60-1b2c3d4e5f60",
  url: "https://shop.example/hooks/payments",
  events: ["*"],
  status: "enabled",
  disabled_reason: null,
  created_at: "2026-01-31T12:00:00.000Z",
  updated_at: "2026-01-31T12:00:00.000Z",
};

/** A secret for the documentation. */
export const EXAMPLE_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=";

/** An endpoint's id in a path. */
export const endpointPath = z.object({
  id: z.string().meta({ description: "The endpoint's id.", example: EXAMPLE_ENDPOINT.id }),
});
