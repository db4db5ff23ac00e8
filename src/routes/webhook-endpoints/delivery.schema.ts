import { z } from "zod";
import { DELIVERY_STATUSES } from "../../domain/delivery/delivery.ts";
import { EVENT_TYPES } from "../../domain/event/event.ts";
import { EXAMPLE_ENDPOINT } from "./webhook-endpoint.schema.ts";

/** A delivery in an answer. */
export const deliverySchema = z.object({
  id: z.string(),
  endpoint_id: z.string(),
  event_id: z.string(),
  event_type: z.enum(EVENT_TYPES),
  transaction_id: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.array(
    z.object({
      at: z.string(),
      status_code: z.number().int().nullable(),
      latency_ms: z.number().int().nullable(),
      error: z.string().nullable(),
      response: z.string().nullable(),
    }),
  ),
  next_attempt_at: z.string().nullable(),
  created_at: z.string(),
});

/** A delivery that has failed once, for the documentation. */
export const EXAMPLE_DELIVERY = {
  id: "00c4a1d2-5d1f-8e2a-b3c4-d5e6f7a8b9c0",
  endpoint_id: EXAMPLE_ENDPOINT.id,
  event_id: "0012ee01-0000-8000-8000-000000000001",
  event_type: "payment.completed",
  transaction_id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  status: "retrying",
  attempts: [
    {
      at: "2026-01-31T12:00:01.000Z",
      status_code: 500,
      latency_ms: 84,
      error: "not_accepted",
      response: "upstream connect error",
    },
  ],
  next_attempt_at: "2026-01-31T12:01:03.000Z",
  created_at: "2026-01-31T12:00:00.900Z",
};

/** One that was just made or is to be sent again. */
export const EXAMPLE_PENDING_DELIVERY = {
  ...EXAMPLE_DELIVERY,
  status: "pending",
  attempts: [],
  next_attempt_at: "2026-01-31T12:00:00.900Z",
};

/** A delivery's id in a path. */
export const deliveryPath = z.object({
  id: z.string().meta({ description: "The delivery's id.", example: EXAMPLE_DELIVERY.id }),
});
