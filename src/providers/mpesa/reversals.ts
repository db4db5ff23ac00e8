import type { RefundOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refund } from "../../domain/refund/refund.ts";
import type { CallContext } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import { toRemarks } from "./daraja-text.ts";
import { toShillings } from "./shillings.ts";
import { askStatus } from "./status-question.ts";
import { partyOf } from "./stk.ts";
import { readSubmission } from "./submission.ts";

/**
 * Asks for a reversal of the payment's receipt. Accepted is pending: the result is a hint, and the answer to a question
 * of our own decides.
 */
export async function requestReversal(
  account: MpesaAccount,
  transaction: Transaction,
  refund: Refund,
  context: CallContext,
): Promise<RefundOutcome> {
  const initiator = account.initiator();
  const receipt = transaction.providerReceipt;
  if (initiator === null || receipt === null) return refuse("not_supported", "M-Pesa cannot reverse this payment.");
  const body = {
    Initiator: initiator.name,
    SecurityCredential: initiator.securityCredential,
    CommandID: "TransactionReversal",
    TransactionID: receipt,
    Amount: toShillings(refund.amountMinor),
    ReceiverParty: partyOf(account.config),
    RecieverIdentifierType: "11",
    ResultURL: context.callbackAddress("refund"),
    QueueTimeOutURL: context.callbackAddress("refund_timeout"),
    Remarks: toRemarks(refund.reason, "Refund"),
    Occasion: "Refund",
  };
  const submission = readSubmission(await account.post("/mpesa/reversal/v1/request", body, true, context));
  const { exchange } = submission;
  switch (submission.kind) {
    case "accepted": {
      const handle = submission.ids.OriginatorConversationID ?? submission.ids.ConversationID ?? null;
      const nothing = { amountMinor: null, currency: null, failure: null };
      return { kind: "reported", status: "pending", providerRefundId: handle, ...nothing, exchange };
    }
    case "refused":
      return { ...refuse(submission.failure.code, submission.failure.message), exchange };
    case "repeated":
      return { kind: "unknown", reason: "unexpected_answer", exchange };
    default:
      return submission;
  }
}

/** Asks what became of a reversal, by the conversation that its acceptance, or its result, has named. */
export function askAboutReversal(account: MpesaAccount, refund: Refund, context: CallContext): Promise<RefundOutcome> {
  const handle = refund.providerRefundId ?? refund.handleCandidate ?? null;
  // Asked a second time, M-Pesa would refuse what the first has done: without a name, only its result can tell.
  if (handle === null) return Promise.resolve({ kind: "unknown", reason: "no_handle_to_ask_by", exchange: null });
  return askStatus(account, { OriginalConversationID: handle }, context);
}

function refuse(code: string, message: string): RefundOutcome {
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure: { code, message }, exchange: null };
}
