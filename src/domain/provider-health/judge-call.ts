import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../outcome.ts";
import type { AttemptKind } from "../pursuit.ts";

/** What one call tells of the health of the provider account it was made with. */
export type CallVerdict =
  /** It took a mutation and told what became of it, were it a decline. */
  | "served"
  /** It answered a question, which may work while mutations do not. */
  | "answered"
  /** It could not be reached, did not answer, answered with an error of its own, or turns our account away. */
  | "failed";

/** Reasons for which nothing was sent that are the provider's. */
const FAILED_BEFORE_SENDING: ReadonlySet<string> = new Set([
  "connection_refused",
  "no_access_token",
  "access_token_refused",
  "provider_busy",
]);
const FAILED_REASON = /^(timeout|connection_failed|unreadable_answer|http_(5\d\d|408|429))$/;
const ACCOUNT_REFUSED: readonly (number | null)[] = [401, 403];

/** Judges one call; null when it tells nothing, such as one that our own Worker was too late to make. */
export function judgeCall(
  outcome: PaymentOutcome | RefundOutcome | PayoutOutcome,
  kind: AttemptKind,
): CallVerdict | null {
  const answered = kind === "look" ? "answered" : "served";
  const { exchange } = outcome;
  switch (outcome.kind) {
    case "reported":
      if ("isAccountRefused" in outcome && outcome.isAccountRefused === true) return "failed";
      return exchange === null ? null : answered;
    case "absent":
      return exchange === null ? null : answered;
    case "not_sent":
      return FAILED_BEFORE_SENDING.has(outcome.reason) ? "failed" : null;
    default:
      if (exchange === null) return null;
      return FAILED_REASON.test(outcome.reason) || ACCOUNT_REFUSED.includes(exchange.status) ? "failed" : null;
  }
}
