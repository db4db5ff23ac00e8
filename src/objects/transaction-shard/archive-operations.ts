import {
  ARCHIVE_AFTER_MS,
  type ArchivedPayment,
  fromArchiveContent,
  isAtRest,
  toArchiveContent,
  toTombstone,
} from "../../domain/payment/archive.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { ShardContext } from "./shard-context.ts";

/** How often a payment that is leaving is looked after until Postgres has it. */
const DEPARTURE_INTERVAL_MS = 60_000;
/** Rows of an object hold 2 MB; a payment with a longer story stays where it is. */
const MAX_CONTENT_CHARACTERS = 900_000;

/** Takes a resting payment one step further out: first its text goes to Postgres, then a tombstone takes its place. */
export function archiveInShard(context: ShardContext, id: string): void {
  const { store, archive, outbox, timers } = context;
  const now = context.clock();
  const payment = readArchivable(context, id);
  if (payment === null) {
    timers.set("archive", id, null);
    return;
  }
  const departure = archive.findDeparture(id);
  const content = toArchiveContent(payment);
  const tombstone = toTombstone(payment, content);
  // Bookkeeping changes the text without an audit entry: only the very text that arrived may be what is left of it.
  const isCurrent = departure !== null && departure.contentHash === tombstone.contentHash;
  if (isCurrent && archive.isParked(departure.position)) {
    timers.set("archive", id, null);
    return;
  }
  if (isCurrent && outbox.to("postgres").hasArrived(departure.position)) {
    archive.bury(tombstone);
    archive.dropDeparture(id);
    timers.set("archive", id, null);
    return;
  }
  const isFlushed = outbox.flushedCount(id, payment.transaction.auditCount) === payment.transaction.auditCount;
  if (!isCurrent && isFlushed && content.length <= MAX_CONTENT_CHARACTERS) {
    const { contentHash } = tombstone;
    const row = { transaction_id: id, content, content_hash: contentHash, archived_at: toRfc3339(now) };
    const position = outbox.append(id, payment.transaction.auditCount + 1, { archives: [row] }, now);
    archive.saveDeparture(id, { position, auditCount: payment.transaction.auditCount, contentHash });
  }
  const isTooLong = content.length > MAX_CONTENT_CHARACTERS;
  timers.set("archive", id, isTooLong ? now + ARCHIVE_AFTER_MS : now + DEPARTURE_INTERVAL_MS);
  store.dropExpiredAnswers(now);
}

/** Puts an archived payment back; false when the text is not the one that left. It rests again from now on. */
export function restoreInShard(context: ShardContext, id: string, content: string): boolean {
  const { store, archive, timers } = context;
  const tombstone = archive.findTombstone(id);
  if (tombstone === null) return true;
  const payment = fromArchiveContent(content, tombstone);
  if (payment === null) return false;
  archive.dropTombstone(id);
  store.saveTransaction(payment.transaction);
  for (const refund of payment.refunds) store.saveRefund(refund);
  for (const entry of payment.audit) store.saveAudit(id, entry);
  for (const event of payment.events) store.saveEvent(event);
  const now = context.clock();
  timers.set("archive", id, now + ARCHIVE_AFTER_MS);
  timers.arm(now, context.outbox.state().nextAt);
  return true;
}

function readArchivable(context: ShardContext, id: string): ArchivedPayment | null {
  const { store, archive } = context;
  const transaction = store.findTransaction(id);
  if (transaction === null) return null;
  const refunds = store.listRefunds(id);
  if (!isAtRest(transaction, refunds)) return null;
  return { transaction, refunds, audit: store.listAudit(id), events: archive.listEvents(id) };
}
