import fc from "fast-check";

/** First digits and length of numbers that each scheme has given out. */
const RANGES: readonly (readonly [scheme: string, prefix: string, length: number])[] = [
  ["Visa", "4", 13],
  ["Visa", "4", 16],
  ["Visa", "4", 19],
  ["Mastercard", "51", 16],
  ["Mastercard", "55", 16],
  ["Mastercard", "2221", 16],
  ["Mastercard", "2720", 16],
  ["American Express", "34", 15],
  ["American Express", "37", 15],
  ["Diners Club", "300", 14],
  ["Diners Club", "36", 14],
  ["Diners Club", "38", 16],
  ["Discover", "6011", 16],
  ["Discover", "65", 19],
  ["JCB", "3528", 16],
  ["JCB", "3589", 19],
  ["UnionPay", "62", 16],
  ["UnionPay", "62", 17],
  ["UnionPay", "81", 19],
  ["Maestro", "5018", 13],
  ["Maestro", "6759", 16],
  ["Maestro", "56", 18],
  ["Verve", "506099", 16],
  ["Verve", "650002", 19],
  ["RuPay", "508500", 16],
  ["Mir", "2202", 16],
  ["Troy", "9792", 16],
];

/** Numbers that test cards of the schemes really have. */
export const TEST_CARDS = [
  "4111111111111111",
  "4242424242424242",
  "4012888888881881",
  "4222222222222",
  "5555555555554444",
  "5105105105105100",
  "2223003122003222",
  "378282246310005",
  "371449635398431",
  "30569309025904",
  "38520000023237",
  "6011111111111117",
  "3530111333300000",
  "6200000000000005",
  "5061460410120223210",
  "4084084084084081",
];

/** A number of any scheme, with its check digit. */
export const cardNumber = fc
  .tuple(fc.constantFrom(...RANGES), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 }))
  .map(([[, prefix, length], digits]) => withCheckDigit(`${prefix}${digits.join("")}`.slice(0, length - 1)));

/** Ways to write a number: where its digits are parted, and by what. */
export const spelling = fc
  .record({
    separator: fc.constantFrom("", " ", "-", ".", "\u00a0", "\u2013", "\u2011", "  ", "\u200b", "\t", "\n", "_", "/"),
    sizes: fc.constantFrom([4], [4, 6], [6], [3], [2], [1], [5]),
  })
  .map(({ separator, sizes }) => (digits: string) => {
    // Short numbers begin with a group of four, as on cards.
    const shown = digits.length < 16 && sizes[0] !== 1 ? [4, ...sizes.slice(1)] : sizes;
    return partDigits(digits, shown).join(separator);
  });

function partDigits(digits: string, sizes: readonly number[]): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < digits.length) {
    const size = sizes[Math.min(parts.length, sizes.length - 1)] ?? 4;
    // A last single digit belongs to the group before it: nobody writes one by itself.
    const end = size > 1 && digits.length - (at + size) === 1 ? digits.length : at + size;
    parts.push(digits.slice(at, end));
    at = end;
  }
  return parts;
}

function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
