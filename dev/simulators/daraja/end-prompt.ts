import { announce } from "./callback.ts";
import { confirm } from "./confirm.ts";
import type { Change, Prompt, Transaction } from "./model.ts";
import { paceMs } from "./prompt-script.ts";
import { paidAmount, renderStkCallback } from "./stk-callback.ts";
import type { DarajaView } from "./view.ts";
import { newReceipt } from "./wire.ts";

/** The changes that end a prompt with a result code: on "0" the debit, and in any case the callbacks of its script. */
export function endPrompt(prompt: Prompt, code: string, view: DarajaView): Change[] {
  const paid = code === "0";
  const receipt = paid ? newReceipt() : null;
  const ended: Prompt = { ...prompt, state: paid ? "paid" : "failed", result_code: code, receipt };
  const changes: Change[] = [{ put: "prompt", value: ended }];
  if (receipt !== null) {
    const debit = toDebit(ended, receipt, view);
    changes.push({ put: "transaction", value: debit });
    changes.push(...callbacks(ended, view), ...confirm(debit, "", view));
  } else changes.push(...callbacks(ended, view));
  return changes;
}

/** The names by which a fault rule may call the payment of a prompt. */
export function namesOf(prompt: Prompt): string[] {
  return [prompt.phone, prompt.id, prompt.path];
}

function toDebit(prompt: Prompt, receipt: string, view: DarajaView): Transaction {
  return {
    receipt,
    direction: "debit",
    kind: "stk",
    phone: prompt.phone,
    amount: paidAmount(prompt),
    short_code: prompt.short_code,
    reference: prompt.account_reference,
    path: prompt.path,
    source: prompt.id,
    at: view.clock(),
  };
}

function callbacks(prompt: Prompt, view: DarajaView): Change[] {
  const { callback, told } = prompt.script;
  const settings = view.settings();
  const tell = (code: string, delayMs = 0): Change =>
    announce(
      {
        type: "stk",
        url: prompt.callback_url,
        body: renderStkCallback(prompt, code, view),
        subject: prompt.id,
        reference: prompt.account_reference,
        aliases: namesOf(prompt),
      },
      view,
      delayMs,
    );
  const code = told ?? prompt.result_code ?? "0";
  switch (callback) {
    case "never":
      return [];
    case "twice":
      return [tell(code), tell(code)];
    case "delayed":
      return [tell(code, paceMs("slow", settings))];
    case "stale":
      return [tell(code), tell("1037", paceMs("later", settings))];
    default:
      return [tell(code)];
  }
}
