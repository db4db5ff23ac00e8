import type { Deposit, DepositRoute } from "./deposit.ts";

/** A deposit whose receipt a payment has claimed by itself: there is nothing left to find out or to deliver. */
export function yieldToOwner(deposit: Deposit, ownerId: string, now: number): Deposit {
  return changed({ ...deposit, status: "applied", reason: null, transactionId: ownerId, dueAt: null }, now);
}

/**
 * Decides where confirmed money goes: to the payment that its payer named; without one, once no payment can claim the
 * receipt any more, to a payment of its own for the account's owner; without an owner, to a person.
 */
export function routeDeposit(
  deposit: Deposit,
  named: DepositRoute | null,
  fallback: DepositRoute | null,
  now: number,
): Deposit {
  if (deposit.status !== "confirmed" || deposit.route !== null) return deposit;
  if (named !== null) return takeRoute(deposit, named, now);
  if (now < deposit.settlesAt) return { ...deposit, tries: 0, dueAt: deposit.settlesAt };
  if (fallback !== null) return takeRoute(deposit, fallback, now);
  return changed({ ...deposit, status: "suspense", reason: "no_payment_named", dueAt: null }, now);
}

/** What became of a person's assignment. */
export type Assignment =
  | { readonly kind: "assigned"; readonly deposit: Deposit }
  /** The same had been assigned before. */
  | { readonly kind: "repeated"; readonly deposit: Deposit }
  | { readonly kind: "refused"; readonly deposit: Deposit };

/** Takes a person's word for whose money in suspense is. Only once: money that has gone somewhere stays there. */
export function assignDeposit(deposit: Deposit, route: DepositRoute, now: number): Assignment {
  if (deposit.route?.isAssigned && deposit.route.transactionId === route.transactionId) {
    return { kind: "repeated", deposit };
  }
  if (deposit.status !== "suspense" || deposit.transactionId !== null) return { kind: "refused", deposit };
  return { kind: "assigned", deposit: takeRoute({ ...deposit, status: "confirmed" }, route, now) };
}

/** Notes that the payment has the money. `reason`: why it holds it for review, or null. */
export function finishDeposit(deposit: Deposit, reason: string | null, now: number): Deposit {
  if (deposit.status !== "confirmed" || deposit.route === null) return deposit;
  return changed({ ...deposit, status: "applied", reason, tries: 0, dueAt: null }, now);
}

function takeRoute(deposit: Deposit, route: DepositRoute, now: number): Deposit {
  return changed({ ...deposit, route, transactionId: route.transactionId, reason: null, tries: 0, dueAt: now }, now);
}

function changed(deposit: Deposit, now: number): Deposit {
  return { ...deposit, version: deposit.version + 1, updatedAt: now };
}
