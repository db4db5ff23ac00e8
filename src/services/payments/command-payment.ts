import { deriveChildId } from "../../domain/identifiers.ts";
import { formatAmount, type MinorUnits } from "../../domain/money.ts";
import { commandState } from "../../domain/payment/open-command.ts";
import type { CommandKind } from "../../domain/payment/payment-command.ts";
import { renderTransactionInFull } from "../../domain/payment/render-transaction.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { Problem } from "../../domain/problem.ts";
import type { CommandSubject } from "../../objects/transaction-shard/command-operations.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Background, Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { answerRepeat, answerStarted, findRememberedAnswer } from "./answer-request.ts";
import type { Answer, RequestIdentity } from "./payment-request.ts";
import { performCommandAttempt } from "./perform-attempt.ts";

/** A capture of an authorized payment, whole or in part, or its release. */
export interface CommandRequest {
  readonly kind: CommandKind;
  /** Null: all that is authorized. */
  readonly amountMinor: MinorUnits | null;
}

/**
 * Captures or voids an authorized payment the caller may see, or answers a repeat. The same promises as for a payment:
 * durable first, at most once, 202 for an outcome nobody knows yet.
 */
export async function commandPayment(
  gateway: Gateway,
  caller: Caller,
  transaction: Transaction,
  request: CommandRequest,
  identity: RequestIdentity,
  background: Background,
): Promise<Answer> {
  const id = deriveChildId(transaction.id, request.kind, identity.idempotencyKey);
  const remembered = await findRememberedAnswer(gateway, id, identity);
  if (remembered !== null) return remembered;
  await assertSupported(gateway, transaction, request);
  const terms = { ...request, id, fingerprint: identity.fingerprint };
  const owner = crypto.randomUUID();
  const begun = await gateway.callShard(id, (shard) => shard.beginCommand(transaction.id, terms, owner, caller.actor));
  switch (begun.kind) {
    case "started": {
      const attempt = performCommandAttempt(gateway, begun.subject, caller.actor);
      return answerStarted(gateway, id, identity, attempt, render(begun.subject), background, assertNotRefused);
    }
    case "not_found":
      throw notFound("payment");
    case "not_authorized":
      throw new Problem(
        "invalid_state",
        `Only an authorized payment can be ${pastOf(request.kind)}; this one is ${begun.status}.`,
      );
    case "busy":
      throw new Problem("operation_in_progress", "The outcome of an earlier call is still open.", {
        retryAfterSeconds: begun.retryAfterSeconds,
      });
    case "exceeds_authorized": {
      const { amountMinor, currency } = begun.transaction;
      const message = `At most ${formatAmount(amountMinor, currency)} ${currency} is authorized.`;
      throw new Problem("validation_failed", message, { errors: [{ path: "amount", message }] });
    }
    case "current":
      assertNotRefused(begun.subject);
      return answerRepeat(begun, render);
    default:
      return answerRepeat(begun, render);
  }
}

/** A definite no of the provider leaves the payment authorized: an error for the caller, who may try something else. */
function assertNotRefused({ transaction, command }: CommandSubject): void {
  const state = commandState(transaction, command);
  if (state === "refused") {
    throw new Problem("invalid_state", `The provider refused to ${command.kind} it: ${command.refusal?.message ?? ""}`);
  }
  if (state === "ended") {
    throw new Problem("invalid_state", `It was not ${pastOf(command.kind)}: the payment is ${transaction.status}.`);
  }
}

function render({ transaction }: CommandSubject): string {
  return JSON.stringify(renderTransactionInFull(transaction));
}

function pastOf(kind: CommandKind): string {
  return kind === "capture" ? "captured" : "voided";
}

async function assertSupported(gateway: Gateway, transaction: Transaction, request: CommandRequest): Promise<void> {
  const description = findProvider(transaction.provider)?.description;
  if (!description?.capabilities.manualCapture) {
    const title = description?.title ?? "The provider";
    throw new Problem(
      "not_supported_by_provider",
      `${title} captures automatically: there is nothing to capture or void.`,
    );
  }
  if (request.amountMinor === null) return;
  const { account } = await gateway.accounts.find(transaction.accountId);
  const message = account?.provider.refuseCapture?.(transaction, request.amountMinor) ?? null;
  if (message !== null) {
    throw new Problem("not_supported_by_provider", message, { errors: [{ path: "amount", message }] });
  }
}
