import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";

const MAX_TEXT_LENGTH = 2_048;

/** What Flutterwave says to a request it does not take: words, and no code. */
export function refuse(message: string, status = 400): Refusal {
  return new Refusal(status, "error", message);
}

/** A member that must be text. */
export function readText(input: JsonObject, name: string): string {
  const value = readOptional(input, name);
  if (value === null || value === "") throw refuse(`${name} is required`);
  return value;
}

/** A member that may be missing. */
export function readOptional(input: JsonObject, name: string): string | null {
  const value = input[name] ?? null;
  if (value === null) return null;
  if (typeof value !== "string" || value.length > MAX_TEXT_LENGTH) throw refuse(`${name} must be a string`);
  return value;
}

/** An amount of major units, as number or text. */
export function readAmount(input: JsonObject, name: string): number {
  const value = input[name];
  const amount = typeof value === "string" ? Number(value) : value;
  if (typeof amount !== "number" || !Number.isFinite(amount) || amount <= 0) throw refuse(`${name} must be a number`);
  return amount;
}

/** Naira is what Flutterwave takes when it is not told. */
export function readCurrency(input: JsonObject): string {
  const currency = readOptional(input, "currency") ?? "NGN";
  if (!/^[A-Z]{3}$/.test(currency)) throw refuse("currency is not valid");
  return currency;
}

/** The customer of a hosted page. */
export function readCustomer(input: JsonObject): JsonObject {
  if (!isJsonObject(input.customer)) throw refuse("customer is required");
  return input.customer;
}
