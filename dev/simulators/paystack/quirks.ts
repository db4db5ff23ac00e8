import { invalid, type JsonObject } from "../support/json-input.ts";

/** How Paystack's types wobble (facts, section 1), each choice the first of its list until a knob says otherwise. */
const CHOICES = {
  /** `metadata` in answers and events. `given`: as it was sent, `""` when it was not. */
  metadata: ["given", "empty", "zero", "null", "string"],
  /** `requested_amount` in `charge.success`; old ones have none. */
  requested_amount: ["present", "absent"],
  /** Error bodies. `old`: without type, code and meta; `string_status`: also with `"status": "false"`. */
  errors: ["new", "old", "string_status"],
  /** How an unknown reference is answered; clients have seen both. */
  not_found: ["400", "404"],
  /** `amount` in `refund.*` events. */
  refund_amount: ["string", "number"],
  /** `refund_reference` in `refund.*` events. `usual`: null until the refund is processed or needs attention. */
  refund_reference: ["usual", "null", "present"],
  /** What becomes of a refund whose customer_note is no magic word. */
  refund_outcome: ["processed", "failed", "attention", "stuck", "instant"],
} as const;

/** The wobbles in force. */
export type Quirks = { readonly [Name in keyof typeof CHOICES]: (typeof CHOICES)[Name][number] };

/** The first choice of each. */
export const USUAL_QUIRKS: Quirks = {
  metadata: "given",
  requested_amount: "present",
  errors: "new",
  not_found: "400",
  refund_amount: "string",
  refund_reference: "usual",
  refund_outcome: "processed",
};

/** Puts the given members over `quirks`. Refuses unknown names and values with 422: a misspelt knob does nothing. */
export function changeQuirks(quirks: Quirks, input: JsonObject): Quirks {
  for (const [name, value] of Object.entries(input)) {
    if (!isQuirk(name)) throw invalid(`${name} is unknown; known are ${Object.keys(CHOICES).join(", ")}.`);
    const choices: readonly unknown[] = CHOICES[name];
    if (!choices.includes(value)) throw invalid(`${name} must be one of ${choices.join(", ")}.`);
  }
  return { ...quirks, ...input };
}

function isQuirk(name: string): name is keyof Quirks {
  return Object.hasOwn(CHOICES, name);
}
