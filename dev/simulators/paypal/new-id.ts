import { randomBytes } from "node:crypto";

/** An id in PayPal's manner. */
export function newId(): string {
  return randomBytes(9).toString("base64url").replace(/[-_]/g, "X").toUpperCase().padEnd(17, "0").slice(0, 17);
}
