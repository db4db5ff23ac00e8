import type { Failure } from "../../domain/failure.ts";
import { mayBeRepeat, type Pursuit } from "../../domain/pursuit.ts";
import type { ProviderAnswer } from "../http.ts";
import { errorSchema } from "./wire.ts";

/** Refusals of this moment, not of the request: the same key may be sent again. */
const PASSING_STATUSES = [408, 409, 425, 429];
/** Refusals of our credentials: of a repeat they say nothing about what the request before it has made. */
const CREDENTIAL_STATUSES = [401, 403];

/** A definite no in answer to a mutation, in the gateway's terms; null when it is none, or could hide an effect. */
export function findRefusal(answer: ProviderAnswer, pursuit: Pursuit): Failure | null {
  if (answer.kind !== "answered" || answer.status < 400 || answer.status > 499) return null;
  if (PASSING_STATUSES.includes(answer.status)) return null;
  if (isAboutTheAccount(answer) && mayBeRepeat(pursuit)) return null;
  const error = errorSchema.safeParse(answer.body);
  if (!error.success) return null;
  const code = error.data.code.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return { code: code.slice(0, 64) || "refused", message: error.data.message.slice(0, 512) };
}

/** Whether our account was turned away, and not the request: it may be made of another provider. */
export function isAboutTheAccount(answer: ProviderAnswer): boolean {
  return answer.kind === "answered" && CREDENTIAL_STATUSES.includes(answer.status);
}
