import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { EventType, GatewayEvent } from "../event/event.ts";

/** An event that tells of nothing: `data.test` is true, and its transaction exists nowhere. */
export function makeTestEvent(type: EventType, merchantId: string, now: number): GatewayEvent {
  const timestamp = toRfc3339(now);
  const transactionId = crypto.randomUUID();
  const data: JsonValue = {
    test: true,
    id: transactionId,
    merchant_id: merchantId,
    amount: 10,
    amount_minor: 1_000,
    currency: "KES",
    status: type.slice(type.indexOf(".") + 1),
    created_at: timestamp,
    updated_at: timestamp,
  };
  return { id: crypto.randomUUID(), type, sequence: 1, transaction_id: transactionId, timestamp, data };
}
