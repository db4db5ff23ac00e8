import { findCardNumbers, mayHoldCardNumber } from "./card-numbers.ts";

/** What stands where card data was: PCI DSS lets the last four digits of a number be kept. */
const mask = (lastFour: string) => `****${lastFour}`;

/** Magnetic stripes (ISO/IEC 7813): number, name and expiry; number and expiry; the latter as chips have it (tag 57). */
const TRACKS = [
  /%?[A-Z]\d{12,19}\^[^^\r\n]{2,26}\^\d{4}[^?\s]*\??/gi,
  /;\d{12,19}=\d{4}\d*\??/g,
  /(?<![\p{L}\d])[2-69]\d{12,18}[=D](?:\d\d(?:0[1-9]|1[0-2])\d{3,}F?\??)/giu,
];
const MAY_BE_TRACK = /\d[\^=D]/i;

/** Members that nobody may keep, by their names without case and separators: verification codes, numbers, stripes, PINs. */
const FORBIDDEN_NAMES = new Set(
  [
    ["cvv", "cvv2", "cvc", "cvc2", "cvn", "cvn2", "csc", "cid2", "cav2", "cvvcode", "cvccode", "cardcvv", "cardcvv2"],
    ["cardcvc", "cardcvc2", "cardcid", "securitycode", "cardsecuritycode", "cardverificationvalue"],
    ["cardverificationcode", "primaryaccountnumber", "cardpan", "cardnumber", "cardno", "ccnumber", "ccnum"],
    ["creditcardnumber", "debitcardnumber", "track1", "track2", "track3", "trackdata", "track1data", "track2data"],
    ["magstripe", "magneticstripe", "pinblock", "cardpin"],
  ].flat(),
);

/** Whether a member of this name would hold card data, whatever its value looks like. */
export function isCardDataName(name: string): boolean {
  return FORBIDDEN_NAMES.has(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

/** Whether a text holds a card number or the data of a card's stripe. `isPhone`: it is meant to be a telephone number. */
export function hasCardData(text: string, isPhone = false): boolean {
  if (!mayHoldCardNumber(text)) return false;
  return findCardNumbers(text, isPhone).length > 0 || maskTracks(text) !== text;
}

/** The text with card numbers reduced to their last four digits, and with none of a stripe's data. */
export function maskCardData(text: string): string {
  if (!mayHoldCardNumber(text)) return text;
  const untracked = maskTracks(text);
  const numbers = findCardNumbers(untracked);
  let masked = "";
  let done = 0;
  for (const { start, end, lastFour } of numbers) {
    masked += untracked.slice(done, start) + mask(lastFour);
    done = end;
  }
  return masked + untracked.slice(done);
}

function maskTracks(text: string): string {
  if (!MAY_BE_TRACK.test(text)) return text;
  return TRACKS.reduce((kept, track) => kept.replace(track, mask("")), text);
}
