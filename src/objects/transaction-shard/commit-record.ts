import type { Actor } from "../../domain/actor.ts";
import { type AuditDraft, type AuditEntry, appendAuditEntry } from "../../domain/audit/audit-entry.ts";
import type { EventType, GatewayEvent } from "../../domain/event/event.ts";
import { deriveChildId, type TransactionId } from "../../domain/identifiers.ts";
import { type InboxItem, toWebhookEventRow } from "../../domain/inbox/inbox-item.ts";
import type { Projection } from "../../domain/projection.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { ShardContext } from "./shard-context.ts";

/** What has a history of its own: a payment or a payout. */
export interface ChronicledRecord {
  readonly id: TransactionId;
  readonly merchantId: string;
  readonly auditCount: number;
  readonly auditHead: string;
  readonly eventCount: number;
  readonly traceId?: string;
}

/** One step in the life of a record, and how its kind is stored and shown. */
export interface RecordStep<Subject extends ChronicledRecord> {
  /** The new state; its counts and head are still those of before this step. */
  readonly record: Subject;
  readonly audit: readonly AuditDraft[];
  readonly events: readonly { readonly type: EventType; readonly data: (record: Subject) => JsonValue }[];
  /** Puts the record, what belongs to it and their timers into storage. */
  readonly save: (record: Subject) => void;
  /** Its rows of state for Postgres. */
  readonly project: (record: Subject) => Projection;
}

/**
 * The only writer of histories: puts a record, its audit entries, its events and its rows for Postgres into storage and
 * arms the alarm. To be called inside one storage transaction; returns the record as it now stands.
 */
export function commitRecord<Subject extends ChronicledRecord>(
  context: ShardContext,
  step: RecordStep<Subject>,
  actor: Actor,
  now: number,
  inbox: readonly InboxItem[] = [],
): Subject {
  const { store, timers, outbox, announcements } = context;
  const audit = chainAudit(step, actor, now);
  const record: Subject = {
    ...step.record,
    auditCount: step.record.auditCount + audit.length,
    auditHead: audit.at(-1)?.hash ?? step.record.auditHead,
    eventCount: step.record.eventCount + step.events.length,
  };
  const events = numberEvents(step, record, now);
  step.save(record);
  for (const entry of audit) store.saveAudit(record.id, entry);
  for (const event of events) store.saveEvent(event);
  for (const item of inbox) store.saveInboxItem(item);
  announcements.add(events);
  if (audit.length > 0 || inbox.length > 0) {
    const projection: Projection = {
      ...step.project(record),
      audit_logs: audit.map((entry) => ({ ...entry, chain: record.id, merchant_id: record.merchantId })),
      events: events.map((event) => ({ ...event, merchant_id: record.merchantId })),
      webhook_events: inbox.map(toWebhookEventRow),
      ...(record.traceId === undefined ? {} : { trace_id: record.traceId }),
    };
    outbox.append(record.id, audit[0]?.sequence ?? record.auditCount + 1, projection, now);
  }
  timers.arm(now, outbox.state().nextAt);
  return record;
}

function chainAudit<Subject extends ChronicledRecord>(
  { record, audit }: RecordStep<Subject>,
  actor: Actor,
  now: number,
): AuditEntry[] {
  const { id, auditCount, auditHead } = record;
  const entries: AuditEntry[] = [];
  let previousHash = auditHead;
  for (const draft of audit) {
    const sequence = auditCount + entries.length + 1;
    const entryId = deriveChildId(id, "audit", String(sequence));
    const entry = appendAuditEntry(draft, { id: entryId, transactionId: id, sequence, previousHash, actor, now });
    entries.push(entry);
    previousHash = entry.hash;
  }
  return entries;
}

function numberEvents<Subject extends ChronicledRecord>(
  step: RecordStep<Subject>,
  record: Subject,
  now: number,
): GatewayEvent[] {
  return step.events.map((draft, index) => {
    const sequence = step.record.eventCount + index + 1;
    return {
      id: deriveChildId(record.id, "event", String(sequence)),
      type: draft.type,
      sequence,
      transaction_id: record.id,
      timestamp: toRfc3339(now),
      data: draft.data(record),
    };
  });
}
