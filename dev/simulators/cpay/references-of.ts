import { isJsonObject } from "../support/json-input.ts";
import type { SimulatorRequest } from "../support/router.ts";
import type { CpayLedger } from "./ledger.ts";

/** The references that a call is about: in its query, its body, or of the payment or refund in its path. */
export function referencesOf(request: SimulatorRequest, ledger: CpayLedger): string[] {
  const refund = ledger.refunds.get(request.id);
  const payment = ledger.payments.get(refund?.payment_id ?? request.id);
  const references = [request.query.get("reference"), bodyReference(request.rawBody), refund?.reference];
  return [...references, payment?.reference].filter((reference) => typeof reference === "string");
}

function bodyReference(rawBody: Buffer): string | null {
  try {
    const body: unknown = JSON.parse(rawBody.toString("utf8"));
    const reference = isJsonObject(body) ? body.reference : null;
    return typeof reference === "string" ? reference : null;
  } catch {
    return null;
  }
}
