import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** East Africa Time: UTC+3 all year, no daylight saving. */
const EAT_OFFSET_MS = 3 * 3_600_000;
const ALPHANUMERICS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const RECEIPT_LENGTH = 10;
/** What a Daraja token has had so far. */
const TOKEN_LENGTH = 28;
/** The codes of refusals that the shared server makes by itself. */
const SERVER_CODES = new Map([
  ["not_found", "404.001.01"],
  ["method_not_allowed", "405.001"],
  ["too_large", "400.002.05"],
  ["invalid_json", "400.002.05"],
  ["simulated_fault", "500.003.1001"],
]);

/** The synchronous error envelope; `code` is a Daraja error code or one of the shared server's. */
export function toErrorBody(code: string, message: string): Record<string, string> {
  return { requestId: newRequestId(), errorCode: SERVER_CODES.get(code) ?? code, errorMessage: message };
}

/** Looks like `1c5b-4ba8-815c-ac45c57a3db01495926`. */
export function newRequestId(): string {
  const [, first, second, third, rest = ""] = randomUUID().split("-");
  return `${first}-${second}-${third}-${rest}${randomInt(1_000_000, 9_999_999)}`;
}

/** Looks like `29115-34620561-1`; MerchantRequestIDs and M-Pesa's own OriginatorConversationIDs do. */
export function newMerchantRequestId(): string {
  return `${randomInt(10_000, 99_999)}-${randomInt(10_000_000, 99_999_999)}-${randomInt(1, 9)}`;
}

/** Day, time and milliseconds in East Africa Time, then the last nine digits of the phone. */
export function toCheckoutRequestId(phone: string, atMs: number): string {
  const time = toEatDigits(atMs);
  const day = `${time.slice(6, 8)}${time.slice(4, 6)}${time.slice(0, 4)}`;
  return `ws_CO_${day}${time.slice(8)}${String(atMs % 1000).padStart(3, "0")}${phone.slice(-9)}`;
}

/** Looks like `AG_20240706_20106e9209f64bebd05b`. */
export function newConversationId(atMs: number): string {
  return `AG_${toEatDigits(atMs).slice(0, 8)}_${randomBytes(10).toString("hex")}`;
}

/** Ten upper-case alphanumerics, the last no zero: placeholders of failures end in zeros. */
export function newReceipt(): string {
  const letter = (): string => ALPHANUMERICS[randomInt(ALPHANUMERICS.length)] ?? "X";
  return `S${Array.from({ length: RECEIPT_LENGTH - 2 }, letter).join("")}${ALPHANUMERICS[randomInt(26)] ?? "X"}`;
}

/** What stands where a failed operation has no receipt: neither a receipt nor unique. */
export const PLACEHOLDER_RECEIPT = "SKE0000000";

/** 28 letters and digits. */
export function newTokenValue(): string {
  return randomBytes(3 * TOKEN_LENGTH)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, TOKEN_LENGTH);
}

/** `YYYYMMDDHHmmss` in East Africa Time. */
export function toEatDigits(atMs: number): string {
  return new Date(atMs + EAT_OFFSET_MS).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** `dd.MM.yyyy HH:mm:ss` in East Africa Time, as payout results write it. */
export function toEatText(atMs: number): string {
  const [year, month, day, hour, minute, second] = toEatDigits(atMs).match(/^\d{4}|\d{2}/g) ?? [];
  return `${day}.${month}.${year} ${hour}:${minute}:${second}`;
}

/** Reads `YYYYMMDDHHmmss` as East Africa Time; NaN when there is no such moment. */
export function fromEatDigits(digits: string): number {
  const [year, month, day, hour, minute, second] = digits.match(/^\d{4}|\d{2}/g) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - EAT_OFFSET_MS;
}

/** Marks an amount that `toWireText` writes as a number with two decimals, which JSON.stringify cannot. */
export function money(shillings: number): string {
  return `{money:${shillings.toFixed(2)}}`;
}

/** JSON as Daraja writes it: amounts keep their decimals (`1000.00`). */
export function toWireText(body: unknown): string {
  return JSON.stringify(body).replace(/"\{money:(-?\d+\.\d\d)\}"/g, "$1");
}
