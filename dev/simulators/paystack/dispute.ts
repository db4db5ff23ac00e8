import { invalid, type JsonObject, readOptionalText, readText } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import { newNumber } from "./ids.ts";
import type { Change, Dispute, Transaction } from "./model.ts";
import { readAmount } from "./read-params.ts";
import { announce } from "./settle.ts";
import type { PaystackView } from "./view.ts";
import { amountPaid, toCustomer, toTime, toTransactionBody } from "./wire.ts";

const MAX_TEXT_LENGTH = 200;
/** How long the merchant has to answer: two days. */
const DUE_WITHIN_MS = 48 * 3_600_000;

/**
 * Decides `POST /_sim/disputes`: `create` (the default) for a paid transaction, then `remind` or `resolve` of the latest
 * dispute of it. Each sends its `charge.dispute.*` event.
 */
export function decideDispute(
  input: JsonObject,
  transaction: Transaction,
  view: PaystackView,
): { readonly changes: readonly Change[]; readonly dispute: Dispute } {
  const action = readOptionalText(input, "action", MAX_TEXT_LENGTH) ?? "create";
  const open = [...view.ledger.disputes.values()].findLast(({ transaction_id }) => transaction_id === transaction.id);
  const dispute = decide(action, open, input, transaction, view);
  const changes = [
    { put: "dispute", value: dispute } as const,
    ...announce(`charge.dispute.${action}`, toDisputeData(dispute, transaction, view), transaction, view),
  ];
  return { changes, dispute };
}

function decide(
  action: string,
  open: Dispute | undefined,
  input: JsonObject,
  transaction: Transaction,
  view: PaystackView,
): Dispute {
  if (action === "create") {
    const refund_amount = readAmount(input.refund_amount) ?? amountPaid(transaction);
    const status = "awaiting-merchant-feedback";
    const created_at = view.clock();
    return { id: newNumber(), transaction_id: transaction.id, refund_amount, status, resolution: null, created_at };
  }
  if (action !== "remind" && action !== "resolve") throw invalid("action must be create, remind or resolve.");
  if (open === undefined) throw new Refusal(409, "invalid_state", "This transaction has no dispute.");
  if (action === "remind") return open;
  return { ...open, status: "resolved", resolution: readText(input, "resolution", MAX_TEXT_LENGTH) };
}

/** The reference is inside `transaction`; the member of that name beside it is null (facts, section 7). */
function toDisputeData(dispute: Dispute, transaction: Transaction, view: PaystackView): Record<string, unknown> {
  return {
    id: dispute.id,
    refund_amount: dispute.refund_amount,
    currency: transaction.currency,
    status: dispute.status,
    resolution: dispute.resolution,
    domain: "test",
    transaction: toTransactionBody(transaction, view),
    transaction_reference: null,
    category: null,
    customer: toCustomer(transaction),
    bin: null,
    last4: null,
    dueAt: toTime(dispute.created_at + DUE_WITHIN_MS),
    resolvedAt: dispute.status === "resolved" ? toTime(view.clock()) : null,
    evidence: null,
    attachments: null,
    note: null,
    created_at: toTime(dispute.created_at),
    updated_at: toTime(view.clock()),
  };
}
