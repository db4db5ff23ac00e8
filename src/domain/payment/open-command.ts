import { type Change, compact } from "../change.ts";
import type { PaymentOutcome } from "../outcome.ts";
import { type AttemptKind, LOOK_LEASE_MS, type ProviderTimings } from "../pursuit.ts";
import type { PaymentCommand } from "./payment-command.ts";
import { isPaid } from "./state-machine.ts";
import type { Transaction } from "./transaction.ts";

/** The command whose outcome is open: asked for, not refused, and the payment is still authorized. */
export function findOpenCommand({ status, commands }: Transaction): PaymentCommand | null {
  if (status !== "authorized") return null;
  return commands.find(({ refusal }) => refusal === null) ?? null;
}

/** How a command is put to the provider. */
export function commandAttemptKind(command: PaymentCommand): AttemptKind {
  return command.kind === "capture" ? "capture" : "cancel";
}

/** How the outcome of an open command is learned: by putting it again under its own key while that lives, or by asking. */
export function nextCommandKind(command: PaymentCommand, now: number, timings: ProviderTimings): AttemptKind {
  const keyHolds = now + LOOK_LEASE_MS + timings.settlingMs < command.requestedAt + timings.keyLifetimeMs;
  return keyHolds ? commandAttemptKind(command) : "look";
}

/** What came of a command. `ended`: the payment came to another end than the command was to bring about. */
export type CommandState = "open" | "done" | "refused" | "ended";

/** What came of a command, as far as is known; it follows from what has become of its payment. */
export function commandState({ status }: Transaction, { kind, refusal }: PaymentCommand): CommandState {
  if (refusal !== null) return "refused";
  if (status === "authorized") return "open";
  return (kind === "capture" ? isPaid(status) : status === "cancelled") ? "done" : "ended";
}

/**
 * What an outcome means for the open command: asked for and still authorized, the provider has refused it. A mere look
 * that finds the payment authorized proves nothing while the command may still be put again under its own key; once that
 * time is over, with all its settling, it does.
 */
export function concludeCommand(
  change: Change,
  kind: AttemptKind | null,
  outcome: PaymentOutcome,
  now: number,
): Change {
  const { transaction } = change;
  const command = findOpenCommand(transaction);
  if (command === null || outcome.kind !== "reported" || outcome.status !== "authorized") return change;
  const isOver = kind === "look" && now >= command.requestedAt + transaction.timings.keyLifetimeMs;
  if (kind !== commandAttemptKind(command) && !isOver) return change;
  const refusal = outcome.failure ?? {
    code: `${command.kind}_refused`,
    message: `The provider did not ${command.kind} it.`,
  };
  const commands = transaction.commands.map((each) => (each.id === command.id ? { ...each, refusal } : each));
  const data = compact({ command_id: command.id, failure: { ...refusal } });
  return {
    ...change,
    transaction: { ...transaction, commands, updatedAt: now },
    audit: [...change.audit, { type: `payment.${command.kind}_refused`, data }],
  };
}
