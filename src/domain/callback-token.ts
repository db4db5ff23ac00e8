import { constantTimeEqual, hmacSha256Hex } from "../lib/hmac.ts";
import { parseShardId, type ShardId } from "./identifiers.ts";

/**
 * What a provider that signs nothing is given an address for. The position is part of every token: append only.
 * `payment`: what became of the payment; `status`: the answer to a question of our own; `refund`, `payout`: what became
 * of what we asked for; each `…_timeout`: the provider gave up; `deposit_…`: money nobody announced to us.
 */
export const CALLBACK_PURPOSES = [
  "payment",
  "status",
  "status_timeout",
  "refund",
  "refund_timeout",
  "payout",
  "payout_timeout",
  "deposit_validation",
  "deposit_confirmation",
] as const;

/** What an address is for. */
export type CallbackPurpose = (typeof CALLBACK_PURPOSES)[number];

/** A token as it came in an address: what it claims to be for, and the proof, still unchecked. */
export interface CallbackToken {
  /** The payment, refund, payout, deposit or account it is about; its shard knows the secret. */
  readonly subjectId: ShardId;
  readonly purpose: CallbackPurpose;
  /** The attempt it was made for, so that each question has an address of its own. */
  readonly attemptNumber: number;
  readonly proof: string;
  /** The family of accounts whose own address it is, where that cannot be told otherwise; null: none is named. */
  readonly accountFamily: string | null;
}

const MAX_ATTEMPT = 0xffff;
const TOKEN = /^([0-9a-f]{32})([0-9a-f]{2})([0-9a-f]{4})([0-9a-f]{32})((?:[0-9a-f]{2}){1,128})?$/;

/** 128 random bits as hex, stored with what the addresses are about and never shown. */
export function newCallbackSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");
}

/**
 * The unguessable last segment of a callback address: hex alone, because Daraja refuses URLs that spell certain words
 * and hex cannot. Derived from the stored secret, so each purpose and attempt has its own without a row for it.
 */
export function mintCallbackToken(
  subjectId: ShardId,
  secret: string,
  purpose: CallbackPurpose,
  attemptNumber: number,
): string {
  const number = Math.min(attemptNumber, MAX_ATTEMPT);
  const kind = CALLBACK_PURPOSES.indexOf(purpose);
  const head = subjectId.replaceAll("-", "") + toHex(kind, 2) + toHex(number, 4);
  return head + prove(head, secret);
}

/**
 * What is added to the token of an account's own address to lead to the account, as hex like all of it. The subject's id
 * is derived from the same family, so that the proof covers it too.
 */
export function accountTailOf(accountFamily: string): string {
  return Buffer.from(accountFamily, "utf8").toString("hex");
}

/** Reads untrusted text as a token, or null. Nothing is proved by its form. */
export function parseCallbackToken(text: string): CallbackToken | null {
  const [, id = "", kind = "", number = "", proof = "", tail] = TOKEN.exec(text) ?? [];
  const subjectId = parseShardId(id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
  const purpose = CALLBACK_PURPOSES[Number.parseInt(kind, 16)];
  if (subjectId === null || purpose === undefined) return null;
  const accountFamily = tail === undefined ? null : Buffer.from(tail, "hex").toString("utf8");
  return { subjectId, purpose, attemptNumber: Number.parseInt(number, 16), proof, accountFamily };
}

/** Whether a token was made with the secret; in constant time. */
export function isCallbackTokenOf(token: CallbackToken, secret: string): boolean {
  const kind = CALLBACK_PURPOSES.indexOf(token.purpose);
  const head = token.subjectId.replaceAll("-", "") + toHex(kind, 2) + toHex(token.attemptNumber, 4);
  return constantTimeEqual(prove(head, secret), token.proof);
}

function prove(head: string, secret: string): string {
  return hmacSha256Hex(secret, head).slice(0, 32);
}

function toHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
