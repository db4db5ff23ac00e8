import { compact } from "../change.ts";
import type { InboxStatus, ProviderEvent, ProviderEventSubject } from "../inbox/provider-event.ts";
import { maySpeakFor } from "../provider-account/account-id.ts";
import { hastenLook } from "../pursuit.ts";
import type { Payout } from "./payout.ts";
import { chainPayout, flagPayout, type PayoutChange, payoutChange } from "./payout-change.ts";
import { findPayoutContradiction } from "./payout-evidence.ts";
import { applyPayoutReport } from "./settle-payout.ts";

/** What an event did to a payout, and why it was held if it was. */
export interface PayoutEventVerdict {
  readonly status: Extract<InboxStatus, "applied" | "ignored" | "held">;
  readonly reason: string | null;
  readonly change: PayoutChange;
}

/**
 * Applies an event to the payout it names, by the rules of payments: only the account it was sent with can move it, and
 * what disagrees is held. A hint moves nothing; what it tells of is kept, to be asked about.
 */
export function applyPayoutEvent(
  payout: Payout,
  event: ProviderEvent,
  accountId: string,
  now: number,
  isHandleTaken = false,
): PayoutEventVerdict {
  const untouched = payoutChange(payout);
  if (!maySpeakFor(accountId, payout.accountId))
    return { status: "held", reason: "account_mismatch", change: untouched };
  const { subject } = event;
  if (subject.kind === "hint") return judge(payout, noteHint(payout, subject, now), event, null);
  if (subject.kind !== "payout") return judge(payout, untouched, event, "payment_event_for_payout");
  if (isHandleTaken) {
    const reason = "provider_id_of_another_payout";
    return judge(payout, flagPayout(payout, reason, now), event, reason);
  }
  const { attempt } = payout.pursuit;
  // An open question moves no money: the answer to it may well come by event before the question has been settled.
  const mayLower = attempt === null || attempt.kind === "look" || now >= attempt.endsAt;
  const contradiction = findPayoutContradiction(payout, subject.reported);
  return judge(payout, applyPayoutReport(payout, subject.reported, null, mayLower, now), event, contradiction);
}

type Hint = Extract<ProviderEventSubject, { kind: "hint" }>;

/** What an unsigned word tells of is asked about soon, whoever brought it: its Worker may die before it asks. */
function noteHint(payout: Payout, { receipt, failure = null }: Hint, now: number): PayoutChange {
  if (payout.status === "completed") return payoutChange(payout);
  const receiptCandidate = payout.providerReceipt === null ? (receipt ?? payout.receiptCandidate) : null;
  const why = failure === null ? {} : { failureCandidate: failure };
  return payoutChange({ ...payout, ...why, receiptCandidate, pursuit: hastenLook(payout.pursuit, now) });
}

function judge(before: Payout, change: PayoutChange, event: ProviderEvent, reason: string | null): PayoutEventVerdict {
  const isHeard = event.subject.kind === "hint" && before.status !== "completed";
  const status = reason !== null ? "held" : change.audit.length > 0 || isHeard ? "applied" : "ignored";
  const received = {
    type: "webhook.received",
    data: compact({ provider: before.provider, event_id: event.id, event_type: event.type, status, reason }),
  };
  return { status, reason, change: chainPayout(payoutChange(before, [received]), () => change) };
}
