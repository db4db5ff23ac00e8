import { hash } from "node:crypto";
import { canonicalJson, type JsonObject } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { SimulatorRequest } from "../support/router.ts";
import type { StripeBank } from "./bank.ts";
import type { Draft } from "./draft.ts";
import { type ParamObject, parseForm } from "./form.ts";
import { type Mishap, SLOW_ANSWER_MS } from "./payment-script.ts";
import type { KeyRecord } from "./records.ts";
import { type ErrorMembers, StripeError, toErrorBody } from "./stripe-error.ts";

/** What a POST comes to once it ran: the object, or an error that the key remembers as well. */
export type Decision =
  | { readonly body: JsonObject; readonly mishap?: Mishap | null }
  | { readonly status: number; readonly error: ErrorMembers };

const MAX_KEY_LENGTH = 255;
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1_000;

const SERVER_ERROR: ErrorMembers = {
  type: "api_error",
  message: "An unknown error occurred. If the problem persists, contact the provider of this simulator.",
};

/**
 * Runs a POST at most once per `Idempotency-Key`: a repeat gets the first answer, errors of running it included; other
 * parameters get 400 `idempotency_error`; a repeat while the first is still at work gets 409. What `decide` throws was
 * refused before it ran: nothing changes and the key stays free.
 */
export async function runOnce(
  bank: StripeBank,
  request: SimulatorRequest,
  requestId: string,
  decide: (params: ParamObject, draft: Draft) => Decision,
): Promise<Reply> {
  const key = readKey(request);
  const params = readForm(request);
  const fingerprint = hash("sha256", `${request.path}\n${canonicalJson(params)}`);
  if (key !== null) {
    if (bank.running.has(key)) throw keyInUse(key);
    const known = bank.ledger.tables.key.get(key);
    if (known !== undefined && bank.clock() - known.at < KEY_LIFETIME_MS) return replay(known, fingerprint);
  }

  const draft = bank.draft({ requestId, key });
  const decision = decide(params, draft);
  const mishap = "body" in decision ? (decision.mishap ?? null) : null;
  const answer = toAnswer(decision, requestId);
  // Whatever `decide` wrote into the draft of a 500 without effect is not committed.
  const changes = mishap === "stored500" ? [] : draft.changes;
  const row = { id: key ?? "", at: bank.clock(), fingerprint, ...answer };
  bank.commit(key === null ? changes : [...changes, { table: "key", row }]);

  const workMs = mishap === "slow" ? SLOW_ANSWER_MS : bank.processingMs();
  if (workMs > 0) await bank.work(key, workMs);
  return mishap === "error" ? { status: 500, body: toErrorBody(SERVER_ERROR, requestId) } : answer;
}

function toAnswer(decision: Decision, requestId: string): { readonly status: number; readonly body: JsonObject } {
  if ("error" in decision) return { status: decision.status, body: toErrorBody(decision.error, requestId) };
  const { body, mishap } = decision;
  const storesError = mishap === "stored500" || mishap === "stored500taken";
  return storesError ? { status: 500, body: toErrorBody(SERVER_ERROR, requestId) } : { status: 200, body };
}

function replay({ fingerprint, status, body }: KeyRecord, given: string): Reply {
  if (fingerprint === given) return { status, body, headers: { "idempotent-replayed": "true" } };
  throw new StripeError(400, {
    type: "idempotency_error",
    message: "Keys for idempotent requests can only be used with the same parameters they were first used with.",
  });
}

function keyInUse(key: string): StripeError {
  return new StripeError(409, {
    type: "invalid_request_error",
    code: "idempotency_key_in_use",
    message: `There is currently another in-progress request using this Idempotency-Key: ${key}.`,
  });
}

function readKey({ headers }: SimulatorRequest): string | null {
  const key = headers["idempotency-key"]?.toString() ?? "";
  if (key.length <= MAX_KEY_LENGTH) return key === "" ? null : key;
  const message = `Idempotency keys may have up to ${MAX_KEY_LENGTH} characters.`;
  throw new StripeError(400, { type: "invalid_request_error", message });
}

function readForm({ headers, rawBody }: SimulatorRequest): ParamObject {
  const type = headers["content-type"] ?? "";
  if (rawBody.length > 0 && !type.toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    const message = "Invalid request (check that your POST content type is application/x-www-form-urlencoded).";
    throw new StripeError(400, { type: "invalid_request_error", message });
  }
  return parseForm(rawBody.toString("utf8"));
}
