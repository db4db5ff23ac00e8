import type { Failure } from "../../domain/failure.ts";

/** What a result code says. An unknown code is unknown, never failed. */
export type ResultMeaning =
  | { readonly kind: "succeeded" }
  | { readonly kind: "pending" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "unknown" };

/** Codes that end a payment, payout or reversal without money: our stable word, and a sentence for people. */
const FAILURES: ReadonlyMap<string, Failure> = new Map(
  (
    [
      ["1", "insufficient_funds", "The balance is too low."],
      ["2", "amount_too_small", "The amount is below the minimum."],
      ["3", "amount_too_large", "The amount is above the maximum of a transaction."],
      ["4", "limit_exceeded", "The customer's daily limit would be exceeded."],
      ["8", "receiver_limit_exceeded", "The receiver's balance limit would be exceeded."],
      ["11", "account_invalid", "The paying account is in an invalid state."],
      ["17", "repeated_too_soon", "The same amount was paid by the same customer within two minutes."],
      ["21", "initiator_not_allowed", "The initiator is not allowed to do this."],
      ["26", "provider_busy", "M-Pesa was busy."],
      ["1001", "customer_busy", "Another session of the customer was open."],
      ["1019", "expired", "The request expired before it was processed."],
      ["1025", "prompt_not_sent", "The prompt could not be sent."],
      ["1037", "customer_timeout", "The customer did not answer in time, or the phone could not be reached."],
      ["2001", "wrong_credentials", "The PIN, or the initiator's credentials, were wrong."],
      ["2006", "account_rule", "A rule of the account forbids it."],
      ["2028", "not_permitted", "The short code is not permitted to do this."],
      ["2040", "receiver_not_registered", "The receiver is not a registered customer."],
      ["8006", "credential_locked", "The security credential is locked."],
      ["9999", "prompt_not_sent", "The prompt could not be sent."],
      ["R000002", "original_invalid", "The original transaction is not valid."],
      ["SFC_IC0003", "operator_unknown", "The till, short code or phone does not exist."],
      ["E3008", "customer_refused", "The customer's contract does not allow it."],
    ] as const
  ).map(([result, code, message]) => [result, { code, message }]),
);

/** What a code means: numbers and texts alike, since Daraja sends both, and some codes are no numbers at all. */
export function meaningOf(code: string | number): ResultMeaning {
  const text = String(code).trim();
  if (/^0+$/.test(text)) return { kind: "succeeded" };
  if (text === "4999") return { kind: "pending" };
  if (text === "1032") return { kind: "cancelled" };
  const failure = FAILURES.get(text);
  return failure === undefined ? { kind: "unknown" } : { kind: "failed", failure };
}
