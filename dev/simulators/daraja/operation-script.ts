import { UNLISTED_CODE } from "./result-codes.ts";
import type { ResultShape } from "./settings.ts";

/** What becomes of a payout or reversal, as the last three digits of the customer's phone ask for. */
export interface OperationScript {
  readonly code: string;
  /** The code that the result tells instead of the true one. */
  readonly told: string | null;
  /** `first`: before the request is answered. */
  readonly result: "once" | "never" | "twice" | "delayed" | "first";
  /** Whether the QueueTimeOutURL is called, before any result. */
  readonly timed_out: boolean;
  readonly shape: ResultShape | null;
}

/** Done as asked, and told once. */
export const PLAIN_OPERATION: OperationScript = {
  code: "0",
  told: null,
  result: "once",
  timed_out: false,
  shape: null,
};

const PAYOUTS: Readonly<Record<string, OperationScript>> = {
  "001": failsWith("1"),
  "002": failsWith("2001"),
  "003": failsWith("2040"),
  "004": failsWith("8"),
  "005": failsWith("11"),
  "006": failsWith("21"),
  "007": failsWith("2006"),
  "008": failsWith("4"),
  "009": failsWith("8006"),
  "010": failsWith("2028"),
  "011": failsWith("SFC_IC0003"),
  "014": failsWith(UNLISTED_CODE),
  "015": { ...PLAIN_OPERATION, shape: "strings" },
  "016": { ...PLAIN_OPERATION, shape: "lists" },
  "017": { ...failsWith("2001"), shape: "single" },
  "018": { ...failsWith("2001"), shape: "strings" },
  "020": { ...PLAIN_OPERATION, result: "never" },
  "021": { ...failsWith("2040"), result: "never" },
  "022": { ...PLAIN_OPERATION, result: "never", timed_out: true },
  "023": { ...PLAIN_OPERATION, result: "delayed" },
  "024": { ...PLAIN_OPERATION, result: "twice" },
  "025": { ...PLAIN_OPERATION, result: "first" },
  "026": { ...PLAIN_OPERATION, timed_out: true },
  "027": { ...failsWith("2006"), result: "never", timed_out: true },
  "028": { ...PLAIN_OPERATION, told: "2006" },
  "029": { ...failsWith("2006"), told: "0" },
  "032": failsWith("2006"),
  "033": { ...PLAIN_OPERATION, result: "never" },
};

const REVERSALS: Readonly<Record<string, OperationScript>> = {
  "070": failsWith("11"),
  "071": { ...PLAIN_OPERATION, result: "never" },
  "072": { ...failsWith("2006"), result: "never", timed_out: true },
  "073": { ...PLAIN_OPERATION, result: "never", timed_out: true },
  "074": { ...PLAIN_OPERATION, told: "R000001" },
  "075": { ...PLAIN_OPERATION, result: "twice" },
  "076": { ...PLAIN_OPERATION, result: "delayed" },
  "079": failsWith(UNLISTED_CODE),
  "081": failsWith("2001"),
  "082": failsWith("8006"),
  "083": { ...PLAIN_OPERATION, result: "first" },
  "084": failsWith("1"),
  "085": { ...PLAIN_OPERATION, shape: "strings" },
  "086": { ...failsWith("21"), shape: "single" },
  "087": { ...failsWith("2006"), told: "0" },
};

/** The script of a payout, by its recipient. */
export function payoutScript(phone: string): OperationScript {
  return PAYOUTS[phone.slice(-3)] ?? PLAIN_OPERATION;
}

/** The script of a reversal, by the payer of the payment that is reversed. */
export function reversalScript(phone: string | undefined): OperationScript {
  return REVERSALS[phone?.slice(-3) ?? ""] ?? PLAIN_OPERATION;
}

function failsWith(code: string): OperationScript {
  return { ...PLAIN_OPERATION, code };
}
