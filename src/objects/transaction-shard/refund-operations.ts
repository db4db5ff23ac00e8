import type { Actor } from "../../domain/actor.ts";
import type { MinorUnits } from "../../domain/money.ts";
import type { RefundOutcome } from "../../domain/outcome.ts";
import type { LookClaim, LookTrigger } from "../../domain/payment/claim-look.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { beginRefund, type RefundTerms } from "../../domain/refund/begin-refund.ts";
import { claimRefundLook } from "../../domain/refund/claim-refund-look.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import { renderRefund } from "../../domain/refund/render-refund.ts";
import { settleRefund } from "../../domain/refund/settle-refund.ts";
import { commitChange } from "./commit-change.ts";
import { ANSWER_LIFETIME_MS, type SettleResult } from "./payment-operations.ts";
import { type BeginResult, meetRepeat } from "./repeat-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** A refund with the payment it belongs to. */
export interface RefundSubject {
  readonly transaction: Transaction;
  readonly refund: Refund;
}

/** What a request to refund meets. */
export type BeginRefundResult =
  | BeginResult<RefundSubject>
  | { readonly kind: "not_found" }
  | { readonly kind: "not_paid"; readonly status: string }
  | { readonly kind: "exceeds_balance"; readonly refundableMinor: MinorUnits; readonly currency: string };

/** Reserves the amount and makes the lease durable, or tells what a repeat or a refusal is to be answered. */
export function beginRefundInShard(
  context: ShardContext,
  transactionId: string,
  terms: RefundTerms,
  owner: string,
  actor: Actor,
): BeginRefundResult {
  const { store } = context;
  const now = context.clock();
  const transaction = store.findTransaction(transactionId);
  if (transaction === null) return { kind: "not_found" };
  const known = store.findRefund(terms.id);
  if (known !== null) return repeat(context, { transaction, refund: known }, terms, owner, now);
  const start = beginRefund(transaction, store.listRefunds(transactionId), terms, owner, now);
  if (!start.started) {
    if (start.why === "not_paid") return { kind: "not_paid", status: transaction.status };
    return { kind: "exceeds_balance", refundableMinor: start.refundableMinor, currency: transaction.currency };
  }
  const saved = commitChange(context, start.change, actor, now);
  return { kind: "started", subject: { transaction: saved, refund: start.refund }, attemptNumber: 1 };
}

/** Records what came of asking for a refund. */
export function settleRefundInShard(
  context: ShardContext,
  refundId: string,
  attemptNumber: number,
  outcome: RefundOutcome,
  isAnswer: boolean,
  actor: Actor,
): SettleResult<RefundSubject> | null {
  const { store } = context;
  const now = context.clock();
  const known = findSubject(context, refundId);
  if (known === null) return null;
  const refunds = store.listRefunds(known.transaction.id);
  const change = settleRefund(known.transaction, refunds, known.refund, attemptNumber, outcome, now);
  const transaction = commitChange(context, change, actor, now);
  const refund = store.findRefund(refundId) ?? known.refund;
  const body = JSON.stringify(renderRefund(refund));
  if (isAnswer && isKnown(refund)) {
    store.saveAnswer(refund.id, { status: 201, body }, refund.createdAt + ANSWER_LIFETIME_MS);
  }
  return { subject: { transaction, refund }, isKnown: isKnown(refund), body };
}

/** Grants, or refuses, the permission to ask the provider what became of a refund. */
export function claimRefundLookInShard(
  context: ShardContext,
  refundId: string,
  trigger: LookTrigger,
): { readonly subject: RefundSubject; readonly claim: LookClaim } | null {
  const now = context.clock();
  const known = findSubject(context, refundId);
  if (known === null) return null;
  const [refund, claim] = claimRefundLook(known.refund, known.transaction.timings, trigger, now);
  context.store.saveRefund(refund);
  context.timers.set("refund", refund.id, refund.pursuit.dueAt);
  context.timers.arm(now, context.outbox.state().nextAt);
  return { subject: { transaction: known.transaction, refund }, claim };
}

/** A refund and its payment, or null. */
export function findSubject(context: ShardContext, refundId: string): RefundSubject | null {
  const refund = context.store.findRefund(refundId);
  const transaction = refund === null ? null : context.store.findTransaction(refund.transactionId);
  return refund === null || transaction === null ? null : { transaction, refund };
}

function repeat(
  context: ShardContext,
  known: RefundSubject,
  terms: RefundTerms,
  owner: string,
  now: number,
): BeginRefundResult {
  const met = meetRepeat(context, known.refund, known, { fingerprint: terms.fingerprint, owner }, now);
  return met ?? { kind: "current", subject: known, isKnown: isKnown(known.refund) };
}

function isKnown(refund: Refund): boolean {
  return refund.pursuit.acknowledged || refund.status !== "pending";
}
