import { type InboxItem, toWebhookEventRow } from "./inbox-item.ts";

/** A provider's webhook in the public shape (contract section 9); its body and signature stay inside. */
export function renderWebhookEvent(item: InboxItem) {
  const row = toWebhookEventRow(item);
  return {
    id: row.id,
    provider: row.provider,
    account_id: row.account_id,
    transaction_id: row.transaction_id,
    event_type: row.event_type,
    verified: row.verified,
    status: row.status,
    retry_count: row.retry_count,
    error_message: row.error_message,
    created_at: row.created_at,
    processed_at: row.processed_at,
  };
}
