import { hash } from "node:crypto";
import { canonicalJson, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { SimulatorRequest } from "../support/router.ts";
import type { CpayBank } from "./bank.ts";
import type { Answer, Change } from "./model.ts";

/** What a call comes to: changes to commit, the answer that its key remembers, and the reply if that differs. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly answer: Answer;
  /** How this first reply goes wrong (late, or a 500); a repeat gets the plain answer. */
  readonly reply?: Reply;
}

const MAX_KEY_LENGTH = 255;

/**
 * Runs a POST at most once per `Idempotency-Key`: a repeat gets the first answer, refusals by decision included; a
 * key that returns with another body or path gets 409. It looks up, decides and commits in one go, without waiting in
 * between, so of calls that run at the same time one has the effect and the others find its answer.
 */
export function runOnce(
  bank: CpayBank,
  request: SimulatorRequest,
  keyRequired: boolean,
  decide: (input: JsonObject) => Decision,
): Reply {
  const key = request.headers["idempotency-key"]?.toString() ?? "";
  if (key.length > MAX_KEY_LENGTH || (keyRequired && key === "")) {
    throw new Refusal(400, "idempotency_key_required", "Idempotency-Key must have 1 to 255 characters.");
  }
  const input = parseJsonObject(request.rawBody);
  const fingerprint = hash("sha256", `${request.path}\n${canonicalJson(input)}`);
  const known = key === "" ? undefined : bank.ledger.keys.get(key);
  if (known !== undefined) {
    if (known.fingerprint === fingerprint) return { ...known.answer, headers: { "idempotent-replayed": "true" } };
    throw new Refusal(409, "idempotency_key_reused", "This Idempotency-Key was used for another request.");
  }
  const { changes, answer, reply } = decide(input);
  bank.commit(key === "" ? changes : [...changes, { put: "key", value: { key, fingerprint, answer } }]);
  return reply ?? answer;
}
