import { canonicalJson, type JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { maskFreeText, toRedactedJson } from "../../lib/redact.ts";
import { toStorableJson, toStorableText } from "../../lib/storable-json.ts";
import { deriveChildId, deriveDetachedId, type ShardId } from "../identifiers.ts";
import type { WebhookEventRow } from "../projection.ts";
import { familyOf } from "../provider-account/account-id.ts";
import { type RetrySchedule, retryDelayMs } from "../retry-schedule.ts";
import { ownReference } from "./event-subject.ts";
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
  /** Whether the receipt that the event claims is its payment's, once the receipt's object has said; absent: not yet. */
  readonly receiptClaim?: ReceiptClaimed;
  /** Only a trace in the payment's object of an event whose row is elsewhere; not shown and never tried by itself. */
  readonly isTrace?: true;
  /** The schedule is at its end: the dead-letter queue is to record it. */
  readonly isExhausted: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly processedAt: number | null;
  readonly dueAt: number | null;
}

/** Kept of a webhook's body, characters of JSON. */
const MAX_KEPT_BODY = 65_536;

/** What came of claiming a receipt: the payment has it now, or another has had it before. */
export type ReceiptClaimed = "claimed" | "taken";

/** What is known of a webhook when it arrives. */
export interface ArrivedWebhook {
  readonly provider: string;
  readonly accountId: string;
  readonly event: ProviderEvent;
  readonly body: JsonValue;
  readonly signature: string | null;
  readonly receiptClaim?: ReceiptClaimed;
}

/**
 * Makes the row of an arrived webhook. Its id follows from the account's family and the event's id alone, so a repeat finds it; it lives
 * with the payment the event names or, if it names none of ours, in a shard chosen by hash.
 */
export function toInboxItem(arrived: ArrivedWebhook, now: number): InboxItem {
  const event = maskFreeText(toStorableJson(arrived.event, Number.POSITIVE_INFINITY)) as unknown as ProviderEvent;
  const owner = ownReference(event.subject);
  return {
    ...arrived,
    event,
    signature: arrived.signature === null ? null : toStorableText(arrived.signature),
    id: inboxIdOf(owner, arrived.accountId, event.id),
    // For people to read: addresses that prove themselves, and what else is secret, are not kept.
    body: toRedactedJson(arrived.body, MAX_KEPT_BODY),
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

/** The id of an event's row: with the payment it names or, if it names none, in an object chosen by hash. */
export function inboxIdOf(owner: ShardId | null, accountId: string, eventId: string): ShardId {
  const key = canonicalJson([familyOf(accountId), eventId]);
  return owner === null ? deriveDetachedId("inbox", key) : deriveChildId(owner, "inbox", key);
}

/** The item with its fate decided: nothing is tried any more. */
export function settleItem(item: InboxItem, status: InboxStatus, reason: string | null, now: number): InboxItem {
  return { ...item, status, errorMessage: reason, processedAt: now, dueAt: null, version: item.version + 1 };
}

/** Until the dead-letter queue has recorded an exhausted event, it is handed to that queue again after this time. */
const BURIAL_INTERVAL_MS = 60_000;

/** Counts the contract's schedule: the consumer's, not the queue's. At its end the dead-letter queue takes over. */
export function postponeItem(item: InboxItem, reason: string, schedule: RetrySchedule, now: number): InboxItem {
  const retriesMade = item.status === "retrying" && !item.isExhausted ? item.retryCount + 1 : item.retryCount;
  const delayMs = retryDelayMs(schedule, retriesMade);
  return {
    ...item,
    status: "retrying",
    retryCount: retriesMade,
    errorMessage: reason,
    isExhausted: delayMs === null,
    processedAt: null,
    dueAt: now + (delayMs ?? BURIAL_INTERVAL_MS),
    version: item.version + 1,
  };
}

/** The item as if it had just come, with a schedule of its own before it: for a person who wants it tried again. */
export function reopenItem(item: InboxItem): InboxItem {
  return { ...item, status: "received", retryCount: 0, isExhausted: false, processedAt: null, dueAt: null };
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
