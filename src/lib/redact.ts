import type { JsonValue } from "./canonical-json.ts";

const SECRET_NAME =
  /(authorization|secret|password|passkey|token|signature|api[-_]?key|credential|cookie|client_secret|checkout_url|authorization_url|cvv|cvc|card_?number|^pan$)/i;

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/** Replaces the values of members whose names say that they are secret, at any depth. */
export function redact(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAME.test(name) && member !== null ? REDACTED : redact(member),
    ]),
  );
}
