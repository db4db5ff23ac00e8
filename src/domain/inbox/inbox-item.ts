import { canonicalJson, type JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { toStorableJson, toStorableText } from "../../lib/storable-json.ts";
import { deriveChildId, deriveDetachedId, parseShardId, type ShardId } from "../identifiers.ts";
import type { WebhookEventRow } from "../projection.ts";
import type { InboxStatus, ProviderEvent } from "./provider-event.ts";

/** An authentic webhook as an object keeps it, from before it is acknowledged on. Times are epoch milliseconds. */
export interface InboxItem {
  readonly id: ShardId;
  readonly provider: string;
  readonly accountId: string;
  readonly event: ProviderEvent;
  readonly body: JsonValue;
  readonly signature: string | null;
  readonly transactionId: string | null;
  readonly merchantId: string | null;
  readonly status: InboxStatus;
  readonly retryCount: number;
  readonly errorMessage: string | null;
  /** The schedule is at its end: the dead-letter queue is to record it. */
  readonly isExhausted: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly processedAt: number | null;
  readonly dueAt: number | null;
}

/** Kept of a webhook's body, characters of JSON. */
const MAX_KEPT_BODY = 65_536;

/** What is known of a webhook when it arrives. */
export interface ArrivedWebhook {
  readonly provider: string;
  readonly accountId: string;
  readonly event: ProviderEvent;
  readonly body: JsonValue;
  readonly signature: string | null;
}

/**
 * Makes the row of an arrived webhook. Its id follows from account and event id alone, so a repeat finds it; it lives
 * with the payment the event names or, if it names none of ours, in a shard chosen by hash.
 */
export function toInboxItem(arrived: ArrivedWebhook, now: number): InboxItem {
  const event = toStorableJson(arrived.event, Number.POSITIVE_INFINITY) as unknown as ProviderEvent;
  const { subject } = event;
  const owner = subject.kind === "none" || subject.reference === null ? null : parseShardId(subject.reference);
  const key = canonicalJson([arrived.accountId, event.id]);
  return {
    ...arrived,
    event,
    signature: arrived.signature === null ? null : toStorableText(arrived.signature),
    id: owner === null ? deriveDetachedId("inbox", key) : deriveChildId(owner, "inbox", key),
    body: toStorableJson(arrived.body, MAX_KEPT_BODY),
    transactionId: null,
    merchantId: null,
    status: "received",
    retryCount: 0,
    errorMessage: null,
    isExhausted: false,
    version: 1,
    createdAt: now,
    processedAt: null,
    dueAt: null,
  };
}

/** The webhook's row for Postgres. */
export function toWebhookEventRow(item: InboxItem): WebhookEventRow {
  return {
    id: item.id,
    transaction_id: item.transactionId,
    merchant_id: item.merchantId,
    provider: item.provider,
    account_id: item.accountId,
    provider_event_id: item.event.id,
    event_type: item.event.type,
    payload: item.body,
    signature: item.signature,
    verified: true,
    processed: item.processedAt !== null,
    status: item.status,
    retry_count: item.retryCount,
    error_message: item.errorMessage,
    sequence: item.version,
    created_at: toRfc3339(item.createdAt),
    processed_at: item.processedAt === null ? null : toRfc3339(item.processedAt),
  };
}
