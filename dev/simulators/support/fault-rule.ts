import type { JsonObject } from "./json-input.ts";

/** Members of an answer or event to replace by others: the provider lies, and signs the lie. */
export type Lie = JsonObject;

/** What goes wrong with a call to the provider: after its effect, unless `before` says otherwise. */
export interface RequestFault {
  readonly before?: boolean;
  /** Slow: the answer waits this long. */
  readonly latency_ms?: number;
  /** Answers with this status instead. */
  readonly status?: number;
  /** Answers with this body instead; a string is sent as it is. */
  readonly body?: unknown;
  /** Answers with a body that is not JSON. */
  readonly garbage?: boolean;
  /** Cuts the connection instead of answering. */
  readonly drop?: boolean;
  readonly lie?: Lie;
}

/** What goes wrong with an event on its way to the callback address, on every attempt to deliver it. */
export interface WebhookFault {
  /** Never sent. */
  readonly drop?: boolean;
  /** Sent this many times more, all at once. */
  readonly repeat?: number;
  readonly delay_ms?: number;
  /** Held back until the next event about the same payment is out, for 2 s at most. */
  readonly reorder?: boolean;
  /** Its body is changed after it was signed. */
  readonly tamper?: boolean;
  readonly lie?: Lie;
  /** Members of the event itself to replace or add, its type included. For simulators that allow it. */
  readonly envelope?: Lie;
  /** Signed that long ago; negative: ahead. For simulators that allow it. */
  readonly age_seconds?: number;
  /** How it is signed instead. For simulators that allow it. */
  readonly signature?: SignatureFault;
}

/** `wrong`: with another secret; `two`: that and the right one, as during a rotation; `none`: not at all. */
export type SignatureFault = "wrong" | "two" | "none";

/** How often and how likely a rule strikes. */
interface RuleLimits {
  readonly times?: number;
  readonly probability?: number;
}

/** A rule about calls to the provider. */
export interface RequestRule extends RuleLimits {
  readonly match: { readonly method?: string; readonly path?: string; readonly reference?: string };
  readonly action: RequestFault;
}

/** A rule about events from the provider; it is one because it matches an `event` (a type, or `*` for all). */
interface WebhookRule extends RuleLimits {
  readonly match: { readonly event: string; readonly reference?: string };
  readonly action: WebhookFault;
}

/** One rule of `POST /_sim/faults`. */
export type FaultRule = RequestRule | WebhookRule;

/** Tells the two kinds of rule apart. */
export function isWebhookRule(rule: FaultRule): rule is WebhookRule {
  return "event" in rule.match;
}
