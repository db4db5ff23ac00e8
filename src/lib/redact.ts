import type { JsonValue } from "./canonical-json.ts";

const SECRET_NAME =
  /(authorization|secret|password|passkey|token|signature|api[-_]?key|credential|cookie|client_secret|checkout_url|authorization_url|access_code|callbackurl|resulturl|queuetimeouturl|confirmationurl|validationurl|cvv|cvc|card_?number|^pan$)/i;

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/** An address of ours that is its own proof: whoever knows it may speak there. */
const CALLBACK_ADDRESS = /(\/callbacks\/)[^\s/"'?#\\]+/g;

/**
 * Replaces the values of members whose names say that they are secret, and what makes callback addresses unguessable in
 * any text, at any depth.
 */
export function redact(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.replace(CALLBACK_ADDRESS, `$1${REDACTED}`);
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAME.test(name) && member !== null ? REDACTED : redact(member),
    ]),
  );
}
