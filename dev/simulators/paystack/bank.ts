import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { TimerSet } from "../support/timer-set.ts";
import type { OutgoingWebhook } from "../support/webhook-queue.ts";
import type { Change, EventRecord, Step } from "./model.ts";
import { settleRefund, settleTransaction } from "./settle.ts";
import type { PaystackView } from "./view.ts";

/** Paystack itself: commits changes, then sends the events and arms the steps that they contain. */
export interface PaystackBank extends PaystackView {
  commit(changes: readonly Change[]): void;
  /** Takes up what a killed process left undone: undelivered events and steps that are still due. */
  resume(): void;
}

/** Makes the bank over a ledger. `send` hands an event to the webhook queue. */
export function createPaystackBank(
  view: PaystackView,
  effects: { readonly timers: TimerSet; send(event: OutgoingWebhook): void },
): PaystackBank {
  const { ledger, clock } = view;

  const commit = (changes: readonly Change[]): void => {
    ledger.commit(changes);
    for (const change of changes) {
      if (change.put === "event") effects.send(toOutgoing(change.value));
      if (change.put === "step") arm(change.value);
    }
  };

  const arm = (step: Step): void => {
    effects.timers.after(Math.max(step.at - clock(), 0), () => commit(takeStep(step, view)));
  };

  const toOutgoing = ({ id, event, url, body, transaction_id, reference }: EventRecord): OutgoingWebhook => {
    // The dashboard's address counts, not the one at the time: a restarted gateway may listen elsewhere.
    return { id, type: event, url: view.webhookUrl() ?? url, body, group: String(transaction_id), reference };
  };

  return {
    ...view,
    commit,
    resume: () => {
      for (const event of ledger.events.values()) if (event.state === "pending") effects.send(toOutgoing(event));
      for (const step of ledger.steps.values()) arm(step);
    },
  };
}

/** Replaces members of the `data` inside an answer or event, in a list those of each element. */
export function rewriteData(body: unknown, members: JsonObject): unknown {
  if (!isJsonObject(body)) return body;
  const { data } = body;
  if (Array.isArray(data)) return { ...body, data: data.map((item) => rewriteItem(item, members)) };
  return { ...body, data: rewriteItem(data, members) };
}

/** The same in an event's text. */
export function rewriteBody(body: string, members: JsonObject): string {
  return JSON.stringify(rewriteData(JSON.parse(body), members));
}

function rewriteItem(item: unknown, members: JsonObject): unknown {
  return isJsonObject(item) ? { ...item, ...members } : item;
}

/** A step that comes too late (the customer was first) is only crossed off. */
function takeStep(step: Step, view: PaystackView): Change[] {
  const done: Change = { put: "step_done", id: step.id };
  const { transactions, refunds } = view.ledger;
  if (step.subject === "transaction") {
    const transaction = transactions.get(step.subject_id);
    if (transaction === undefined || !step.from.includes(transaction.status)) return [done];
    return [done, ...settleTransaction(transaction, step.to, step.gateway_response, view)];
  }
  const refund = refunds.get(step.subject_id);
  const transaction = refund && transactions.get(refund.transaction_id);
  if (refund === undefined || transaction === undefined || refund.status !== step.from) return [done];
  return [done, ...settleRefund(refund, transaction, step.to, view)];
}
