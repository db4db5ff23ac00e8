import { announce } from "./callback.ts";
import { findSubject } from "./find-subject.ts";
import type { Change, Operation, Transaction } from "./model.ts";
import { paceMs } from "./prompt-script.ts";
import { renderResult } from "./result-callback.ts";
import type { DarajaView } from "./view.ts";
import { newReceipt } from "./wire.ts";

const MIN_PAYOUT = 10;
const MAX_PAYOUT = 250_000;
/** The code of a QueueTimeOutURL's body, which is documented nowhere. */
const TIMED_OUT = "1019";

/** The changes that carry an operation out, or refuse it, and send its callbacks. */
export function performOperation(operation: Operation, view: DarajaView): Change[] {
  const code = operation.trusted ? (refusalOf(operation, view) ?? operation.script.code) : "2001";
  const moved = code === "0" ? toCredit(operation, view) : null;
  const done: Operation = {
    ...operation,
    state: code === "0" ? "done" : "failed",
    result_code: code,
    receipt: moved?.receipt ?? null,
  };
  const changes: Change[] = [{ put: "operation", value: done }];
  if (moved !== null) changes.push({ put: "transaction", value: moved });
  return [...changes, ...callbacks(done, view)];
}

/** How much of a debit has been given back. */
export function reversedAmount(receipt: string, view: DarajaView): number {
  let sum = 0;
  for (const past of view.ledger.transactions.values()) {
    if (past.kind === "reversal" && past.reference === receipt) sum += past.amount;
  }
  return sum;
}

/** What M-Pesa's own rules say against it: a result code, or null. */
function refusalOf(operation: Operation, view: DarajaView): string | null {
  const amount = operation.amount ?? 0;
  if (operation.kind === "b2c") {
    if (amount < MIN_PAYOUT) return "2";
    if (amount > MAX_PAYOUT) return "3";
    return amount > view.ledger.balance() ? "1" : null;
  }
  if (operation.kind === "status") return findSubject(operation, view) === null ? "R000002" : null;
  if (operation.kind === "balance") return null;
  const original = view.ledger.transactions.get(operation.subject ?? "");
  // Payouts and reversals cannot be reversed: to a reversal, theirs are the receipts of no payment.
  if (original === undefined || original.direction === "credit") return "R000002";
  const left = original.amount - reversedAmount(original.receipt, view);
  if (left <= 0) return "R000001";
  const allowed = view.settings().partial_reversals ? amount >= 1 && amount <= left : amount === original.amount;
  return allowed ? null : "2006";
}

function toCredit(operation: Operation, view: DarajaView): Transaction | null {
  if (operation.kind !== "b2c" && operation.kind !== "reversal") return null;
  return {
    receipt: newReceipt(),
    direction: "credit",
    kind: operation.kind,
    phone: operation.phone ?? "",
    amount: operation.amount ?? 0,
    short_code: operation.short_code,
    reference: operation.subject ?? operation.originator_conversation_id,
    path: operation.path,
    source: operation.id,
    at: view.clock(),
  };
}

function callbacks(operation: Operation, view: DarajaView): Change[] {
  const { result, timed_out: timedOut, told } = operation.script;
  const code = operation.result_code ?? "0";
  const tell = (type: Operation["kind"] | "timeout", delayMs = 0): Change =>
    announce(
      {
        type,
        url: type === "timeout" ? operation.timeout_url : operation.result_url,
        // What M-Pesa refuses by its own rules is told as it is; only a script's outcome can be a lie.
        body: renderResult(
          operation,
          type === "timeout" ? TIMED_OUT : code === operation.script.code ? (told ?? code) : code,
          view,
        ),
        subject: operation.id,
        reference: operation.subject ?? operation.originator_conversation_id,
        aliases: [operation.phone ?? "", operation.id, operation.originator_conversation_id, operation.path],
      },
      view,
      delayMs,
    );
  const settings = view.settings();
  const timeout = timedOut ? [tell("timeout")] : [];
  switch (result) {
    case "never":
      return timeout;
    case "twice":
      return [...timeout, tell(operation.kind), tell(operation.kind)];
    case "delayed":
      return [...timeout, tell(operation.kind, paceMs("slow", settings))];
    default:
      return [...timeout, tell(operation.kind, timedOut ? settings.prompt_ms : 0)];
  }
}
