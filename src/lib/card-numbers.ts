/** A stretch of a text that is a card number, and where its digits end that may be shown. */
export interface CardNumber {
  readonly start: number;
  readonly end: number;
  readonly lastFour: string;
}

/** The numbers that issuers give out (ISO/IEC 7812), by their first digits, with the lengths in use. */
const BRANDS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] }, // Visa
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { prefix: /^3[47]/, lengths: [15] }, // American Express
  { prefix: /^3(0[0-5]|095|[689])/, lengths: [14, 16, 19] }, // Diners Club
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] }, // JCB
  { prefix: /^(6011|64[4-9]|65|62|8[12]|508|9792)/, lengths: [16, 17, 18, 19] }, // Discover, UnionPay, RuPay, Troy
  { prefix: /^220[0-4]/, lengths: [16] }, // Mir
  { prefix: /^(5[06-8]|6)/, lengths: [16, 18, 19] }, // Maestro, Verve
  { prefix: /^(5018|5020|5038|5612|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro of old
];

/** Shortest and longest card number, digits. */
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** Longest telephone number with its country (E.164), digits. */
const MAX_PHONE_DIGITS = 15;

const SPACE = String.raw`[\s\u00ad\u200b-\u200d\u2060\ufeff]{1,2}`;
const DASH = String.raw`[-\u2010-\u2015\u2212]`;
const POINT = String.raw`[.\u00b7\u2022]`;
const OTHER = "[_/]";
const SEPARATOR = `${SPACE}|${DASH}|${POINT}|${OTHER}`;
/** Digits, and what people put between them. */
const RUN = new RegExp(String.raw`\d+(?:(?:${SEPARATOR})\d+)*`, "g");
const GROUP = new RegExp(String.raw`(${SEPARATOR})?(\d+)`, "g");
const IS_SPACE = new RegExp(`^${SPACE}$`);
const IS_DASH = new RegExp(`^${DASH}$`);
const IS_POINT = new RegExp(`^${POINT}$`);
const IS_WORD = /[\p{L}\d]/u;
const MAY_BE_CARD = new RegExp(String.raw`\d(?:(?:${SEPARATOR})?\d){${MIN_DIGITS - 1}}`);
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g;
const HAS_OTHER_DIGITS = new RegExp(OTHER_DIGITS.source);
const ZEROS = [0x0660, 0x06f0, 0x0966, 0xff10];
const UUID = /(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])/gi;

/** Whether a text has digits enough for a card number: false for nearly every text, at next to no cost. */
export function mayHoldCardNumber(text: string): boolean {
  return text.length >= MIN_DIGITS && (MAY_BE_CARD.test(text) || HAS_OTHER_DIGITS.test(text));
}

/**
 * Finds the card numbers in a text: digits of an issuer's range and length that pass the Luhn check, written together or
 * in groups with the same kind of separator between them. Digits that touch a letter belong to a longer word (an id, a
 * hash), those of a UUID to it, and up to 15 behind a `+` are a telephone number; `isPhone` says that all of them are.
 */
export function findCardNumbers(text: string, isPhone = false): CardNumber[] {
  if (!mayHoldCardNumber(text)) return [];
  const plain = toPlainDigits(text).replace(UUID, (id) => "x".repeat(id.length));
  return [...plain.matchAll(RUN)].flatMap((run) => findInRun(plain, run[0], run.index, isPhone));
}

interface Group {
  readonly start: number;
  readonly digits: string;
  readonly separator: string;
}

function findInRun(text: string, run: string, offset: number, isPhone: boolean): CardNumber[] {
  const groups = readGroups(text, run, offset);
  const found: CardNumber[] = [];
  let from = 0;
  while (from < groups.length) {
    const wasDialled = isPhone || text[(groups[from]?.start ?? 0) - 1] === "+";
    const windows = windowsFrom(groups, from).filter(
      ({ digits }) => isCardNumber(digits) && !(wasDialled && looksDialled(digits)),
    );
    const shortest = windows[0];
    const longest = windows.at(-1);
    if (shortest !== undefined && longest !== undefined) {
      // What follows may be a card's verification code: only digits that surely are the number's are shown.
      found.push({ start: longest.start, end: longest.end, lastFour: shortest.digits.slice(-4) });
      from = longest.next;
    } else {
      from += 1;
    }
  }
  return found;
}

/** The groups of digits in a run, without those at its ends that are part of a word. */
function readGroups(text: string, run: string, offset: number): Group[] {
  const groups = [...run.matchAll(GROUP)].map(([all, separator = "", digits = ""], index, { [index]: match }) => ({
    start: offset + (match?.index ?? 0) + all.length - digits.length,
    digits,
    separator: kindOf(separator),
  }));
  const isWord = (character: string | undefined) => character !== undefined && IS_WORD.test(character);
  const last = isWord(text[offset + run.length]) ? groups.length - 1 : groups.length;
  return groups.slice(isWord(text[offset - 1]) ? 1 : 0, last);
}

function kindOf(separator: string): string {
  if (IS_SPACE.test(separator)) return " ";
  if (IS_DASH.test(separator)) return "-";
  return IS_POINT.test(separator) ? "." : separator;
}

interface Window {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** The first group behind it. */
  readonly next: number;
}

/** What may be one number from a group on, shortest first: written like a number, not like a list of small ones. */
function windowsFrom(groups: readonly Group[], from: number): Window[] {
  const windows: Window[] = [];
  const start = groups[from]?.start ?? 0;
  const sizes: number[] = [];
  let digits = "";
  let separator = "";
  for (let at = from; at < groups.length; at += 1) {
    const group = groups[at];
    if (group === undefined || digits.length + group.digits.length > MAX_DIGITS) break;
    if (at > from && separator !== "" && group.separator !== separator) break;
    if (at > from) separator = group.separator;
    digits += group.digits;
    sizes.push(group.digits.length);
    if (digits.length >= MIN_DIGITS && isCardSpelling(digits.length, sizes)) {
      windows.push({ start, end: group.start + group.digits.length, digits, next: at + 1 });
    }
  }
  return windows;
}

/**
 * Whether digits are parted as those of a card may be: not at all, each from each, or in groups. Short numbers are taken
 * only in groups like those on cards (4-6-5, 4-6-4, 4-3-3-3), or too many ids of other kinds would be seen as cards.
 */
function isCardSpelling(length: number, sizes: readonly number[]): boolean {
  if (sizes.length === 1 || sizes.every((size) => size === 1)) return true;
  if (sizes.some((size) => size === 1)) return false;
  return length > MAX_PHONE_DIGITS || (sizes[0] === 4 && sizes.every((size) => size <= 6));
}

function isCardNumber(digits: string): boolean {
  return isIssuedNumber(digits) && passesLuhn(digits);
}

/** Whether digits are of an issuer's range and length, right or mistyped. */
export function isIssuedNumber(digits: string): boolean {
  return BRANDS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits));
}

/** No country whose code begins with 3 has numbers of 14 or 15 digits, as American Express and Diners Club have. */
function looksDialled(digits: string): boolean {
  return digits.length <= MAX_PHONE_DIGITS && !digits.startsWith("3");
}

/** The check digit of ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The same text with Arabic, Persian, Devanagari and full-width digits as plain ones, character for character. */
function toPlainDigits(text: string): string {
  if (!HAS_OTHER_DIGITS.test(text)) return text;
  return text.replace(OTHER_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.find((zero) => code >= zero && code <= zero + 9) ?? code));
  });
}
