interface Wording {
  readonly callback: string;
  /** The query's own prose for the same code; the callback's where they agree. */
  readonly query?: string;
}

const WORDINGS = new Map<string, Wording>([
  ["0", { callback: "The service request is processed successfully." }],
  ["1", { callback: "The balance is insufficient for the transaction." }],
  ["2", { callback: "Declined due to limit rule: less than the minimum transaction amount." }],
  ["3", { callback: "Declined due to limit rule: greater than the maximum transaction amount." }],
  ["4", { callback: "Declined due to limit rule: would exceed daily transfer limit." }],
  ["8", { callback: "Declined due to limit rule: would exceed the maximum balance." }],
  ["11", { callback: "The DebitParty is in an invalid state." }],
  ["17", { callback: "System internal error: rule limited." }],
  ["21", { callback: "The initiator is not allowed to initiate this request." }],
  ["26", { callback: "System busy. Traffic blocking condition in place." }],
  ["1001", { callback: "Unable to lock subscriber, a transaction is already in process for the current subscriber" }],
  ["1019", { callback: "Transaction has expired" }],
  ["1025", { callback: "An error occurred while sending a push request" }],
  ["1032", { callback: "Request cancelled by user", query: "Request canceled by user." }],
  ["1037", { callback: "No response from user.", query: "DS timeout user cannot be reached." }],
  ["2001", { callback: "The initiator information is invalid." }],
  ["2006", { callback: "Declined due to account rule: the account status does not allow the transaction." }],
  ["2028", { callback: "The request is not permitted according to product assignment." }],
  ["2040", { callback: "Credit Party customer type (Unregistered or Registered Customer) can't be supported." }],
  ["4999", { callback: "The transaction is still under processing" }],
  ["8006", { callback: "The security credential is locked." }],
  ["9999", { callback: "An error occurred while sending the push request." }],
  ["R000001", { callback: "The transaction has already been reversed." }],
  ["R000002", { callback: "The OriginalTransactionID is invalid." }],
  ["SFC_IC0003", { callback: "The operator does not exist." }],
  ["E3008", { callback: "Error, the user has a bad debt contract." }],
]);

/** A code that is on no list of Safaricom's. */
export const UNLISTED_CODE = "7411";

/** The prose that goes with a code; it differs between callback and query, so nobody should read it. */
export function describeResult(code: string, where: "callback" | "query"): string {
  const wording = WORDINGS.get(code);
  if (wording === undefined) return "The request was declined by a downstream rule.";
  return where === "query" ? (wording.query ?? wording.callback) : wording.callback;
}

/** A code as it is on the wire: numeric ones as number or string, others always as string. */
export function toWireCode(code: string, form: "number" | "string"): number | string {
  return form === "number" && /^\d+$/.test(code) ? Number(code) : code;
}
