import type { FaultBook } from "./fault-book.ts";
import type { Lie, WebhookFault } from "./fault-rule.ts";
import type { TimerSet } from "./timer-set.ts";
import type { WebhookPoster } from "./webhook-poster.ts";

/** An event on its way; id and body stay the same over all attempts, only the signature is made anew. */
export interface OutgoingWebhook {
  readonly id: string;
  readonly type: string;
  readonly url: string;
  readonly body: string;
  /** Events of one group (a payment and its refunds) are what `reorder` swaps. */
  readonly group: string;
  readonly reference: string;
  /** Other references that a fault rule may match. */
  readonly aliases?: readonly string[];
}

/** How an event's delivery ended, or that it has not yet. */
export type WebhookState = "pending" | "delivered" | "exhausted" | "dropped";

/** What the queue needs of the provider that it sends for. */
interface WebhookQueueOptions {
  readonly faults: FaultBook;
  readonly poster: WebhookPoster;
  readonly timers: TimerSet;
  /** Delay before the second attempt; it doubles from there. */
  readonly retryMs: number;
  /** How often an event is sent until it is taken; twelve times unless the provider gives up earlier. */
  readonly maxAttempts?: number;
  /** The headers of one attempt; `fault` matters only to simulators that allow `age_seconds` or `signature`. */
  sign(body: string, fault: WebhookFault): Readonly<Record<string, string>>;
  /** Replaces members of the object inside an event's body. */
  rewrite(body: string, lie: Lie): string;
  /** Replaces members of the event around that object. */
  rewriteEnvelope?(body: string, lie: Lie): string;
  /** Whether an answer with this status counts as taken; any 2xx unless the provider is stricter. */
  isTaken?(status: number): boolean;
  /** Told after every attempt (`status` is null when no answer came); answers whether the event still matters. */
  onAttempt(id: string, state: WebhookState, status: number | null): boolean;
}

const MAX_ATTEMPTS = 12;
/** Back-off stops growing here, in multiples of the first delay. */
const MAX_BACKOFF_FACTOR = 32;
/** How long `reorder` waits for another event to overtake. */
const REORDER_HOLD_MS = 2_000;
/** No real payment of a test has this amount. */
const TAMPERED = { amount: 987_654_321 };

/** Makes the queue: its `send` delivers an event until it is taken (answered with 2xx), at most twelve times by default. */
export function createWebhookQueue(options: WebhookQueueOptions): { send(event: OutgoingWebhook): void } {
  const { timers, isTaken = isSuccess, maxAttempts = MAX_ATTEMPTS } = options;
  /** Per group, the one event that waits to be overtaken. */
  const held = new Map<string, () => void>();

  const post = async (event: OutgoingWebhook, fault: WebhookFault): Promise<number | null> => {
    const headers = options.sign(event.body, fault);
    const body = fault.tamper === true ? options.rewrite(event.body, TAMPERED) : event.body;
    try {
      return (await options.poster.post(event.url, body, headers)).status;
    } catch {
      return null;
    }
  };

  const deliver = async (event: OutgoingWebhook, fault: WebhookFault, attempt: number): Promise<void> => {
    const status = await post(event, fault);
    const delivered = status !== null && isTaken(status);
    const last = attempt >= maxAttempts;
    const wanted = options.onAttempt(event.id, delivered ? "delivered" : last ? "exhausted" : "pending", status);
    if (attempt === 1) release(event.group);
    if (delivered || last || !wanted) return;
    const delayMs = options.retryMs * Math.min(2 ** (attempt - 1), MAX_BACKOFF_FACTOR);
    timers.after(delayMs, () => void deliver(event, fault, attempt + 1));
  };

  const release = (group: string): void => {
    const start = held.get(group);
    held.delete(group);
    start?.();
  };

  return {
    send: (event) => {
      const fault = options.faults.forEvent(event.type, event.reference, event.aliases) ?? {};
      if (fault.drop === true) {
        options.onAttempt(event.id, "dropped", null);
        return;
      }
      const lied = fault.lie === undefined ? event.body : options.rewrite(event.body, fault.lie);
      const { envelope } = fault;
      const body = envelope === undefined ? lied : (options.rewriteEnvelope?.(lied, envelope) ?? lied);
      const told = { ...event, body };
      const start = (): void => {
        void deliver(told, fault, 1);
        for (let copy = 0; copy < (fault.repeat ?? 0); copy += 1) void post(told, fault);
      };
      if (fault.reorder === true && !held.has(event.group)) {
        held.set(event.group, start);
        timers.after(REORDER_HOLD_MS, () => {
          if (held.get(event.group) === start) release(event.group);
        });
      } else if (fault.delay_ms !== undefined) timers.after(fault.delay_ms, start);
      else start();
    },
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
