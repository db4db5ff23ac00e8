import type { PayoutOutcome } from "../../domain/outcome.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import type { CallContext } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import { toRemarks } from "./daraja-text.ts";
import { normalizePhone } from "./phone.ts";
import { toShillings } from "./shillings.ts";
import { askStatus } from "./status-question.ts";
import { readSubmission } from "./submission.ts";

/** Sends money to a phone. The payout's id is the OriginatorConversationID: Daraja takes each only once. */
export async function sendPayout(account: MpesaAccount, payout: Payout, context: CallContext): Promise<PayoutOutcome> {
  const initiator = account.initiator();
  const phone = normalizePhone(payout.recipient.phone ?? "");
  if (initiator === null || phone === null)
    return refuse("not_supported", "This account cannot pay out to this phone.");
  const body = {
    OriginatorConversationID: payout.id,
    InitiatorName: initiator.name,
    SecurityCredential: initiator.securityCredential,
    CommandID: "BusinessPayment",
    Amount: toShillings(payout.amountMinor),
    PartyA: account.config.shortcode,
    PartyB: phone,
    Remarks: toRemarks(payout.reason, "Payout"),
    QueueTimeOutURL: context.callbackAddress("payout_timeout"),
    ResultURL: context.callbackAddress("payout"),
    Occassion: toRemarks(payout.reference, "Payout"),
  };
  const submission = readSubmission(await account.post("/mpesa/b2c/v3/paymentrequest", body, true, context));
  const { exchange } = submission;
  switch (submission.kind) {
    case "accepted":
      return { ...pending(submission.ids.ConversationID ?? null), exchange };
    // The first request was taken, though its answer got lost: what became of it can be asked by the payout's id.
    case "repeated":
      return { ...pending(null), exchange };
    case "refused":
      return { ...refuse(submission.failure.code, submission.failure.message), exchange };
    default:
      return submission;
  }
}

/** Asks what became of a payout, by the id that we gave it. */
export function askAboutPayout(account: MpesaAccount, payout: Payout, context: CallContext): Promise<PayoutOutcome> {
  return askStatus(account, { OriginalConversationID: payout.id }, context);
}

const NOTHING = { receipt: null, amountMinor: null, currency: null } as const;

function pending(handle: string | null) {
  return { kind: "reported", status: "pending", providerTransactionId: handle, ...NOTHING, failure: null } as const;
}

function refuse(code: string, message: string): PayoutOutcome {
  const failure = { code, message };
  return { kind: "reported", status: "failed", providerTransactionId: null, ...NOTHING, failure, exchange: null };
}
