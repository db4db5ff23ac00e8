import type { CallbackPurpose } from "../../domain/callback-token.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallbackSubject } from "../provider.ts";
import type { MpesaConfig } from "./config.ts";
import { toDeposit } from "./deposits.ts";
import { fromEatTime } from "./eat-time.ts";
import { meaningOf } from "./result-codes.ts";
import { fromShillings, KES } from "./shillings.ts";
import { NOTHING_SAID } from "./stk.ts";
import { type DarajaResult, parameterOf, receiptFrom, resultSchema, stkCallbackSchema, textOf } from "./wire.ts";

/** What Daraja posts has no id of its own: repeats say the same of the same thing, and a contradiction is another word. */
function identify(type: string, ...parts: readonly (string | null | undefined)[]) {
  return { type, id: [type, ...parts.map((part) => part ?? "")].join(":").slice(0, 200) };
}

/** Translates what came to an address of one subject; null when it is nothing that Daraja sends. */
export function toCallbackEvent(config: MpesaConfig, subject: CallbackSubject, body: unknown): ProviderEvent | null {
  if (subject.purpose === "payment") return toPromptEvent(subject, body);
  const parsed = resultSchema.safeParse(body);
  if (!parsed.success) return null;
  const { Result: result } = parsed.data;
  if (subject.purpose === "status") return toAnswerEvent(config, subject, result);
  const receipt = receiptOf(result);
  const named = identify(`mpesa.${subject.purpose}`, subject.id, result.ResultCode, receipt);
  // A question about a deposit that took too long is put again by itself.
  if (subject.kind === "deposit") return { ...named, subject: { kind: "none" } };
  const meaning = meaningOf(result.ResultCode);
  // That our question was too late is no failure of what it was about.
  const isResult = subject.purpose === "payout" || subject.purpose === "refund";
  const failure = isResult && meaning.kind === "failed" ? meaning.failure : null;
  const handle = handleOf(subject, result);
  return { ...named, subject: { kind: "hint", reference: subject.id, receipt, handle, failure } };
}

/** Translates what came to the account's own addresses: money that is on its way, or has come. */
export function toNoticeEvent(config: MpesaConfig, purpose: CallbackPurpose, body: unknown): ProviderEvent | null {
  const deposit = toDeposit(config, body);
  if (deposit === null) return null;
  const subject = { kind: "deposit", certainty: "told", deposit } as const;
  return { ...identify(`mpesa.${purpose}`, deposit.scope, deposit.receipt), subject };
}

/** The prompt that an unproved body speaks of, to be asked about; null when it speaks of none. */
export function findNudgedHandle(body: unknown): string | null {
  const parsed = stkCallbackSchema.safeParse(body);
  return parsed.success ? parsed.data.Body.stkCallback.CheckoutRequestID : null;
}

/** The answer that Daraja expects; only for a validation does it matter. */
export function acknowledge(purpose: CallbackPurpose, accepted: boolean, why?: "amount" | "account"): JsonValue {
  if (purpose !== "deposit_validation") return { ResultCode: 0, ResultDesc: "Accepted" };
  if (accepted) return { ResultCode: "0", ResultDesc: "Accepted" };
  return { ResultCode: why === "amount" ? "C2B00013" : "C2B00012", ResultDesc: "Rejected" };
}

function toPromptEvent(subject: CallbackSubject, body: unknown): ProviderEvent | null {
  const parsed = stkCallbackSchema.safeParse(body);
  if (!parsed.success) return null;
  const { CheckoutRequestID: handle, ResultCode: code, CallbackMetadata: metadata } = parsed.data.Body.stkCallback;
  const items = meaningOf(code).kind === "succeeded" ? (metadata?.Item ?? []) : [];
  const itemOf = (name: string) => items.find(({ Name }) => Name === name)?.Value;
  const receipt = receiptFrom(itemOf("MpesaReceiptNumber"));
  const amountMinor = fromShillings(itemOf("Amount"));
  const named = identify("mpesa.payment", handle, code, receipt);
  return { ...named, subject: { kind: "hint", reference: subject.id, receipt, handle, amountMinor } };
}

/** The answer to a question of our own: `ResultCode` tells whether it worked, the parameters what became of the money. */
function toAnswerEvent(config: MpesaConfig, subject: CallbackSubject, result: DarajaResult): ProviderEvent {
  const named = identify("mpesa.status", subject.id, result.ConversationID, result.ResultCode);
  const about = readAnswer(result);
  if (about === null) return { ...named, subject: { kind: "none" } };
  const claim = about.receipt === null ? {} : { claim: { scope: config.shortcode, receipt: about.receipt } };
  const told = toSubject(config, subject, about);
  return subject.kind === "payment" ? { ...named, subject: told, ...claim } : { ...named, subject: told };
}

/** What an answer says of money. */
interface Answer {
  readonly status: "completed" | "failed";
  readonly receipt: string | null;
  readonly amountMinor: number | null;
  readonly paidAt: number | null;
}

function readAnswer(result: DarajaResult): Answer | null {
  if (meaningOf(result.ResultCode).kind !== "succeeded") return null;
  const status = textOf(parameterOf(result, "TransactionStatus"))?.toLowerCase() ?? "";
  const isFailed = ["failed", "declined", "cancelled", "expired", "rejected"].includes(status);
  // Any other word, such as one for money still under way, is no answer yet.
  if (status !== "completed" && !isFailed) return null;
  return {
    status: isFailed ? "failed" : "completed",
    receipt: receiptFrom(parameterOf(result, "ReceiptNo")),
    amountMinor: fromShillings(parameterOf(result, "Amount")),
    paidAt: fromEatTime(textOf(parameterOf(result, "FinalisedTime")) ?? ""),
  };
}

function toSubject(config: MpesaConfig, { id, kind }: CallbackSubject, answer: Answer): ProviderEventSubject {
  const { status, receipt, amountMinor, paidAt } = answer;
  // Why it failed is not among the answer's words; the result, which nobody has signed, may have told.
  const money = { amountMinor, currency: KES, failure: null };
  switch (kind) {
    case "payment":
      // A question about a receipt that has failed says nothing about the payment that it was told for.
      if (status === "failed" || receipt === null) return { kind: "none" };
      return { kind, reference: id, reported: { ...NOTHING_SAID, status, receipt, ...money } };
    case "refund": {
      const reported = { kind: "reported", status, providerRefundId: null, ...money } as const;
      return { kind, reference: id, providerTransactionId: null, reported };
    }
    case "payout":
      return {
        kind,
        reference: id,
        reported: { kind: "reported", status, providerTransactionId: null, receipt, ...money },
      };
    case "deposit": {
      if (status === "failed" || receipt === null || amountMinor === null) return { kind: "none" };
      const nobody = { accountReference: null, payerName: null, payerPhone: null };
      const deposit = { receipt, scope: config.shortcode, amountMinor, currency: KES, ...nobody, paidAt };
      return { kind, certainty: "confirmed", deposit };
    }
  }
}

/** Placeholders of failures end in zeros and are no receipts. */
function receiptOf(result: DarajaResult): string | null {
  if (meaningOf(result.ResultCode).kind !== "succeeded") return null;
  const receipt = receiptFrom(result.TransactionID);
  return receipt === null || /0{7}$/.test(receipt) ? null : receipt;
}

/** The conversation that a reversal is asked about by; a payout is asked about by our own id. */
function handleOf({ kind }: CallbackSubject, result: DarajaResult): string | null {
  return kind === "refund" ? (result.OriginatorConversationID ?? result.ConversationID ?? null) : null;
}
