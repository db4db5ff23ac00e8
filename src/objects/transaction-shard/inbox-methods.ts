import type { Actor } from "../../domain/actor.ts";
import type { CallbackToken } from "../../domain/callback-token.ts";
import type { ShardId, TransactionId } from "../../domain/identifiers.ts";
import type { InboxItem, ReceiptClaimed } from "../../domain/inbox/inbox-item.ts";
import { openCallbackInShard } from "./callback-operations.ts";
import {
  applyClaimedInShard,
  buryInboxInShard,
  concludeInboxInShard,
  type HandOverVerdict,
  handOverInShard,
  receiveInShard,
  replayInboxInShard,
  retryInboxInShard,
  subjectOfInboxItem,
} from "./inbox-operations.ts";
import { applyListedRefundsInShard, type RefundsAsked } from "./listed-refund-operations.ts";
import { PaymentMethods } from "./payment-methods.ts";
import { type ResolveOrder, resolveInShard } from "./resolve-operations.ts";

/** What a shard does with what providers tell, and with what a person decides. */
export abstract class InboxMethods extends PaymentMethods {
  openCallback(token: CallbackToken) {
    return this.work.onLive(token.subjectId, (context) => openCallbackInShard(context, token));
  }

  receive(item: InboxItem, actor: Actor) {
    return this.work.atomically((context) => receiveInShard(context, item, actor, this.work.retrySchedule()));
  }

  retryInbox(itemId: string) {
    return this.work.onLive(subjectOfInboxItem(this.work.context, itemId) ?? itemId, (context) =>
      retryInboxInShard(context, itemId, this.work.retrySchedule()),
    );
  }

  buryInbox(itemId: string) {
    return this.work.atomically((context) => buryInboxInShard(context, itemId));
  }

  applyClaimed(itemId: string, receiptClaim: ReceiptClaimed, actor: Actor) {
    return this.work.onLive(subjectOfInboxItem(this.work.context, itemId) ?? itemId, (context) =>
      applyClaimedInShard(context, itemId, receiptClaim, actor, this.work.retrySchedule()),
    );
  }

  applyListedRefunds(itemId: string, asked: RefundsAsked, actor: Actor) {
    return this.work.onLive(subjectOfInboxItem(this.work.context, itemId) ?? itemId, (context) =>
      applyListedRefundsInShard(context, itemId, asked, actor),
    );
  }

  replayInbox(itemId: string, onlyDead: boolean, actor: Actor) {
    return this.work.onLive(subjectOfInboxItem(this.work.context, itemId) ?? itemId, (context) =>
      replayInboxInShard(context, itemId, onlyDead, actor, this.work.retrySchedule()),
    );
  }

  handOver(transactionId: ShardId, item: InboxItem, actor: Actor, replayOf?: InboxItem) {
    return this.work.onLive(transactionId, (context) =>
      handOverInShard(context, transactionId, item, actor, this.work.retrySchedule(), replayOf),
    );
  }

  concludeInbox(itemId: string, verdict: HandOverVerdict) {
    return this.work.atomically((context) => concludeInboxInShard(context, itemId, verdict));
  }

  resolve(id: TransactionId, order: ResolveOrder, actor: Actor) {
    return this.work.onLive(id, (context) => resolveInShard(context, id, order, actor));
  }
}
