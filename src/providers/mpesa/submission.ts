import type { z } from "zod";
import type { Failure } from "../../domain/failure.ts";
import type { ProviderExchange } from "../../domain/outcome.ts";
import { redact } from "../../lib/redact.ts";
import type { ProviderAnswer } from "../http.ts";
import { type DarajaError, errorOf, isStaleToken } from "./daraja-client.ts";
import { acceptedSchema } from "./wire.ts";

/**
 * What became of handing Daraja an STK push, payout or reversal. `accepted` is no outcome yet; `refused`: certainly not
 * taken, for good; `not_sent`: certainly not taken, for a passing reason; `repeated`: the first of two was taken;
 * `unknown`: anything may have happened.
 */
export type Submission =
  | { readonly kind: "accepted"; readonly ids: z.output<typeof acceptedSchema>; readonly exchange: ProviderExchange }
  | { readonly kind: "refused"; readonly failure: Failure; readonly exchange: ProviderExchange | null }
  | { readonly kind: "repeated"; readonly exchange: ProviderExchange | null }
  | { readonly kind: "not_sent"; readonly reason: string; readonly exchange: ProviderExchange | null }
  | { readonly kind: "unknown"; readonly reason: string; readonly exchange: ProviderExchange | null };

/** The code of a refusal that is about the account or its configuration, not about the request. */
export const ACCOUNT_REFUSED = "provider_configuration";

/** Refused in front of M-Pesa: it is busy, or the application asks too often. */
const BUSY = new Set(["500.003.02", "500.003.03"]);
/** An HTTP status or, since errors come with 200 as well, the first part of an error code. */
const REFUSING_STATUSES = new Set([400, 401, 404, 405]);

/** Reads an answer to a submission; the body is looked at before the status, since errors come with 200 as well. */
export function readSubmission(answer: ProviderAnswer): Submission {
  if (answer.kind === "not_sent") return answer;
  const { exchange } = answer;
  const error = errorOf(answer);
  if (error !== null) return judge(error, exchange);
  if (answer.kind === "unknown") return { kind: "unknown", reason: answer.reason, exchange };
  const accepted = acceptedSchema.safeParse(answer.body);
  if (accepted.success && /^0+$/.test(accepted.data.ResponseCode)) {
    return { kind: "accepted", ids: accepted.data, exchange: answer.exchange };
  }
  return { kind: "unknown", reason: "unexpected_answer", exchange };
}

function judge(error: DarajaError, exchange: ProviderExchange | null): Submission {
  const { status, code, message } = error;
  if (BUSY.has(code) || status === 429) return { kind: "not_sent", reason: "provider_busy", exchange };
  // Another fetched a token twice while this was on its way: judged in front of M-Pesa too, and passing.
  if (isStaleToken(code)) return { kind: "not_sent", reason: "access_token_refused", exchange };
  if (code === "500.002.1001") return { kind: "repeated", exchange };
  const failure = findRefusal(error);
  if (failure !== null) return { kind: "refused", failure, exchange };
  if (REFUSING_STATUSES.has(status) || REFUSING_STATUSES.has(Number(/^(\d{3})\./.exec(code)?.[1]))) {
    return { kind: "refused", failure: describe(code, message), exchange };
  }
  return { kind: "unknown", reason: code === "" ? `http_${status}` : `daraja_${code}`, exchange };
}

/** `500.001.1001` has many meanings, told apart by prose alone; only these are certain. */
function findRefusal({ code, message }: DarajaError): Failure | null {
  if (code !== "500.001.1001") return null;
  if (/unable to lock subscriber/i.test(message)) {
    return { code: "customer_busy", message: "Another request is waiting on the customer's phone." };
  }
  if (/merchant does not exist|wrong credentials/i.test(message)) {
    return { code: ACCOUNT_REFUSED, message: "M-Pesa does not accept the account's short code or passkey." };
  }
  return null;
}

function describe(code: string, message: string): Failure {
  const isRequest = code.startsWith("400.002");
  return {
    code: isRequest ? "invalid_request" : ACCOUNT_REFUSED,
    message: message === "" ? "M-Pesa refused the request." : `M-Pesa refused the request: ${quote(message)}`,
  };
}

/** Daraja's own words for a person to read, in case they repeat an address of ours. */
function quote(message: string): string {
  return String(redact(message)).slice(0, 400);
}
