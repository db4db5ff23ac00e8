import type { WebhookState } from "../support/webhook-queue.ts";

/** What `POST /charge` answers in `data.status` while the charge is not settled. */
export type ChargeStep =
  | "pay_offline"
  | "pending"
  | "open_url"
  | "timeout"
  | "send_otp"
  | "send_pin"
  | "send_phone"
  | "send_birthday"
  | "send_address";

/** The part of a transaction that only a direct charge has. */
export interface Charge {
  readonly kind: "mobile_money" | "ussd";
  /** As it was sent: `mpesa`, `mtn`, …; for USSD the bank's code. */
  readonly provider: string;
  readonly phone: string | null;
  readonly step: ChargeStep;
}

/** A transaction as Paystack's books hold it; times in milliseconds, amounts in subunits (hundredths). */
export interface Transaction {
  /** A safe integer past 32 bits. */
  readonly id: number;
  readonly reference: string;
  readonly access_code: string;
  /** Usually one of the documented words, but a knob may put any. */
  readonly status: string;
  readonly requested_amount: number;
  /** What the customer pays on top of the requested amount; 0 when the merchant bears the fees. */
  readonly surcharge: number;
  readonly currency: string;
  readonly email: string;
  /** As it was sent; null when it was not. */
  readonly metadata: unknown;
  readonly callback_url: string | null;
  readonly channel: string;
  /** Null: made by `initialize`, paid on the hosted page. */
  readonly charge: Charge | null;
  readonly gateway_response: string;
  readonly created_at: number;
  readonly paid_at: number | null;
  /** Sends no webhook, ever. */
  readonly silent: boolean;
  /** Reports one subunit less than was asked, once it is paid. */
  readonly misreports: boolean;
}

/** The states of a refund (facts of `refund.*` events and `GET /refund`). */
export type RefundStatus = "pending" | "processing" | "processed" | "failed" | "needs-attention";

/** A refund as the books hold it; times in milliseconds, amounts in subunits. */
export interface Refund {
  readonly id: number;
  readonly transaction_id: number;
  readonly amount: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly customer_note: string | null;
  readonly merchant_note: string | null;
  readonly refunded_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** A customer's dispute of a payment, made by a knob. */
export interface Dispute {
  readonly id: number;
  readonly transaction_id: number;
  readonly refund_amount: number;
  readonly status: string;
  readonly resolution: string | null;
  readonly created_at: number;
}

/** An event and the state of its delivery; `body` is the exact text that is signed. The id is ours: no event has one. */
export interface EventRecord {
  readonly id: string;
  readonly event: string;
  readonly transaction_id: number;
  readonly reference: string;
  readonly url: string;
  readonly body: string;
  readonly state: WebhookState;
  readonly attempts: number;
  readonly last_status: number | null;
}

/** Something that happens by itself at `at` (milliseconds), if the subject is still in one of the states `from` then. */
export type Step =
  | {
      readonly subject: "transaction";
      readonly id: string;
      readonly at: number;
      readonly subject_id: number;
      readonly from: readonly string[];
      readonly to: string;
      readonly gateway_response: string;
    }
  | {
      readonly subject: "refund";
      readonly id: string;
      readonly at: number;
      readonly subject_id: number;
      readonly from: RefundStatus;
      readonly to: RefundStatus;
    };

/** One change to the books. Changes that belong together are committed, and written to the file, as one list. */
export type Change =
  | { readonly put: "transaction"; readonly value: Transaction }
  | { readonly put: "refund"; readonly value: Refund }
  | { readonly put: "dispute"; readonly value: Dispute }
  | { readonly put: "event"; readonly value: EventRecord }
  | { readonly put: "step"; readonly value: Step }
  | { readonly put: "step_done"; readonly id: string };
