import {
  type ListedWebhookEvent,
  listWebhookEvents as readWebhookEvents,
  type WebhookEventQuery,
} from "../../storage/postgres/webhook-event-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Page, readPage } from "../read-database.ts";

/** Providers' webhooks of all merchants, newest first; for the platform's operator alone. */
export function listWebhookEvents(
  gateway: Gateway,
  query: Omit<WebhookEventQuery, "merchantId">,
): Promise<Page<ListedWebhookEvent>> {
  return readPage(() => readWebhookEvents(gateway.postgres, { ...query, merchantId: null }));
}
