import type { ProviderExchange } from "../../domain/outcome.ts";
import type { CallContext } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import { readSubmission } from "./submission.ts";

/** What a question is about: money by its receipt, or a request by the id of its conversation. */
export type QuestionSubject = { readonly TransactionID: string } | { readonly OriginalConversationID: string };

/** How far a question got. The answer itself comes to the address of purpose `status`. */
export interface Question {
  readonly kind: "unknown";
  /** `asked` when it is under way. */
  readonly reason: string;
  readonly exchange: ProviderExchange | null;
}

/** Asks M-Pesa what became of something; an answer is believed because only this question knew where to send it. */
export async function askStatus(
  account: MpesaAccount,
  subject: QuestionSubject,
  context: CallContext,
): Promise<Question> {
  const initiator = account.initiator();
  if (initiator === null) return { kind: "unknown", reason: "no_initiator_to_ask_by", exchange: null };
  const body = {
    Initiator: initiator.name,
    SecurityCredential: initiator.securityCredential,
    CommandID: "TransactionStatusQuery",
    ...subject,
    PartyA: account.config.shortcode,
    IdentifierType: "4",
    ResultURL: context.callbackAddress("status"),
    QueueTimeOutURL: context.callbackAddress("status_timeout"),
    Remarks: "Status",
    Occasion: "Status",
  };
  const submission = readSubmission(await account.post("/mpesa/transactionstatus/v1/query", body, false, context));
  const { exchange } = submission;
  switch (submission.kind) {
    case "accepted":
      return { kind: "unknown", reason: "asked", exchange };
    case "refused":
      return { kind: "unknown", reason: submission.failure.code, exchange };
    case "repeated":
      return { kind: "unknown", reason: "question_repeated", exchange };
    default:
      return { kind: "unknown", reason: submission.reason, exchange };
  }
}
