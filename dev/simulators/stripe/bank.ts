import type { TimerSet } from "../support/timer-set.ts";
import type { OutgoingWebhook } from "../support/webhook-queue.ts";
import { act } from "./act.ts";
import { type Cause, createDraft, type Draft } from "./draft.ts";
import type { Change, EventRecord, Step } from "./records.ts";
import { settleRefund } from "./settle-refund.ts";
import type { StripeView } from "./view.ts";

/** Stripe itself: commits changes, then sends the events and arms the steps that they contain. */
export interface StripeBank extends StripeView {
  /** Changes in the making, because of a request or of nothing that the merchant did. */
  draft(cause?: Cause | null): Draft;
  commit(changes: readonly Change[]): void;
  /** The idempotency keys whose request is still at work. */
  readonly running: ReadonlySet<string>;
  /** How long every POST of the API takes, its key in use meanwhile. */
  processingMs(): number;
  setProcessingMs(ms: number): void;
  /** Takes so long over a request that has had its effect. */
  work(key: string | null, ms: number): Promise<void>;
  /** Forgets what is under way. */
  clear(): void;
  /** Takes up what a killed process left undone: undelivered events and steps that are still due. */
  resume(): void;
}

/** Makes the bank over a ledger. `send` hands an event to the webhook queue. */
export function createStripeBank(
  view: StripeView,
  effects: { readonly timers: TimerSet; readonly workTimers: TimerSet; send(event: OutgoingWebhook): void },
): StripeBank {
  const { ledger, clock } = view;
  const running = new Set<string>();
  let processingMs = 0;

  const commit = (changes: readonly Change[]): void => {
    ledger.commit(changes);
    for (const change of changes) {
      if ("gone" in change) continue;
      if (change.table === "event") send(change.row);
      if (change.table === "step") arm(change.row);
    }
  };

  const send = (event: EventRecord): void => {
    const { url } = view.endpoint();
    if (event.state !== "pending" || url === null) return;
    const { id, type, body, group, references } = event;
    const [reference = "", ...aliases] = references;
    effects.send({ id, type, url, body, group, reference, aliases });
  };

  const arm = (step: Step): void => {
    effects.timers.after(Math.max(step.at - clock(), 0), () => {
      const draft = createDraft(view, null);
      const taken = takeStep(step, draft);
      commit([{ table: "step", gone: step.id }, ...(taken ? draft.changes : [])]);
    });
  };

  return {
    ...view,
    draft: (cause = null) => createDraft(view, cause),
    commit,
    running,
    processingMs: () => processingMs,
    setProcessingMs: (ms) => {
      processingMs = ms;
    },
    work: async (key, ms) => {
      if (key !== null) running.add(key);
      await effects.workTimers.sleep(ms);
      if (key !== null) running.delete(key);
    },
    clear: () => {
      running.clear();
      processingMs = 0;
    },
    resume: () => {
      for (const event of ledger.tables.event.values()) send(event);
      for (const step of ledger.tables.step.values()) arm(step);
    },
  };
}

/** False for a step that comes too late (the customer was faster): it is only crossed off. */
function takeStep({ subject, action }: Step, draft: Draft): boolean {
  if (action.act !== "refund") return act(subject, action, draft);
  const refund = draft.find("refund", subject);
  if (refund === undefined) return false;
  return settleRefund(refund, action.status, null, draft);
}
