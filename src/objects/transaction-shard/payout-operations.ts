import type { Actor } from "../../domain/actor.ts";
import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { PayoutOutcome } from "../../domain/outcome.ts";
import type { LookClaim } from "../../domain/payment/claim-look.ts";
import { applyPayoutEvent, type PayoutEventVerdict } from "../../domain/payout/apply-payout-event.ts";
import { beginPayout } from "../../domain/payout/begin-payout.ts";
import { claimPayoutLook, lapsePayoutAttempt, type PayoutLookTrigger } from "../../domain/payout/claim-payout-look.ts";
import type { Payout, PayoutTerms } from "../../domain/payout/payout.ts";
import { isPayoutFinal } from "../../domain/payout/payout-states.ts";
import { renderPayout } from "../../domain/payout/render-payout.ts";
import { settlePayout } from "../../domain/payout/settle-payout.ts";
import { commitPayout } from "./commit-payout.ts";
import { ANSWER_LIFETIME_MS, type SettleResult } from "./payment-operations.ts";
import { type BeginResult, meetRepeat } from "./repeat-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** A payout with its history. */
export interface PayoutView {
  readonly payout: Payout;
  readonly audit: readonly AuditEntry[];
}

/** Makes intent and lease durable, or tells what a repeat is to be answered. */
export function beginPayoutInShard(
  context: ShardContext,
  terms: PayoutTerms,
  owner: string,
  actor: Actor,
): BeginResult<Payout> {
  const now = context.clock();
  const known = context.payouts.findPayout(terms.id);
  if (known === null) {
    const subject = commitPayout(context, beginPayout(terms, owner, now), actor, now);
    return { kind: "started", subject, attemptNumber: 1 };
  }
  const met = meetRepeat(context, known, known, { fingerprint: terms.fingerprint, owner }, now);
  if (met !== null) return met;
  const subject = commitPayout(context, lapsePayoutAttempt(known, now), actor, now);
  return { kind: "current", subject, isKnown: isKnown(subject) };
}

/** Records an outcome. With `isAnswer`, a known outcome becomes the answer that repeats of the request will get. */
export function settlePayoutInShard(
  context: ShardContext,
  payoutId: string,
  attemptNumber: number,
  outcome: PayoutOutcome,
  isAnswer: boolean,
  actor: Actor,
): SettleResult<Payout> | null {
  const { store, payouts } = context;
  const now = context.clock();
  const known = payouts.findPayout(payoutId);
  if (known === null) return null;
  const change = settlePayout(known, attemptNumber, withOwnHandle(context, known, outcome), now);
  const subject = commitPayout(context, change, actor, now);
  const body = JSON.stringify(renderPayout(subject));
  if (isAnswer && isKnown(subject)) {
    store.saveAnswer(subject.id, { status: 201, body }, subject.createdAt + ANSWER_LIFETIME_MS);
    return { subject, isKnown: true, body: store.findAnswer(subject.id, now)?.body ?? body };
  }
  return { subject, isKnown: isKnown(subject), body };
}

/** Grants, or refuses, the permission to ask the provider what became of a payout. */
export function claimPayoutLookInShard(
  context: ShardContext,
  payoutId: string,
  trigger: PayoutLookTrigger,
  actor: Actor,
): { readonly subject: Payout; readonly claim: LookClaim } | null {
  const now = context.clock();
  const known = context.payouts.findPayout(payoutId);
  if (known === null) return null;
  const [change, claim] = claimPayoutLook(known, trigger, now);
  return { subject: commitPayout(context, change, actor, now), claim };
}

/** What an event does to the payout it names. Nothing is written yet. */
export function judgePayoutEvent(
  context: ShardContext,
  payout: Payout,
  { event, accountId }: InboxItem,
  now: number,
): PayoutEventVerdict {
  const handle = event.subject.kind === "payout" ? event.subject.reported.providerTransactionId : null;
  return applyPayoutEvent(payout, event, accountId, now, isTaken(context, payout, handle));
}

/** A payout as it is right now, or null. */
export function readPayoutInShard(context: ShardContext, id: string): PayoutView | null {
  const payout = context.payouts.findPayout(id);
  return payout === null ? null : { payout, audit: context.store.listAudit(id) };
}

/** Whether the provider has told of the payout: only then is there something to answer with 201. */
function isKnown(payout: Payout): boolean {
  return payout.pursuit.acknowledged || isPayoutFinal(payout.status);
}

/** A provider's handle belongs to one payout: an answer that brings another's says nothing about this one. */
function withOwnHandle(context: ShardContext, payout: Payout, outcome: PayoutOutcome): PayoutOutcome {
  if (outcome.kind !== "reported" || !isTaken(context, payout, outcome.providerTransactionId)) return outcome;
  return { kind: "unknown", reason: "provider_id_of_another_payout", exchange: outcome.exchange };
}

function isTaken({ payouts }: ShardContext, payout: Payout, handle: string | null): boolean {
  if (handle === null) return false;
  const owner = payouts.findPayoutHandleOwner(payout.accountId, handle);
  return owner !== null && owner !== payout.id;
}
