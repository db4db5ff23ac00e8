import type { Draft } from "./draft.ts";
import { newId } from "./ids.ts";
import type { Charge, Dispute, PaymentIntent } from "./model.ts";
import { toChargeBody, toDisputeBody } from "./wire.ts";

const CLOSED = new Set(["won", "lost", "warning_closed", "prevented"]);
/** In these no money is with the bank, so that the charge can still be refunded. */
const HARMLESS = new Set(["won", "warning_needs_response", "warning_under_review", "warning_closed", "prevented"]);

/** Every status that a dispute can have here. */
export const DISPUTE_STATUSES: readonly string[] = [...CLOSED, ...HARMLESS, "needs_response", "under_review"];

/** What the customer's bank says about a charge. */
export interface Complaint {
  readonly status: string;
  readonly reason: string;
  readonly amount: number | null;
}

/** Opens a dispute about a charge, or moves the one that is open, with the events of each step. */
export function dispute(intent: PaymentIntent, charge: Charge, complaint: Complaint, draft: Draft): Dispute {
  const { status } = complaint;
  const known = [...draft.view.ledger.tables.dispute.values()].find(
    (each) => each.charge === charge.id && !CLOSED.has(each.status),
  );
  const opened = known ?? open(intent, charge, complaint, draft);
  if (opened.status === status) return opened;
  const moved = draft.put("dispute", { ...opened, status, is_charge_refundable: HARMLESS.has(status) });
  const type = CLOSED.has(status) ? "charge.dispute.closed" : "charge.dispute.updated";
  draft.emit(type, intent, toDisputeBody(moved), { status: opened.status });
  if (status === "won") draft.emit("charge.dispute.funds_reinstated", intent, toDisputeBody(moved));
  if (isReal(status) && !isReal(opened.status))
    draft.emit("charge.dispute.funds_withdrawn", intent, toDisputeBody(moved));
  return moved;
}

/** A dispute that is told to be closed at once is opened first, as Stripe does. */
function open(intent: PaymentIntent, charge: Charge, complaint: Complaint, draft: Draft): Dispute {
  const inquiry = complaint.status.startsWith("warning_");
  const first = inquiry ? "warning_needs_response" : "needs_response";
  const status = CLOSED.has(complaint.status) ? first : complaint.status;
  const opened = draft.put("dispute", {
    id: newId("dp"),
    amount: complaint.amount ?? charge.amount_captured,
    charge: charge.id,
    created: draft.seconds,
    currency: charge.currency,
    is_charge_refundable: HARMLESS.has(status),
    metadata: {},
    payment_intent: intent.id,
    reason: complaint.reason,
    status,
  });
  const disputed = draft.put("charge", { ...charge, disputed: true });
  draft.emit("charge.dispute.created", intent, toDisputeBody(opened));
  draft.emit("charge.updated", intent, toChargeBody(disputed), { disputed: false });
  if (isReal(status)) draft.emit("charge.dispute.funds_withdrawn", intent, toDisputeBody(opened));
  return opened;
}

function isReal(status: string): boolean {
  return !HARMLESS.has(status);
}
