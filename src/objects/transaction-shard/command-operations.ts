import type { Actor } from "../../domain/actor.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import { claimCommand } from "../../domain/payment/claim-command.ts";
import { commandState } from "../../domain/payment/open-command.ts";
import type { CommandTerms, PaymentCommand } from "../../domain/payment/payment-command.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { isLeased, retryAfterSeconds } from "../../domain/pursuit.ts";
import { commitChange } from "./commit-change.ts";
import { ANSWER_LIFETIME_MS, type SettleResult, settleInShard } from "./payment-operations.ts";
import type { BeginResult } from "./repeat-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** A capture or void and its payment. */
export interface CommandSubject {
  readonly transaction: Transaction;
  readonly command: PaymentCommand;
}

/** What asking for a capture or void meets. */
export type BeginCommandResult =
  | BeginResult<CommandSubject>
  | { readonly kind: "not_found" }
  | { readonly kind: "not_authorized"; readonly status: Transaction["status"] }
  | { readonly kind: "busy"; readonly retryAfterSeconds: number }
  | { readonly kind: "exceeds_authorized"; readonly transaction: Transaction };

/** Makes the intent to capture or void durable, or tells what a repeat is to be answered. */
export function beginCommandInShard(
  context: ShardContext,
  transactionId: string,
  terms: CommandTerms,
  owner: string,
  actor: Actor,
): BeginCommandResult {
  const now = context.clock();
  const known = context.store.findTransaction(transactionId);
  if (known === null) return { kind: "not_found" };
  const [change, claim] = claimCommand(known, terms, owner, now);
  if (claim.kind === "known") return repeat(context, { transaction: known, command: claim.command }, owner, now);
  if (claim.kind === "reused" || claim.kind === "busy") return claim;
  if (claim.kind === "not_authorized") return { kind: claim.kind, status: known.status };
  if (claim.kind === "exceeds_authorized") return { kind: claim.kind, transaction: known };
  const transaction = commitChange(context, change, actor, now);
  const { command } = claim;
  return { kind: "started", subject: { transaction, command }, attemptNumber: command.attemptNumber };
}

/** Records what came of a capture or void; once it is known, the answer that repeats of the request will get. */
export function settleCommandInShard(
  context: ShardContext,
  transactionId: string,
  commandId: string,
  attemptNumber: number,
  outcome: PaymentOutcome,
  actor: Actor,
): SettleResult<CommandSubject> | null {
  const settled = settleInShard(context, transactionId, attemptNumber, outcome, false, actor);
  const command = settled?.subject.commands.find(({ id }) => id === commandId);
  if (settled === null || command === undefined) return null;
  const subject = { transaction: settled.subject, command };
  const state = commandState(settled.subject, command);
  const body = JSON.stringify(renderTransactionInFull(settled.subject));
  if (state === "done") {
    const now = context.clock();
    context.store.saveAnswer(command.id, { status: 201, body }, now + ANSWER_LIFETIME_MS);
  }
  return { subject, isKnown: state !== "open", body };
}

function repeat(
  context: ShardContext,
  subject: CommandSubject,
  owner: string,
  now: number,
): BeginResult<CommandSubject> {
  const { transaction, command } = subject;
  const answer = context.store.findAnswer(command.id, now);
  if (answer !== null) return { kind: "replay", ...answer };
  const { pursuit } = transaction;
  if (isLeased(pursuit, now) && pursuit.attempt?.number === command.attemptNumber) {
    if (command.owner === owner) return { kind: "started", subject, attemptNumber: command.attemptNumber };
    return { kind: "in_progress", retryAfterSeconds: retryAfterSeconds(pursuit, now) };
  }
  return { kind: "current", subject, isKnown: commandState(transaction, command) !== "open" };
}
