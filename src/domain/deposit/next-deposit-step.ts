import { LOOK_LEASE_MS, SEND_WITHIN_MS } from "../pursuit.ts";
import type { Deposit, DepositRoute } from "./deposit.ts";

/** What is to be done for a deposit now. Whoever is told has it to itself until the deposit is due again. */
export type DepositStep =
  | { readonly kind: "none" }
  | { readonly kind: "ask"; readonly attemptNumber: number; readonly sendBefore: number; readonly endsAt: number }
  | { readonly kind: "route" }
  | { readonly kind: "deliver"; readonly route: DepositRoute };

/** Answers take seconds; a question whose answer is lost is asked again after this, then ever more slowly. */
const FIRST_ASK_MS = 30_000;
const MAX_ASK_MS = 3_600_000;
/** What no provider has confirmed in a week was never paid: anybody who knows the address can make up a notice. */
const UNCONFIRMED_AFTER_MS = 7 * 86_400_000;
/** Longer than a step takes; it is taken again if its Worker died. */
const FIRST_TRY_MS = 15_000;
const MAX_TRY_MS = 600_000;

/** The next step of a deposit that is due, and the deposit with the time of the step after it, should this one fail. */
export function nextDepositStep(deposit: Deposit, now: number): [Deposit, DepositStep] {
  const { status, dueAt, route, asks, tries } = deposit;
  if (dueAt === null || dueAt > now) return [deposit, { kind: "none" }];
  switch (status) {
    case "told": {
      if (now >= deposit.createdAt + UNCONFIRMED_AFTER_MS) return [refute(deposit, now), { kind: "none" }];
      const next = { ...deposit, asks: asks + 1, dueAt: now + backoffMs(FIRST_ASK_MS, MAX_ASK_MS, asks) };
      const endsAt = now + LOOK_LEASE_MS;
      return [next, { kind: "ask", attemptNumber: next.asks, sendBefore: now + SEND_WITHIN_MS, endsAt }];
    }
    case "confirmed": {
      const next = { ...deposit, tries: tries + 1, dueAt: now + backoffMs(FIRST_TRY_MS, MAX_TRY_MS, tries) };
      return [next, route === null ? { kind: "route" } : { kind: "deliver", route }];
    }
    default:
      return [{ ...deposit, dueAt: null }, { kind: "none" }];
  }
}

function refute(deposit: Deposit, now: number): Deposit {
  return {
    ...deposit,
    status: "refuted",
    reason: "never_confirmed",
    dueAt: null,
    version: deposit.version + 1,
    updatedAt: now,
  };
}

function backoffMs(firstMs: number, maxMs: number, count: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(count, 20));
}
