import { Problem } from "../../domain/problem.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { SettleResult } from "../../objects/transaction-shard/payment-operations.ts";
import type { BeginResult } from "../../objects/transaction-shard/repeat-operations.ts";
import type { Background, Gateway } from "../gateway.ts";
import type { Answer, RequestIdentity } from "./payment-request.ts";

/**
 * The final answer that Redis remembers for a request, if it is the same request; the shard judges everything else.
 * `meanwhile`: what the request needs if there is none, waited for at the same time; that it fails is for the caller to
 * find out, since what was answered once is answered again whatever has changed since.
 */
export async function findRememberedAnswer(
  gateway: Gateway,
  id: string,
  identity: RequestIdentity,
  meanwhile: Promise<unknown> = Promise.resolve(),
): Promise<Answer | null> {
  const [remembered] = await Promise.all([gateway.idempotency.find(id), meanwhile.catch(() => null)]);
  if (remembered?.fingerprint !== identity.fingerprint) return null;
  return { status: 201, body: remembered.body, isReplay: true };
}

/** What a request gets that did not start anything, because an earlier one with its key had. */
export function answerRepeat<Subject>(
  begun: Exclude<BeginResult<Subject>, { kind: "started" }>,
  render: (subject: Subject) => string,
): Answer {
  switch (begun.kind) {
    case "replay":
      return { status: 201, body: begun.body, isReplay: true };
    case "current":
      return { status: begun.isKnown ? 200 : 202, body: render(begun.subject), isReplay: true };
    case "in_progress":
      throw new Problem("idempotency_in_progress", "The first request with this key has not been answered yet.", {
        retryAfterSeconds: begun.retryAfterSeconds,
      });
    case "reused":
      throw new Problem("idempotency_key_reused", "This key was used for a request with another body.");
    default:
      return assertNever(begun);
  }
}

/**
 * Answers the request that started something, once its attempt is settled. The attempt goes on when the merchant hangs
 * up. An outcome nobody knows is 202 with `unknownBody`, unless the shard has told a newer state, and is not remembered.
 * `assertDone` may throw the problem that a known outcome is for the caller.
 */
export async function answerStarted<Subject>(
  gateway: Gateway,
  id: string,
  identity: RequestIdentity,
  attempt: Promise<SettleResult<Subject> | null>,
  unknownBody: string,
  background: Background,
  assertDone: (subject: Subject) => void = () => undefined,
): Promise<Answer> {
  background(attempt);
  const settled = await attempt;
  background(gateway.health.exchange());
  if (settled?.isKnown) assertDone(settled.subject);
  if (settled === null || !settled.isKnown) return { status: 202, body: settled?.body ?? unknownBody, isReplay: false };
  const { fingerprint } = identity;
  background(gateway.idempotency.remember(id, { fingerprint, status: 201, body: settled.body }));
  return { status: 201, body: settled.body, isReplay: false };
}
