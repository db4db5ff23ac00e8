import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { FlutterwaveAnswer } from "./client.ts";

type Refused = Extract<FlutterwaveAnswer, { kind: "refused" }>;

/** A no to a sending. It is never a repeat's, because Flutterwave is never asked twice: nothing has been made. */
export function refused(answer: Refused): PaymentOutcome {
  const nothing = { providerTransactionId: null, amountMinor: null, currency: null, reference: null, nextAction: null };
  return { kind: "reported", status: "failed", ...nothing, failure: failureOf(answer), exchange: answer.exchange };
}

/** Flutterwave's refusals have words, but no codes. */
export function failureOf({ status, message }: Refused): { code: string; message: string } {
  if (status !== 401 && status !== 403) return { code: "refused", message };
  return { code: "invalid_key", message: "Flutterwave did not accept the account's key." };
}
