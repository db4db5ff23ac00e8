import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { decodeReference } from "./decode-reference.ts";
import type { PaystackLedger } from "./ledger.ts";

/** The references that a call is about: named in its body, query or path, or of the transaction or refund named there. */
export function referencesOf({ rawBody, query, id }: SimulatorRequest, ledger: PaystackLedger): string[] {
  const body = parse(rawBody);
  const named = [body.reference, body.transaction, query.get("transaction"), id].flatMap((given) => {
    if (given === undefined || given === null || given === "") return [];
    const number = Number(given);
    const refund = ledger.refunds.get(number);
    const transaction = ledger.transactions.get(refund?.transaction_id ?? number);
    return [decodeReference(String(given)), transaction?.reference, ledger.findByAccessCode(String(given))?.reference];
  });
  return named.filter((reference) => reference !== undefined);
}

function parse(rawBody: Buffer): JsonObject {
  try {
    const body: unknown = JSON.parse(rawBody.toString("utf8"));
    return isJsonObject(body) ? body : {};
  } catch {
    return {};
  }
}
