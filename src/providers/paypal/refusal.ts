import type { Failure } from "../../domain/failure.ts";
import { mayBeRepeat, type Pursuit } from "../../domain/pursuit.ts";
import type { PaypalAnswer } from "./client.ts";

type Refused = Extract<PaypalAnswer, { kind: "refused" }>;

/** Refusals of this moment, not of the request: the same key may be sent again. */
const PASSING_STATUSES = [408, 409, 425, 429];
/** Refusals of our credentials: of a repeat they say nothing about what the request before it has made. */
const CREDENTIAL_STATUSES = [401, 403];

/** Somebody has paid for it already: by a request whose answer got lost, for nobody else uses our ids. */
const PAID_ALREADY = "DUPLICATE_INVOICE_ID";

/** A definite no in the gateway's terms, or null when the refusal says nothing for good. */
export function findRefusal({ status, issue, message }: Refused, pursuit: Pursuit): Failure | null {
  if (PASSING_STATUSES.includes(status) || issue === PAID_ALREADY) return null;
  if (CREDENTIAL_STATUSES.includes(status) && mayBeRepeat(pursuit)) return null;
  return { code: toCode(issue), message };
}

/** PayPal's word as one of ours. */
export function toCode(issue: string): string {
  const code = issue.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return code.slice(0, 64) || "refused";
}
