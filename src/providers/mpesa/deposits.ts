import type { ReportedDeposit } from "../../domain/outcome.ts";
import type { CallContext, DepositOutcome, RegistrationOutcome } from "../provider.ts";
import type { MpesaAccount } from "./account.ts";
import type { MpesaConfig } from "./config.ts";
import { errorOf } from "./daraja-client.ts";
import { fromEatTime } from "./eat-time.ts";
import { fromShillings, KES } from "./shillings.ts";
import { askStatus } from "./status-question.ts";
import { partyOf } from "./stk.ts";
import { readSubmission } from "./submission.ts";
import { c2bSchema, receiptFrom, textOf } from "./wire.ts";

/** A payment made by hand, as Daraja announces it; null when the body is none. */
export function toDeposit(config: MpesaConfig, body: unknown): ReportedDeposit | null {
  const parsed = c2bSchema.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  const receipt = receiptFrom(data.TransID);
  const amountMinor = fromShillings(data.TransAmount);
  if (receipt === null || amountMinor === null || amountMinor === 0) return null;
  const name = [data.FirstName, data.MiddleName, data.LastName].map(textOf).filter((part) => part !== null);
  return {
    receipt,
    // On a till the notice names the till, the question its head office: both are this account.
    scope: config.shortcode,
    amountMinor,
    currency: KES,
    accountReference: textOf(data.BillRefNumber),
    payerName: name.length === 0 ? null : name.join(" "),
    payerPhone: textOf(data.MSISDN),
    paidAt: fromEatTime(data.TransTime ?? ""),
  };
}

/** Asks whether money that was announced has arrived; M-Pesa signs no announcement. */
export async function askAboutDeposit(
  account: MpesaAccount,
  deposit: ReportedDeposit,
  context: CallContext,
): Promise<DepositOutcome> {
  const { reason } = await askStatus(account, { TransactionID: deposit.receipt }, context);
  return reason === "asked" ? { kind: "asked" } : { kind: "unknown", reason };
}

/** Tells Daraja where to announce payments made by hand. In production that is possible once for a short code. */
export async function registerAddresses(account: MpesaAccount, context: CallContext): Promise<RegistrationOutcome> {
  const body = {
    ShortCode: partyOf(account.config),
    // What happens when validation cannot be reached: a customer's money is taken and looked at afterwards.
    ResponseType: "Completed",
    ConfirmationURL: context.callbackAddress("deposit_confirmation"),
    ValidationURL: context.callbackAddress("deposit_validation"),
  };
  const answer = await account.post("/mpesa/c2b/v2/registerurl", body, true, context);
  if (/already registered/i.test(errorOf(answer)?.message ?? "")) return { kind: "registered" };
  const submission = readSubmission(answer);
  switch (submission.kind) {
    case "accepted":
      return { kind: "registered" };
    case "refused":
      return { kind: "refused", reason: submission.failure.message };
    case "repeated":
      return { kind: "unknown", reason: "unexpected_answer" };
    default:
      return { kind: "unknown", reason: submission.reason };
  }
}
