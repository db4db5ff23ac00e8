import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { TimerSet } from "../support/timer-set.ts";
import type { OutgoingWebhook } from "../support/webhook-queue.ts";
import type { Change, EventRecord, Payment, Step } from "./model.ts";
import { settlePayment, settleRefund } from "./settle.ts";
import type { CpayView } from "./view.ts";

/** CPay itself: commits changes, then sends the events and arms the steps that they contain. */
export interface CpayBank extends CpayView {
  commit(changes: readonly Change[]): void;
  /** Takes up what a killed process left undone: undelivered events and steps that are still due. */
  resume(): void;
}

/** Makes the bank over a ledger. `send` hands an event to the webhook queue. */
export function createCpayBank(
  view: CpayView,
  effects: { readonly timers: TimerSet; send(event: OutgoingWebhook): void },
): CpayBank {
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

  return {
    ...view,
    commit,
    resume: () => {
      for (const event of ledger.events.values()) if (event.state === "pending") effects.send(toOutgoing(event));
      for (const step of ledger.steps.values()) arm(step);
    },
  };
}

/** Replaces members of the `data` inside an event's body. */
export function rewriteEvent(body: string, members: JsonObject): string {
  const event: unknown = JSON.parse(body);
  if (!isJsonObject(event) || !isJsonObject(event.data)) return body;
  return JSON.stringify({ ...event, data: { ...event.data, ...members } });
}

function toOutgoing(event: EventRecord): OutgoingWebhook {
  const { id, type, url, body, payment_id, reference } = event;
  return { id, type, url, body, group: payment_id, reference };
}

/** A step that comes too late (the customer pressed a button first) is only crossed off. */
function takeStep(step: Step, view: CpayView): Change[] {
  const { kind, id } = step.subject;
  const done: Change = { put: "step_done", id: step.id };
  if (kind === "payment") {
    const payment = view.ledger.payments.get(id);
    return payment?.status === step.from ? [done, ...settlePayment(payment, step.to, step.failure, view)] : [done];
  }
  const refund = view.ledger.refunds.get(id);
  const payment: Payment | undefined = refund && view.ledger.payments.get(refund.payment_id);
  if (refund === undefined || payment === undefined || refund.status !== step.from) return [done];
  return [done, ...settleRefund(refund, payment, step.to, step.failure, view)];
}
