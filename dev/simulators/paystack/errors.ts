import { Refusal } from "../support/refusal.ts";
import type { Quirks } from "./quirks.ts";

const NEXT_STEPS: Readonly<Record<string, string>> = {
  duplicate_reference: "Provide a unique transaction reference, or verify the one you have.",
  invalid_key: "Ensure that you provide the correct authorization key for the request.",
  transaction_not_found: "Ensure that you're passing the reference of a transaction that exists on this integration.",
};
const USUAL_STEP = "Ensure that the values you pass are valid, and see the message.";
/** What a shared part or a script calls by a name that is not on the wire. */
const NAMELESS = new Set(["simulated_fault", "simulator_bug", "processor_error"]);

/** The refusal of a value that is there but wrong: 400 `invalid_params`. */
export function invalidParams(message: string): Refusal {
  return new Refusal(400, "invalid_params", message);
}

/** The refusal of a value that is not there: 400 `missing_params`. */
export function missingParams(message: string): Refusal {
  return new Refusal(400, "missing_params", message);
}

/** The refusal for a reference or number that no transaction has: 400, or 404 by quirk. */
export function transactionNotFound(quirks: Quirks): Refusal {
  return new Refusal(Number(quirks.not_found), "transaction_not_found", "Transaction reference not found.");
}

/** The body of every error; older answers have neither type nor code nor meta. From 500 on, the fault is Paystack's own. */
export function toErrorBody(code: string, message: string, status: number, quirks: Quirks): Record<string, unknown> {
  if (quirks.errors !== "new") return { status: quirks.errors === "string_status" ? "false" : false, message };
  const blamed = code === "processor_error" ? code : "validation_error";
  return {
    status: false,
    message,
    meta: { nextStep: NEXT_STEPS[code] ?? USUAL_STEP },
    type: status >= 500 ? "api_error" : blamed,
    code: NAMELESS.has(code) ? "unknown" : code,
  };
}
