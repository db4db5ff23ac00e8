import type { JsonObject } from "../support/json-input.ts";
import type { WebhookState } from "../support/webhook-queue.ts";

/** The four states of a CPay payment (contract, section 7). */
export type PaymentStatus = "pending" | "completed" | "failed" | "cancelled";

/** The three states of a CPay refund. */
export type RefundStatus = "pending" | "completed" | "failed";

/** Why a payment or refund failed, in CPay's words. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A payment as CPay's ledger holds it; `created` in unix seconds, amounts in minor units. */
export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly failure: Failure | null;
  readonly description: string | null;
  readonly customer: JsonObject | null;
  readonly callback_url: string | null;
  readonly return_url: string | null;
  readonly created: number;
  /** Sends no webhook, ever. */
  readonly silent: boolean;
  /** Reports another amount than was asked, once it is completed. */
  readonly misreports: boolean;
}

/** A refund as CPay's ledger holds it. */
export interface Refund {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly failure: Failure | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly created: number;
}

/** An answer as it was given under an idempotency key. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What an idempotency key was used for; the fingerprint covers method, path and body. */
export interface KeyRecord {
  readonly key: string;
  readonly fingerprint: string;
  readonly answer: Answer;
}

/** An event and the state of its delivery; `body` is the exact text that is signed. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly payment_id: string;
  readonly reference: string;
  readonly url: string;
  readonly body: string;
  readonly state: WebhookState;
  readonly attempts: number;
  readonly last_status: number | null;
}

/** Something that CPay will do by itself at `at` (milliseconds), if the subject is still in state `from` then. */
export interface Step {
  readonly id: string;
  readonly at: number;
  readonly subject: { readonly kind: "payment" | "refund"; readonly id: string };
  readonly from: PaymentStatus;
  readonly to: "completed" | "failed";
  readonly failure: Failure | null;
}

/** One change to the ledger. Changes that belong together are committed, and written to the file, as one list. */
export type Change =
  | { readonly put: "payment"; readonly value: Payment }
  | { readonly put: "refund"; readonly value: Refund }
  | { readonly put: "key"; readonly value: KeyRecord }
  | { readonly put: "event"; readonly value: EventRecord }
  | { readonly put: "step"; readonly value: Step }
  | { readonly put: "step_done"; readonly id: string };
