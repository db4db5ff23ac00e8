import { UNLISTED_CODE } from "./result-codes.ts";
import type { CallbackShape, DarajaSettings, InFlightShape } from "./settings.ts";

/** When a scripted phone acts: after 1, 2 or 10 times `prompt_ms`, or when a prompt rings out. */
export type Pace = "soon" | "later" | "slow" | "unanswered";

/** What becomes of a prompt, as the last three digits of the phone ask for. */
export interface PromptScript {
  /** How it ends by itself; none: it waits for the phone's page. A later end undoes an earlier failure. */
  readonly ends: readonly { readonly after: Pace; readonly code: string }[];
  /** `first`: before the push is answered; `stale`: a failure that is none comes after the success. */
  readonly callback: "once" | "never" | "twice" | "delayed" | "first" | "stale";
  /** The code that the callback tells instead of the true one. */
  readonly told: string | null;
  /** What the query says of an ended prompt. */
  readonly queried: "honest" | "cancelled" | "missing" | "busy";
  readonly query_codes: DarajaSettings["query_codes"] | null;
  readonly in_flight: InFlightShape | null;
  readonly shape: CallbackShape | null;
  /** Debited and reported: a shilling less than asked (of 1: one more). */
  readonly underpaid: boolean;
}

/** The public sandbox number of Safaricom's documents, on which nobody ever answers. */
export const TEST_PHONE = "254708374149";

/** A phone whose owner decides on its page. */
export const ATTENDED: PromptScript = {
  ends: [],
  callback: "once",
  told: null,
  queried: "honest",
  query_codes: null,
  in_flight: null,
  shape: null,
  underpaid: false,
};
const PAYS: PromptScript = { ...ATTENDED, ends: [{ after: "soon", code: "0" }] };
const PAYS_SLOWLY: PromptScript = { ...ATTENDED, ends: [{ after: "slow", code: "0" }] };

const SCRIPTS: Readonly<Record<string, PromptScript>> = {
  "001": failsWith("1"),
  "002": failsWith("2001"),
  "003": failsWith("1032"),
  "004": failsWith("1037"),
  "005": { ...ATTENDED, ends: [{ after: "unanswered", code: "1037" }] },
  "006": failsWith("1019"),
  "007": failsWith("1001"),
  "008": failsWith("9999"),
  "009": failsWith("26"),
  "010": failsWith("2028"),
  "011": failsWith("SFC_IC0003"),
  "012": failsWith("E3008"),
  "013": failsWith("1025"),
  "014": failsWith(UNLISTED_CODE),
  "015": { ...PAYS, shape: "strings" },
  "016": { ...PAYS, shape: "shuffled" },
  "017": { ...PAYS, underpaid: true },
  "018": { ...failsWith("1032"), shape: "strings" },
  "019": { ...PAYS, shape: "bare" },
  "020": { ...PAYS, callback: "never" },
  "021": { ...failsWith("1032"), callback: "never" },
  "022": { ...PAYS, callback: "never", queried: "missing" },
  "023": { ...PAYS, callback: "delayed" },
  "024": { ...PAYS, callback: "twice" },
  "025": { ...PAYS, callback: "first" },
  "026": {
    ...ATTENDED,
    ends: [
      { after: "soon", code: "1037" },
      { after: "later", code: "0" },
    ],
  },
  "027": { ...PAYS, queried: "cancelled" },
  "028": { ...PAYS, told: "1032" },
  "029": { ...failsWith("1032"), told: "0" },
  "030": { ...PAYS, callback: "stale" },
  "032": failsWith("1032"),
  "033": { ...PAYS, callback: "never" },
  "060": { ...PAYS_SLOWLY, in_flight: "4999" },
  "061": { ...PAYS_SLOWLY, in_flight: "empty" },
  "062": { ...PAYS_SLOWLY, in_flight: "processing" },
  "063": { ...PAYS_SLOWLY, in_flight: "missing" },
  "064": { ...PAYS, queried: "missing" },
  "065": { ...PAYS, query_codes: "number" },
  "066": { ...PAYS, queried: "busy" },
};

/** The script of a phone: numbers that end in 000 to 099 act by themselves, all others wait for their page. */
export function promptScript(phone: string): PromptScript {
  if (phone === TEST_PHONE) return { ...ATTENDED, ends: [{ after: "unanswered", code: "1037" }] };
  const digits = phone.slice(-3);
  return digits.startsWith("0") ? (SCRIPTS[digits] ?? PAYS) : ATTENDED;
}

/** A pace in milliseconds. */
export function paceMs(pace: Pace, settings: DarajaSettings): number {
  const factors = { soon: 1, later: 2, slow: 10 };
  return pace === "unanswered" ? settings.unanswered_ms : factors[pace] * settings.prompt_ms;
}

function failsWith(code: string): PromptScript {
  return { ...ATTENDED, ends: [{ after: "soon", code }] };
}
