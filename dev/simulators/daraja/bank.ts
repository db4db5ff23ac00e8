import type { TimerSet } from "../support/timer-set.ts";
import type { OutgoingWebhook, WebhookState } from "../support/webhook-queue.ts";
import { toOutgoing } from "./callback.ts";
import { endPrompt } from "./end-prompt.ts";
import type { Callback, Change, Step } from "./model.ts";
import { performOperation } from "./perform-operation.ts";
import type { DarajaView } from "./view.ts";

/** M-Pesa itself: commits changes, then sends the callbacks and arms the steps that they contain. */
export interface DarajaBank extends DarajaView {
  commit(changes: readonly Change[]): void;
  /** Resolves after so many milliseconds; never, once the simulator is reset or closed. */
  sleep(ms: number): Promise<void>;
  /** Resolves when the first callback among the changes has had its answer, or has had long enough for one. */
  untilPosted(changes: readonly Change[]): Promise<void>;
  /** Takes note of the end of a callback; false when the ledger no longer knows it. */
  noteAttempt(id: string, state: WebhookState, status: number | null): boolean;
  /** Takes up what a killed process left undone: callbacks not sent and steps that are still due. */
  resume(): void;
}

/** How long an answer is held back for its callback to be first. */
const POSTED_WITHIN_MS = 2_000;

/** Makes the bank over a ledger. `send` hands a callback to the queue. */
export function createDarajaBank(
  view: DarajaView,
  effects: { readonly timers: TimerSet; send(event: OutgoingWebhook): void },
): DarajaBank {
  const { ledger, clock } = view;
  const { timers } = effects;
  const waiting = new Map<string, () => void>();
  const untilMs = (at: number): number => Math.max(at - clock(), 0);

  const send = (callback: Callback): void => {
    const wait = untilMs(callback.due);
    if (wait === 0) effects.send(toOutgoing(callback));
    else timers.after(wait, () => effects.send(toOutgoing(callback)));
  };
  const arm = (step: Step): void => timers.after(untilMs(step.at), () => commit(takeStep(step, view)));

  const commit = (changes: readonly Change[]): void => {
    ledger.commit(changes);
    for (const change of changes) {
      if (change.put === "callback") send(change.value);
      if (change.put === "step") arm(change.value);
    }
  };

  return {
    ...view,
    commit,
    sleep: timers.sleep,
    untilPosted: async (changes) => {
      const first = changes.find((change) => change.put === "callback");
      if (first === undefined) return;
      const posted = new Promise<void>((resolve) => waiting.set(first.value.id, resolve));
      await Promise.race([posted, timers.sleep(POSTED_WITHIN_MS)]);
      waiting.delete(first.value.id);
    },
    noteAttempt: (id, state, status) => {
      waiting.get(id)?.();
      const callback = ledger.callbacks.get(id);
      // A reset forgets callbacks whose delivery is still under way.
      if (callback === undefined) return false;
      const attempts = callback.attempts + (state === "dropped" ? 0 : 1);
      ledger.commit([{ put: "callback", value: { ...callback, state, attempts, last_status: status } }]);
      return true;
    },
    resume: () => {
      for (const callback of ledger.callbacks.values()) if (callback.state === "pending") send(callback);
      for (const step of ledger.steps.values()) arm(step);
    },
  };
}

/** A step that comes too late (somebody pressed a button first) is only crossed off. */
function takeStep(step: Step, view: DarajaView): Change[] {
  const done: Change = { put: "step_done", id: step.id };
  const { task } = step;
  if (task.kind === "perform") {
    const operation = view.ledger.operations.get(task.operation);
    return operation?.state === "pending" ? [done, ...performOperation(operation, view)] : [done];
  }
  const prompt = view.ledger.prompts.get(task.prompt);
  return prompt?.state === task.from ? [done, ...endPrompt(prompt, task.code, view)] : [done];
}
