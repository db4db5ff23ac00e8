import { randomUUID } from "node:crypto";

/** Stripe's prefixes: `py_` and `pyr_` are the charge and the refund of a payment that is not by card. */
type IdPrefix = "pi" | "ch" | "py" | "re" | "pyr" | "cs_test" | "dp" | "evt" | "pm" | "txn" | "req" | "step" | "il";

/** A fresh id; callers must treat it as opaque. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}

/** The client secret of an intent: its id, and a part that cannot be guessed. */
export function newClientSecret(intentId: string): string {
  return `${intentId}_secret_${randomUUID().replaceAll("-", "").slice(0, 25)}`;
}
