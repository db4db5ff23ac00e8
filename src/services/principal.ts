import type { Actor } from "../domain/actor.ts";
import { Problem } from "../domain/problem.ts";
import type { Scope } from "../domain/token-claims.ts";

/** Who calls, as the token says. */
export interface Principal {
  readonly subject: string;
  /** Null only for an operator whose token names no merchant. */
  readonly merchantId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}

/** Whether the caller is the platform's operator, who sees all merchants. */
export function isOperator(principal: Principal): boolean {
  return principal.scopes.has("admin");
}

/** The merchant whose things the caller sees; null: everybody's. */
export function visibleMerchant(principal: Principal): string | null {
  return isOperator(principal) ? null : principal.merchantId;
}

/** The merchant a report is about: the caller's own, or for the operator the one that is asked for; null: everybody. */
export function reportedMerchant(principal: Principal, asked: string | undefined): string | null {
  if (asked !== undefined) assertVisible(principal, asked, "merchant");
  return asked ?? visibleMerchant(principal);
}

/** The merchant on whose behalf the caller acts. */
export function actingMerchant(principal: Principal): string {
  if (principal.merchantId === null) throw new Problem("insufficient_scope", "The token names no merchant to act for.");
  return principal.merchantId;
}

/** Refuses, as if it did not exist, what belongs to another merchant. */
export function assertVisible(principal: Principal, merchantId: string, what: string): void {
  const visible = visibleMerchant(principal);
  if (visible !== null && visible !== merchantId) throw notFound(what);
}

/** The one answer for what does not exist and for what is another's. */
export function notFound(what: string): Problem {
  return new Problem("not_found", `There is no such ${what}.`);
}

/** A caller with the address and agent the request came from. */
export interface Caller {
  readonly principal: Principal;
  readonly actor: Actor;
}
