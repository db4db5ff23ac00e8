import type { Actor } from "../../domain/actor.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { LookTrigger } from "../../domain/payment/claim-look.ts";
import type { CommandTerms } from "../../domain/payment/payment-command.ts";
import type { PaymentTerms } from "../../domain/payment/transaction.ts";
import type { NextSender } from "../../domain/pursuit.ts";
import type { RefundTerms } from "../../domain/refund/begin-refund.ts";
import { restoreInShard } from "./archive-operations.ts";
import { beginCommandInShard, settleCommandInShard } from "./command-operations.ts";
import { beginInShard, claimCancelInShard, claimLookInShard, settleInShard } from "./payment-operations.ts";
import { readChainTruth, readPayment } from "./read-operations.ts";
import { beginRefundInShard, claimRefundLookInShard, findSubject, settleRefundInShard } from "./refund-operations.ts";
import { ShardObjectBase } from "./shard-object-base.ts";
import { findOwnerInShard } from "./socket-operations.ts";

/** What a shard does with payments, their captures and refunds. */
export abstract class PaymentMethods extends ShardObjectBase {
  begin(terms: PaymentTerms, owner: string, actor: Actor) {
    return this.work.onLive(terms.id, (context) => beginInShard(context, terms, owner, actor));
  }

  settle(
    id: string,
    attemptNumber: number,
    outcome: PaymentOutcome,
    isAnswer: boolean,
    actor: Actor,
    sender?: NextSender,
  ) {
    return this.work.onFound(id, (context) =>
      settleInShard(context, id, attemptNumber, outcome, isAnswer, actor, sender),
    );
  }

  claimLook(id: string, trigger: LookTrigger, actor: Actor) {
    return this.work.onFound(id, (context) => claimLookInShard(context, id, trigger, actor));
  }

  claimCancel(id: string, actor: Actor) {
    return this.work.onFound(id, (context) => claimCancelInShard(context, id, actor));
  }

  beginCommand(transactionId: string, terms: CommandTerms, owner: string, actor: Actor) {
    return this.work.onLive(transactionId, (context) =>
      beginCommandInShard(context, transactionId, terms, owner, actor),
    );
  }

  settleCommand(id: string, commandId: string, attemptNumber: number, outcome: PaymentOutcome, actor: Actor) {
    return this.work.onLive(id, (context) =>
      settleCommandInShard(context, id, commandId, attemptNumber, outcome, actor),
    );
  }

  beginRefund(transactionId: string, terms: RefundTerms, owner: string, actor: Actor) {
    return this.work.onLive(transactionId, (context) =>
      beginRefundInShard(context, transactionId, terms, owner, actor),
    );
  }

  settleRefund(id: string, attemptNumber: number, outcome: RefundOutcome, isAnswer: boolean, actor: Actor) {
    return this.work.onFound(id, (context) =>
      settleRefundInShard(context, id, attemptNumber, outcome, isAnswer, actor),
    );
  }

  claimRefundLook(id: string, trigger: LookTrigger) {
    return this.work.onFound(id, (context) => claimRefundLookInShard(context, id, trigger));
  }

  read(id: string) {
    return this.work.onFound(id, (context) => readPayment(context, id));
  }

  readRefund(id: string) {
    return this.work.onFound(id, (context) => findSubject(context, id));
  }

  readChain(id: string) {
    return this.work.onFound(id, (context) => readChainTruth(context, id));
  }

  /** Whose a payment or payout is. */
  findOwner(id: string) {
    return this.work.onFound(id, (context) => findOwnerInShard(context, id));
  }

  restore(id: string, content: string): boolean {
    return this.work.atomically((context) => restoreInShard(context, id, content));
  }
}
