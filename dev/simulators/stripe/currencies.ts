import type { Reader } from "./params.ts";
import { badParameter } from "./stripe-error.ts";

const ZERO_DECIMAL = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));
/** Without decimals by themselves, but Stripe wants two zeros after the amount. */
const TWO_ZEROS = new Set(["isk", "ugx"]);
const TWO_DECIMAL = `aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf
  cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel ghs gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes
  kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen
  pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd
  uyu uzs wst xcd yer zar zmw`;
const KNOWN = new Set([...ZERO_DECIMAL, ...THREE_DECIMAL, ...TWO_DECIMAL.split(/\s+/)]);

/** About half a US dollar, for the currencies whose minimum Stripe publishes; others have 1. */
const MINIMUMS = new Map<string, number>(
  Object.entries({ usd: 50, eur: 50, gbp: 30, cad: 50, aud: 50, chf: 50, nzd: 50, sgd: 50, jpy: 50, inr: 50, brl: 50 }),
);
const MAXIMUM = 99_999_999;

/** A three-letter code in lower case of a currency that Stripe charges in. */
export const currency: Reader<string> = (value, name) => {
  if (typeof value === "string" && KNOWN.has(value)) return value;
  const message = `Invalid currency: ${String(value)}. Stripe wants a supported code in lower case.`;
  throw badParameter(message, name);
};

/** How many decimals Stripe's integers have, which is not always what ISO 4217 says. */
export function exponentOf(code: string): number {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** Refuses an amount that Stripe does not charge in this currency. */
export function checkAmount(amount: number, code: string, param: string): void {
  const minimum = MINIMUMS.get(code) ?? 1;
  if (amount < minimum) {
    throw badParameter(`Amount must be at least ${minimum} ${code}`, param, "amount_too_small");
  }
  if (amount > MAXIMUM) throw badParameter(`Amount must be no more than ${MAXIMUM} ${code}`, param, "amount_too_large");
  checkDigits(amount, code, param);
}

/** Refuses an amount with digits that this currency cannot have: KWD wants a 0 last, UGX and ISK two. */
export function checkDigits(amount: number, code: string, param: string): void {
  const step = THREE_DECIMAL.has(code) ? 10 : TWO_ZEROS.has(code) ? 100 : 1;
  if (amount % step === 0) return;
  const message = `Invalid amount: amounts in ${code} must be multiples of ${step}`;
  throw badParameter(message, param, "parameter_invalid_integer");
}
