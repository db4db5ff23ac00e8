import type { Actor } from "../../domain/actor.ts";
import { ownReference } from "../../domain/inbox/event-subject.ts";
import { judge } from "../../domain/inbox/event-verdict.ts";
import { type InboxItem, settleItem } from "../../domain/inbox/inbox-item.ts";
import type { ListedRefund } from "../../domain/outcome.ts";
import { isPaid } from "../../domain/payment/state-machine.ts";
import { maySpeakFor } from "../../domain/provider-account/account-id.ts";
import { recordListedRefunds } from "../../domain/refund/record-listed-refunds.ts";
import { commitChange } from "./commit-change.ts";
import type { ShardContext } from "./shard-context.ts";

/** What the provider answered when it was asked which refunds a payment has. Times are epoch milliseconds. */
export interface RefundsAsked {
  readonly refunds: readonly ListedRefund[];
  readonly askedAt: number;
}

/**
 * Applies the list of a payment's refunds that was asked for because of an event that names none of them, and with that
 * the event. One whose payment cannot take refunds yet stays on its schedule.
 */
export function applyListedRefundsInShard(
  context: ShardContext,
  itemId: string,
  asked: RefundsAsked,
  actor: Actor,
): InboxItem | null {
  const { store, timers } = context;
  const item = store.findInboxItem(itemId);
  if (item === null || item.status !== "retrying") return item;
  const id = ownReference(item.event.subject);
  const transaction = id === null ? null : store.findTransaction(id);
  if (transaction === null || !maySpeakFor(item.accountId, transaction.accountId) || !isPaid(transaction.status))
    return item;
  const now = context.clock();
  const refunds = store.listRefunds(transaction.id);
  const recorded = recordListedRefunds(transaction, refunds, asked.refunds, asked.askedAt, now);
  const { status, reason, change } = judge(transaction, recorded, item.event, null);
  const owner = { transactionId: transaction.id, merchantId: transaction.merchantId };
  const done = settleItem({ ...item, ...owner }, status, reason, now);
  timers.set("inbox", done.id, null);
  timers.set("purge", done.id, null);
  commitChange(context, change, actor, now, [done]);
  return done;
}
