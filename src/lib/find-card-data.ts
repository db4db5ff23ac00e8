import type { JsonValue } from "./canonical-json.ts";
import { hasCardData, isCardDataName } from "./card-data.ts";
import { mayHoldCardNumber } from "./card-numbers.ts";
import { REDACTED } from "./redact.ts";

/** A member with card data, by a path that shows none of it, and why it is not taken. */
export interface CardDataFault {
  readonly path: string;
  readonly message: string;
}

const NUMBER_MESSAGE = "It looks like a card number or a card's stripe. Card data is not taken here.";
const NAME_MESSAGE =
  "A member of this name is for card data, which is not taken here. Keep the last four digits at most.";

/** Words of members that hold telephone numbers. */
const PHONE_NAME = /phone|msisdn|mobile/i;
/** Shorter spellings of numbers have too few digits for a card's. */
const MIN_NUMBER_LENGTH = 13;
/** Escapes hide digits and names from a look at the text alone. */
const HAS_ESCAPES = /\\|%[0-9A-F]{2}/i;
/** Names of members, as long as any that matters. */
const NAMES = /"([^"\\]{3,40})"\s{0,8}:/g;

/**
 * Finds every member of a JSON text that holds card data, in its name or its value. Numbers are read as they are
 * written. The text must be JSON, its nesting bounded. Costs next to nothing where there are no 13 digits in a row.
 */
export function findCardData(text: string): CardDataFault[] {
  if (!mayHold(text)) return [];
  const faults: CardDataFault[] = [];
  visit(readWithSpelling(text), [], faults);
  return faults;
}

function mayHold(text: string): boolean {
  if (mayHoldCardNumber(text) || HAS_ESCAPES.test(text)) return true;
  return [...text.matchAll(NAMES)].some(([, name = ""]) => isCardDataName(name));
}

function visit(value: JsonValue, path: readonly string[], faults: CardDataFault[]): void {
  if (typeof value === "string") {
    if (isCardData(value, path.at(-1) ?? "")) faults.push({ path: path.join("."), message: NUMBER_MESSAGE });
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const [name, member] of Object.entries(value)) {
    const shown = [...path, hasCardData(name) ? REDACTED : name];
    if (isCardDataName(name) && member !== null) faults.push({ path: shown.join("."), message: NAME_MESSAGE });
    else if (hasCardData(name)) faults.push({ path: shown.join("."), message: NUMBER_MESSAGE });
    else visit(member, shown, faults);
  }
}

function isCardData(value: string, name: string): boolean {
  const isPhone = PHONE_NAME.test(name);
  const text = name === "amount" ? withoutFraction(value) : value;
  return hasCardData(text, isPhone) || (text.includes("%") && hasCardData(decode(text), isPhone));
}

/** Addresses carry text percent-encoded; what is not an encoding stays as it is. */
function decode(text: string): string {
  return text.replace(/%[0-9A-F]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/** The JSON value with long numbers as the text they were written with: in memory they would lose their last digits. */
function readWithSpelling(text: string): JsonValue {
  return JSON.parse(text, (_, member: JsonValue, context?: { source?: string }) => {
    const source = context?.source ?? "";
    if (typeof member !== "number") return member;
    if (/e/i.test(source)) return String(Math.trunc(member));
    return source.length < MIN_NUMBER_LENGTH ? member : withoutFraction(source);
  }) as JsonValue;
}

/** A decimal's point is no separator. */
function withoutFraction(decimal: string): string {
  return decimal.replace(/\.\d*$/, "");
}
