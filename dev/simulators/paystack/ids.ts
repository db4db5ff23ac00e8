import { randomBytes, randomUUID } from "node:crypto";

let lastId = 0;

/**
 * A fresh id as Paystack numbers things: past 32 bits, inside what JSON carries exactly. It grows with the time, so that
 * a simulator that has forgotten its books gives no id twice.
 */
export function newNumber(): number {
  lastId = Math.max(lastId + 1, Date.now() * 1_000);
  return lastId;
}

/** A fresh access code, as in `https://checkout.paystack.com/0peioxfhpn`; also stands in for a missing reference. */
export function newCode(): string {
  return randomBytes(8).toString("hex");
}

/** A fresh name for what only the simulator itself tells apart: events and steps. */
export function newInternalId(prefix: "evt" | "step"): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}
