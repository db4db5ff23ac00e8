import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";

/** Words that a callback address must not have, in any letter case, anywhere; `exec` is found by `exe`. */
const FORBIDDEN_WORDS = ["mpesa", "m-pesa", "safaricom", "exe", "cmd", "sql", "query"];
/** What is reported to make requests fail in the texts that the payer sees. */
const FORBIDDEN_CHARACTERS = /[^\x20-\x7e]|[@#&<>'"]/;
const PHONE = /^254[17]\d{8}$/;
const SHORT_CODE = /^\d{5,7}$/;

/** Daraja's answer to a wrong member: HTTP 400, `400.002.02`. */
export function refuseField(name: string): Refusal {
  return new Refusal(400, "400.002.02", `Bad Request - Invalid ${name}`);
}

/** A member that is a string or a number, as text; empty when it is missing or something else. */
export function textOf(input: JsonObject, name: string): string {
  const value = input[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Reads digits that match `shape`, given as number or string. */
export function readDigits(input: JsonObject, name: string, shape: RegExp): string {
  const digits = textOf(input, name);
  if (!shape.test(digits)) throw refuseField(name);
  return digits;
}

/** Reads a number in the form 254XXXXXXXXX; only its shape counts. */
export function readPhone(input: JsonObject, name: string): string {
  return readDigits(input, name, PHONE);
}

/** Reads a short code or till number. */
export function readShortCode(input: JsonObject, name: string): string {
  return readDigits(input, name, SHORT_CODE);
}

/** Reads whole shillings, given as number or digit string; limits are the caller's. */
export function readShillings(input: JsonObject, name: string): number {
  return Number(readDigits(input, name, /^\d{1,12}$/));
}

/** Reads a text of `least` to `most` characters; Daraja calls it `calledName` when it refuses it. */
export function readText(
  input: JsonObject,
  name: string,
  [least, most]: readonly [number, number],
  calledName = name,
): string {
  const text = textOf(input, name);
  if (text.length < least || text.length > most) throw refuseField(calledName);
  return text;
}

/** Reads a text that the payer will see, which bears no special characters. */
export function readPromptText(input: JsonObject, name: string, mostLength: number, calledName = name): string {
  const text = readText(input, name, [1, mostLength], calledName);
  if (FORBIDDEN_CHARACTERS.test(text)) throw refuseField(calledName);
  return text;
}

/** Reads an address that Daraja would call: http or https, lower-case host, none of the forbidden words. */
export function readCallbackUrl(input: JsonObject, name: string): string {
  const url = textOf(input, name);
  const host = /^https?:\/\/([^/?#]+)/.exec(url)?.[1];
  const lower = url.toLowerCase();
  const allowed = host !== undefined && host === host.toLowerCase() && URL.canParse(url);
  if (!allowed || FORBIDDEN_WORDS.some((word) => lower.includes(word))) throw refuseField(name);
  return url;
}

/** The path of an address, where the merchant's own token is. */
export function pathOf(url: string): string {
  return new URL(url).pathname;
}

/** A phone as people write it (`0708 374 149`, `+254…`, `7…`) in the form 254XXXXXXXXX; null when it is none. */
export function normalisePhone(text: string): string | null {
  const digits = text.replace(/[\s+()-]/g, "").replace(/^(?:254|0)?(?=[17]\d{8}$)/, "254");
  return PHONE.test(digits) ? digits : null;
}
