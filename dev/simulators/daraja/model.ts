import type { WebhookState } from "../support/webhook-queue.ts";
import type { OperationScript } from "./operation-script.ts";
import type { PromptScript } from "./prompt-script.ts";

/** One STK prompt on a phone. Amounts are whole shillings, times milliseconds since the epoch. */
export interface Prompt {
  /** The CheckoutRequestID. */
  readonly id: string;
  readonly merchant_request_id: string;
  readonly phone: string;
  readonly amount: number;
  readonly account_reference: string;
  readonly description: string;
  readonly short_code: string;
  readonly callback_url: string;
  /** The path of `callback_url`, where a merchant's own token is. */
  readonly path: string;
  /** How far the request's `Timestamp`, read as East Africa Time, was from the simulator's clock. */
  readonly timestamp_offset_s: number;
  /** What the request had that Daraja's documents do not allow but its servers take. */
  readonly notes: readonly string[];
  readonly created: number;
  readonly state: "open" | "paid" | "failed";
  readonly result_code: string | null;
  readonly receipt: string | null;
  readonly script: PromptScript;
}

/** Money that moved: a `debit` leaves the customer's wallet, a `credit` reaches it. */
export interface Transaction {
  readonly receipt: string;
  readonly direction: "debit" | "credit";
  readonly kind: "stk" | "c2b" | "b2c" | "reversal";
  readonly phone: string;
  readonly amount: number;
  readonly short_code: string;
  /** The account reference of a payment, the OriginatorConversationID of a payout, the reversed receipt. */
  readonly reference: string;
  readonly path: string | null;
  /** The CheckoutRequestID or ConversationID that it came from; null when a person did it. */
  readonly source: string | null;
  readonly at: number;
}

/** A request whose outcome goes to a result address: payout, reversal, look-up of a transaction or of the balance. */
export interface Operation {
  /** The ConversationID. */
  readonly id: string;
  readonly originator_conversation_id: string;
  readonly kind: "b2c" | "reversal" | "status" | "balance";
  readonly phone: string | null;
  readonly amount: number | null;
  /** What a reversal or a status query is about: a receipt or a conversation id. */
  readonly subject: string | null;
  readonly short_code: string;
  readonly result_url: string;
  readonly timeout_url: string;
  readonly path: string;
  /** False when initiator name or security credential were wrong: it ends in 2001. */
  readonly trusted: boolean;
  readonly created: number;
  readonly state: "pending" | "done" | "failed";
  readonly result_code: string | null;
  readonly receipt: string | null;
  readonly script: OperationScript;
}

/** What a callback is about; fault rules match it as `event`. */
export type CallbackType = "stk" | "c2b.confirmation" | "b2c" | "reversal" | "status" | "balance" | "timeout";

/** A callback and what became of it. It is sent once, at `due`. */
export interface Callback {
  readonly id: string;
  readonly type: CallbackType;
  readonly url: string;
  readonly body: string;
  /** The prompt or operation, or the receipt of a payment that the customer started. */
  readonly subject: string;
  readonly reference: string;
  /** Other names that a fault rule may call the payment by. */
  readonly aliases: readonly string[];
  readonly due: number;
  readonly state: WebhookState;
  readonly attempts: number;
  readonly last_status: number | null;
}

/** The C2B addresses of a short code. */
export interface Registration {
  readonly short_code: string;
  readonly response_type: "Completed" | "Cancelled";
  readonly confirmation_url: string;
  readonly validation_url: string;
  readonly version: "v1" | "v2";
}

/** The one token in force, and how many there have been. */
export interface Token {
  readonly value: string;
  readonly expires_at: number;
  readonly issued: number;
}

/** Something that M-Pesa or a scripted phone will do by itself at `at` (milliseconds). */
export interface Step {
  readonly id: string;
  readonly at: number;
  readonly task:
    | { readonly kind: "end"; readonly prompt: string; readonly from: Prompt["state"]; readonly code: string }
    | { readonly kind: "perform"; readonly operation: string };
}

/** One change to the ledger. Changes that belong together are committed, and written to the file, as one list. */
export type Change =
  | { readonly put: "prompt"; readonly value: Prompt }
  | { readonly put: "transaction"; readonly value: Transaction }
  | { readonly put: "operation"; readonly value: Operation }
  | { readonly put: "callback"; readonly value: Callback }
  | { readonly put: "registration"; readonly value: Registration }
  | { readonly put: "token"; readonly value: Token }
  | { readonly put: "step"; readonly value: Step }
  | { readonly put: "step_done"; readonly id: string };
