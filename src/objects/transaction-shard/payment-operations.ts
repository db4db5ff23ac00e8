import type { Actor } from "../../domain/actor.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import { beginPayment } from "../../domain/payment/begin-payment.ts";
import { type CancelClaim, claimCancel } from "../../domain/payment/claim-cancel.ts";
import { claimLook, type LookClaim, type LookTrigger, lapseAttempt } from "../../domain/payment/claim-look.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import { settlePayment } from "../../domain/payment/settle-payment.ts";
import { isFinal } from "../../domain/payment/state-machine.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import type { NextSender } from "../../domain/pursuit.ts";
import { commitChange } from "./commit-change.ts";
import { type BeginResult, meetRepeat } from "./repeat-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** How long the first answer to a key is given again, word for word (contract: 24 h). */
export const ANSWER_LIFETIME_MS = 86_400_000;

/** The outcome of settling: the payment as it stands and, for the request that began it, the answer to give. */
export interface SettleResult<Subject> {
  readonly subject: Subject;
  readonly isKnown: boolean;
  readonly body: string;
}

/** Makes intent and lease durable, or tells what a repeat is to be answered. */
export function beginInShard(
  context: ShardContext,
  terms: PaymentTerms,
  owner: string,
  actor: Actor,
): BeginResult<Transaction> {
  const { store } = context;
  const now = context.clock();
  const known = store.findTransaction(terms.id);
  if (known === null) {
    const subject = commitChange(context, beginPayment(terms, owner, now), actor, now);
    return { kind: "started", subject, attemptNumber: 1 };
  }
  const met = meetRepeat(context, known, known, { fingerprint: terms.fingerprint, owner }, now);
  if (met !== null) return met;
  const subject = commitChange(context, lapseAttempt(known, now), actor, now);
  return { kind: "current", subject, isKnown: isKnown(subject) };
}

/**
 * Records an outcome. With `isAnswer`, a known outcome becomes the answer that repeats of the request will get. A payment
 * that moves to another provider has its next attempt opened for `sender`, which recognises itself by its owner.
 */
export function settleInShard(
  context: ShardContext,
  transactionId: string,
  attemptNumber: number,
  outcome: PaymentOutcome,
  isAnswer: boolean,
  actor: Actor,
  sender: NextSender | null = null,
): SettleResult<Transaction> | null {
  const { store } = context;
  const now = context.clock();
  const known = store.findTransaction(transactionId);
  if (known === null) return null;
  const change = settlePayment(known, attemptNumber, withOwnHandle(context, known, outcome), now, sender);
  const subject = commitChange(context, change, actor, now);
  const body = JSON.stringify(renderTransactionInFull(subject));
  if (isAnswer && isKnown(subject)) {
    const isFirst = store.saveAnswer(subject.id, { status: 201, body }, subject.createdAt + ANSWER_LIFETIME_MS);
    return { subject, isKnown: true, body: isFirst ? body : (store.findAnswer(subject.id, now)?.body ?? body) };
  }
  return { subject, isKnown: isKnown(subject), body };
}

/** Grants, or refuses, the permission to ask the provider what became of a payment. */
export function claimLookInShard(
  context: ShardContext,
  transactionId: string,
  trigger: LookTrigger,
  actor: Actor,
): { readonly subject: Transaction; readonly claim: LookClaim } | null {
  const now = context.clock();
  const known = context.store.findTransaction(transactionId);
  if (known === null) return null;
  const [change, claim] = claimLook(known, trigger, now);
  if (!claim.granted && change.transaction === known) {
    // A message that came too late or twice: only the timer has to stand where the record says.
    context.timers.set("payment", known.id, known.pursuit.dueAt);
    context.timers.arm(now, context.outbox.state().nextAt);
    return { subject: known, claim };
  }
  return { subject: commitChange(context, change, actor, now), claim };
}

/** Grants, or refuses, the permission to cancel at the provider. */
export function claimCancelInShard(
  context: ShardContext,
  transactionId: string,
  actor: Actor,
): { readonly subject: Transaction; readonly claim: CancelClaim } | null {
  const now = context.clock();
  const known = context.store.findTransaction(transactionId);
  if (known === null) return null;
  const [change, claim] = claimCancel(known, now);
  return { subject: commitChange(context, change, actor, now), claim };
}

/** Whether the provider has told of the payment: only then is there something to answer with 201. */
function isKnown(transaction: Transaction): boolean {
  return transaction.pursuit.acknowledged || isFinal(transaction.status);
}

/** A provider's handle belongs to one transaction: an answer that brings another's says nothing about this one. */
function withOwnHandle(context: ShardContext, transaction: Transaction, outcome: PaymentOutcome): PaymentOutcome {
  if (outcome.kind !== "reported" || outcome.providerTransactionId === null) return outcome;
  const owner = context.store.findHandleOwner(transaction.accountId, outcome.providerTransactionId);
  if (owner === null || owner === transaction.id) return outcome;
  return { kind: "unknown", reason: "provider_id_of_another_payment", exchange: outcome.exchange };
}
