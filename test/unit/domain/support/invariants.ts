import type { Change } from "../../../../src/domain/change.ts";
import { eventForTransition } from "../../../../src/domain/event/event.ts";
import { toTransactionRow } from "../../../../src/domain/payment/render-transaction.ts";
import { isFinal, isPaid, type TransactionStatus } from "../../../../src/domain/payment/state-machine.ts";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import type { Attempt } from "../../../../src/domain/pursuit.ts";
import type { Refund } from "../../../../src/domain/refund/refund.ts";
import type { ModelProvider } from "./model-provider.ts";

/** Thousands of histories ask thousands of times each: a plain comparison, and the words only when it fails. */
function must(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(`broken: ${what()}`);
}

/** What must hold of any one change, whatever led to it. */
export function checkChange(before: Transaction, change: Change): void {
  checkTrail(before.status, change);
  checkDirection(before.status, change.transaction.status);
  checkSilence(before, change);
}

/** What reaches Postgres moves only with an audit entry: without one, nothing is told and nothing tells. */
function checkSilence(before: Transaction, change: Change): void {
  if (change.audit.length > 0) return;
  const [was, is] = [before, change.transaction].map((payment) => JSON.stringify(toTransactionRow(payment)));
  must(was === is, () => `without an entry ${was} became ${is}`);
}

/** Each change of state has one audit entry and, where the state has one, its event; nothing else tells of states. */
function checkTrail(from: TransactionStatus, change: Change): void {
  const steps = change.audit.filter(({ data }) => data.to !== undefined);
  let status: unknown = from;
  for (const { data } of steps) {
    must(data.from === status, () => `an entry from ${data.from} follows on ${status}`);
    status = data.to;
  }
  must(
    status === change.transaction.status,
    () => `the trail ends in ${status}, the payment is ${change.transaction.status}`,
  );
  const told = change.events
    .map(({ type }) => type)
    .filter((type) => type !== "payment.review_required" && !type.startsWith("refund."));
  const expected = steps
    .map(({ data }) => eventForTransition(data.from as TransactionStatus, data.to as TransactionStatus))
    .filter((type) => type !== null);
  must(told.join() === expected.join(), () => `events ${told} for the states ${expected}`);
  const refundSteps = change.audit.map(({ type }) => type).filter((type) => /^refund\.(completed|failed)$/.test(type));
  const refundEvents = change.events
    .map(({ type }) => type)
    .filter((type) => /^refund\.(completed|failed)$/.test(type));
  must(refundEvents.join() === refundSteps.join(), () => `events ${refundEvents} for the refunds ${refundSteps}`);
}

/** A final state never goes back, but for a success over failed or cancelled; what is paid stays paid. */
function checkDirection(from: TransactionStatus, to: TransactionStatus): void {
  if (from === to) return;
  const isAllowed = isPaid(from) ? isPaid(to) : !isFinal(from) || to === "completed" || to === "authorized";
  must(isAllowed && to !== "pending", () => `the payment went from ${from} to ${to}`);
}

/** What must hold of a payment and its refunds at every moment. */
export function checkState(transaction: Transaction, refunds: readonly Refund[]): void {
  const { status, amountMinor, amountRefundedMinor, pursuit } = transaction;
  must(isFinal(status) || pursuit.dueAt !== null, () => `a payment that is ${status} has no timer`);
  for (const refund of refunds) {
    must(refund.status !== "pending" || refund.pursuit.dueAt !== null, () => "a pending refund has no timer");
  }
  const sum = (...which: Refund["status"][]) =>
    refunds.filter((refund) => which.includes(refund.status)).reduce((total, refund) => total + refund.amountMinor, 0);
  const refunded = sum("completed");
  must(
    sum("completed", "pending") <= amountMinor,
    () => `refunds of ${sum("completed", "pending")} exceed ${amountMinor}`,
  );
  must(amountRefundedMinor === refunded, () => `${amountRefundedMinor} told as refunded, ${refunded} refunded`);
  const expected = refunded === 0 ? "completed" : refunded < amountMinor ? "partially_refunded" : "refunded";
  must(!isPaid(status) || status === expected, () => `${status} with ${refunded} refunded`);
  must(isPaid(status) || refunds.length === 0, () => `a payment that is ${status} has refunds`);
}

/** Nobody is given a permission while somebody else's has not ended: two never talk to the provider at once. */
export function checkAlone(open: readonly Attempt[], now: number): void {
  for (const { number, endsAt } of open) must(now >= endsAt, () => `a second permission while ${number} is open`);
}

/** What an attempt brings home while another is open may be a success, never a failure. */
export function checkOvertaken(from: TransactionStatus, to: TransactionStatus): void {
  must(from === to || (to !== "failed" && to !== "cancelled"), () => `an overtaken attempt made ${from} ${to}`);
}

/** A mutation is repeated only while its key lives, and never once the merchant has been told how it ended. */
export function checkResend({ status, pursuit, timings }: Transaction, refund: Refund | null, attempt: Attempt): void {
  const isOver = refund === null ? isFinal(status) : refund.status !== "pending";
  must(!isOver, () => `permission to send again what is ${refund?.status ?? status}`);
  const { firstSentAt, sends = 0, unsent = 0 } = refund?.pursuit ?? pursuit;
  // What has never left is sent for the first time, whatever keys there are.
  const isFirst = sends === unsent + 1;
  must(isFirst || attempt.endsAt < firstSentAt + timings.keyLifetimeMs, () => {
    return "permission to send again after the key's lifetime";
  });
}

/** What must hold at the provider at every moment. */
export function checkLedger(provider: ModelProvider): void {
  must(provider.charges <= 1, () => `${provider.charges} charges for one key`);
  for (const [key, made] of provider.refundsMade) must(made <= 1, () => `${made} refunds made for ${key}`);
}

/** What must hold once the gateway has been woken long enough: it knows what the provider knows. */
export function checkEnd(
  transaction: Transaction,
  refunds: readonly Refund[],
  provider: ModelProvider,
  hasOverslept: boolean,
): void {
  const { status, review, failure } = transaction;
  const isCharged = provider.payment?.status === "completed";
  // Days of sleep can outlast a settlement window; then nobody can tell, and a person has been asked.
  const isGivenUp = hasOverslept && failure?.code === "outcome_unknown" && review !== null;
  must(
    isPaid(status) === isCharged || isGivenUp,
    () => `the provider says ${provider.payment?.status}, the gateway ${status}`,
  );
  const { providerTransactionId: handle } = transaction;
  must(!isPaid(status) || handle === provider.payment?.id, () => `paid under the handle ${handle}`);
  must(isFinal(status), () => `the payment never ends: ${status}`);
  for (const refund of refunds) {
    const truth = provider.refunds.find(({ key }) => key === refund.id)?.status;
    // Without a way to ask for it by our reference it may stay pending for ever: reserved, and watched.
    const isOutOfSight = refund.providerRefundId === null && !provider.profile.findsRefunds;
    const isTrue = truth === undefined ? refund.status !== "completed" : refund.status === truth;
    must(
      isTrue || (isOutOfSight && refund.status === "pending"),
      () => `a refund ended ${refund.status}, not ${truth}`,
    );
  }
}
