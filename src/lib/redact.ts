import type { JsonValue } from "./canonical-json.ts";
import { maskCardData } from "./card-data.ts";
import { isIssuedNumber } from "./card-numbers.ts";
import { cutToSize, toStorableJson } from "./storable-json.ts";

const SECRET_NAME =
  /(authorization|secret|password|passkey|token|signature|api[-_]?key|credential|cookie|client_secret|checkout_url|authorization_url|access_code|callbackurl|resulturl|queuetimeouturl|confirmationurl|validationurl|cvv|cvc|card_?number|^pan$)/i;

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/** An address of ours that is its own proof: whoever knows it may speak there. */
const CALLBACK_ADDRESS = /(\/callbacks\/)[^\s/"'?#\\]+/g;

/** Members in which providers and payers write what they like; every other text is an id or a word of a known list. */
const FREE_TEXT = new Set(["message", "reason", "accountReference", "payerName"]);

/**
 * Replaces the values of members whose names say that they are secret, and what makes callback addresses unguessable in
 * any text, at any depth; of card numbers only the last four digits stay.
 */
export function redact(value: JsonValue): JsonValue {
  if (typeof value === "string") return maskCardData(value.replace(CALLBACK_ADDRESS, `$1${REDACTED}`));
  if (typeof value === "number") return maskNumber(value);
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      maskCardData(name),
      SECRET_NAME.test(name) && member !== null ? REDACTED : redact(member),
    ]),
  );
}

/** What came from outside as it may be kept or logged: redacted first and cut afterwards, so that no cut hides a secret. */
export function toRedactedJson(value: unknown, maxCharacters: number): JsonValue {
  return cutToSize(redact(toStorableJson(value, Number.POSITIVE_INFINITY)), maxCharacters);
}

/** The value with card data masked in members of free text. Ids stay as they are: what they are compared with does too. */
export function maskFreeText<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(maskFreeText) as Value;
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    typeof member === "string" && FREE_TEXT.has(name) ? maskCardData(member) : maskFreeText(member),
  ]);
  return Object.fromEntries(members) as Value;
}

/** Numbers past 2^53 have lost their last digits, and their check digit with them. */
function maskNumber(value: number): JsonValue {
  if (Math.abs(value) < 1e12) return value;
  const text = String(value);
  const masked = maskCardData(text);
  if (masked !== text) return masked;
  return !Number.isSafeInteger(value) && isIssuedNumber(text) ? REDACTED : value;
}
