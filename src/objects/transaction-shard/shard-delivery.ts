import { bindingsOf } from "../../env.ts";
import { assertNever } from "../../lib/assert-never.ts";
import { createChannelDelivery } from "../channel/channel-delivery.ts";
import { createWebhookDelivery } from "../endpoint/webhook-delivery.ts";
import type { Delivery } from "../shared/drain.ts";
import type { DestinationName } from "../shared/outbox.ts";
import { createPostgresDelivery } from "../shared/postgres-delivery.ts";

/** How a shard tells each destination of its outbox. */
export function createShardDelivery(env: object, name: DestinationName): Delivery {
  switch (name) {
    case "postgres":
      return createPostgresDelivery(env);
    case "channels":
      return createChannelDelivery(bindingsOf(env).CHANNEL);
    case "webhooks":
      return createWebhookDelivery(bindingsOf(env));
    default:
      return assertNever(name);
  }
}
