import { Refusal } from "./refusal.ts";

/** A JSON object whose members are not yet known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for arrays, null and everything else. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses a body that must be JSON; an empty one counts as `{}`. Refuses malformed JSON with 400. */
export function parseJson(rawBody: Buffer): unknown {
  if (rawBody.length === 0) return {};
  try {
    return JSON.parse(rawBody.toString("utf8"));
  } catch {
    throw new Refusal(400, "invalid_json", "The body is not JSON.");
  }
}

/** Parses a body that must be a JSON object. Refuses other JSON with 422. */
export function parseJsonObject(rawBody: Buffer): JsonObject {
  const value = parseJson(rawBody);
  if (!isJsonObject(value)) throw invalid("The body must be a JSON object.");
  return value;
}

/** The refusal for a member that is missing or wrong: 422 `invalid_request`. */
export function invalid(message: string): Refusal {
  return new Refusal(422, "invalid_request", message);
}

/** Reads a member that must be a non-empty string of at most `maxLength` characters. */
export function readText(input: JsonObject, name: string, maxLength: number): string {
  const value = readOptionalText(input, name, maxLength);
  if (value === null || value === "") throw invalid(`${name} is required.`);
  return value;
}

/** Reads a member that may be missing or null (then null), else a string of at most `maxLength` characters. */
export function readOptionalText(input: JsonObject, name: string, maxLength: number): string | null {
  const value = input[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw invalid(`${name} must be a string.`);
  if (value.length > maxLength) throw invalid(`${name} must have at most ${maxLength} characters.`);
  return value;
}

/** Reads an amount in minor units: a positive integer that JSON carries exactly. */
export function readAmountMinor(input: JsonObject, name: string): number {
  const value = input[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0) {
    throw invalid(`${name} must be a positive integer in minor units.`);
  }
  return value;
}

/** JSON with sorted members, so that two bodies that mean the same compare equal. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(",")}}`;
}
