import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { FlutterwaveAnswer } from "./client.ts";

type Refused = Extract<FlutterwaveAnswer, { kind: "refused" }>;

/** A no to a sending. It is never a repeat's, because Flutterwave is never asked twice: nothing has been made. */
export function refused(answer: Refused): PaymentOutcome {
  const nothing = { providerTransactionId: null, amountMinor: null, currency: null, reference: null, nextAction: null };
  const failure = failureOf(answer);
  const { exchange } = answer;
  const outcome = { kind: "reported", status: "failed", ...nothing, failure, exchange } as const;
  return isAboutTheAccount(answer) ? { ...outcome, isAccountRefused: true } : outcome;
}

/** Flutterwave's refusals have words, but no codes. */
export function failureOf(answer: Refused): { code: string; message: string } {
  if (!isAboutTheAccount(answer)) return { code: "refused", message: answer.message };
  return { code: "invalid_key", message: "Flutterwave did not accept the account's key." };
}

function isAboutTheAccount({ status }: Refused): boolean {
  return status === 401 || status === 403;
}
