import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import { beginDeposited } from "../../domain/deposit/deposited-payment.ts";
import type { DepositTarget } from "../../domain/deposit/match-payment.ts";
import { type DepositStep, nextDepositStep } from "../../domain/deposit/next-deposit-step.ts";
import { type ArrivedDeposit, receiveDeposit } from "../../domain/deposit/receive-deposit.ts";
import { toDepositRow } from "../../domain/deposit/render-deposit.ts";
import {
  type Assignment,
  assignDeposit,
  finishDeposit,
  routeDeposit,
  yieldToOwner,
} from "../../domain/deposit/route-deposit.ts";
import type { ShardId } from "../../domain/identifiers.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import { commitChange } from "./commit-change.ts";
import type { ShardContext } from "./shard-context.ts";

/** The payment that an account reference leads to; of an archived one only the id is here. */
export type ReferencedPayment =
  | { readonly kind: "live"; readonly payment: DepositTarget }
  | { readonly kind: "archived"; readonly id: ShardId };

/** A deposit and what is to be done for it now. */
export interface DepositTask {
  readonly deposit: Deposit;
  readonly step: DepositStep;
}

/**
 * Gives a receipt to a payment, for ever, and tells whom it belongs to: the first to claim it, whoever asks. A deposit
 * that was told with it has found its payment.
 */
export function claimReceiptInShard(
  context: ShardContext,
  receiptId: ShardId,
  ownerId: string,
  accountId: string,
): string {
  const { deposits } = context;
  const known = deposits.findOwner(receiptId);
  if (known !== null) return known;
  deposits.saveOwner(receiptId, ownerId, accountId);
  const deposit = deposits.findDeposit(receiptId);
  if (deposit !== null) saveDeposit(context, deposit, yieldToOwner(deposit, ownerId, context.clock()));
  return ownerId;
}

/** Keeps word of a deposit. After this it may be acknowledged. */
export function receiveDepositInShard(
  context: ShardContext,
  arrived: ArrivedDeposit,
): { readonly isDuplicate: boolean } {
  const { deposits, clock } = context;
  const known = deposits.findDeposit(arrived.id);
  const deposit = receiveDeposit(known, deposits.findOwner(arrived.id), arrived, clock());
  if (deposit !== null) saveDeposit(context, known, deposit);
  return { isDuplicate: deposit === null };
}

/** Hands out the next step of a deposit that is due, to one Worker at a time. */
export function nextDepositStepInShard(context: ShardContext, id: string): DepositTask | null {
  const known = context.deposits.findDeposit(id);
  if (known === null) return null;
  const [deposit, step] = nextDepositStep(known, context.clock());
  return { deposit: saveDeposit(context, known, deposit), step };
}

/** Decides where a confirmed deposit goes and gives its receipt to that payment, in one step. */
export function routeDepositInShard(
  context: ShardContext,
  id: string,
  named: DepositRoute | null,
  fallback: DepositRoute | null,
): void {
  const known = context.deposits.findDeposit(id);
  if (known !== null) saveRouted(context, known, routeDeposit(known, named, fallback, context.clock()));
}

/** Takes a person's word for whose a deposit is; null when there is no such deposit. */
export function assignDepositInShard(context: ShardContext, id: string, route: DepositRoute): Assignment | null {
  const known = context.deposits.findDeposit(id);
  if (known === null) return null;
  const assignment = assignDeposit(known, route, context.clock());
  saveRouted(context, known, assignment.deposit);
  return assignment;
}

/** Notes that a deposit's payment has it; `reason`: why it is held there. */
export function finishDepositInShard(context: ShardContext, id: string, reason: string | null): void {
  const known = context.deposits.findDeposit(id);
  if (known !== null) saveDeposit(context, known, finishDeposit(known, reason, context.clock()));
}

/** The one payment whose id begins with what an account reference says, or null. */
export function findByReferenceInShard(context: ShardContext, idPrefix: string): ReferencedPayment | null {
  const [id, another] = context.deposits.findPaymentIds(idPrefix);
  if (id === undefined || another !== undefined) return null;
  const payment = context.store.findTransaction(id);
  return payment === null ? { kind: "archived", id: id as ShardId } : { kind: "live", payment };
}

/** Makes a deposit's own payment, begun and completed at once; a repeat finds it made. */
export function beginDepositedInShard(
  context: ShardContext,
  terms: PaymentTerms,
  deposit: Deposit,
  route: DepositRoute,
): Transaction {
  const now = context.clock();
  const known = context.store.findTransaction(terms.id);
  return known ?? commitChange(context, beginDeposited(terms, deposit, route, now), route.actor, now);
}

function saveRouted(context: ShardContext, known: Deposit, deposit: Deposit): void {
  const { route } = deposit;
  if (route !== null) context.deposits.saveOwner(deposit.id, route.transactionId, deposit.accountId);
  saveDeposit(context, known, deposit);
}

/** Saves what has changed and tells Postgres of whatever somebody can see. The timer stands where the record says. */
function saveDeposit(context: ShardContext, known: Deposit | null, deposit: Deposit): Deposit {
  const { deposits, timers, outbox, clock } = context;
  if (deposit !== known) deposits.saveDeposit(deposit);
  if (deposit.version !== known?.version) {
    outbox.append(deposit.id, deposit.version, { deposits: [toDepositRow(deposit)] }, clock());
  }
  timers.set("deposit", deposit.id, deposit.dueAt);
  timers.arm(clock(), outbox.state().nextAt);
  return deposit;
}
