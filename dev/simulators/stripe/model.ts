import type { JsonObject } from "../support/json-input.ts";

/** Merchant's strings on an object. */
export type Metadata = Readonly<Record<string, string>>;

/** The states of a payment intent; `requires_payment_method` is also where a failed attempt leads. */
export type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "succeeded"
  | "canceled";

/** What the simulator does with a payment by itself; not part of the wire format. */
export interface Script {
  /** Sends no webhook, ever. */
  readonly silent: boolean;
  /** Reports one less than was asked, once it is paid. */
  readonly misreports: boolean;
  /** The script of all its refunds. */
  readonly refunds: string | null;
}

/** A payment intent in Stripe's members, and `sim`. Times in unix seconds, amounts in Stripe's minor unit. */
export interface PaymentIntent {
  readonly id: string;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly automatic_payment_methods: JsonObject | null;
  readonly cancellation_reason: string | null;
  readonly canceled_at: number | null;
  readonly capture_method: "automatic" | "automatic_async" | "manual";
  readonly client_secret: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: null;
  readonly description: string | null;
  readonly last_payment_error: JsonObject | null;
  readonly latest_charge: string | null;
  readonly metadata: Metadata;
  readonly next_action: JsonObject | null;
  readonly payment_method: string | null;
  readonly payment_method_types: readonly string[];
  readonly receipt_email: string | null;
  readonly setup_future_usage: string | null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: IntentStatus;
  readonly sim: Script & {
    readonly session: string | null;
    /** The card or debit that `payment_method` stands for, until it is tried. */
    readonly method: string | null;
    readonly return_url: string | null;
  };
}

/** One attempt to take the money. */
export interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly balance_transaction: string | null;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly description: string | null;
  readonly disputed: boolean;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly metadata: Metadata;
  readonly outcome: JsonObject | null;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: JsonObject;
  readonly receipt_email: string | null;
  readonly refunded: boolean;
  readonly status: "succeeded" | "pending" | "failed";
}

/** Money going back. */
export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly balance_transaction: string | null;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly failure_reason: string | null;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly pending_reason: string | null;
  readonly reason: string | null;
  readonly status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled";
}

/** A hosted page; `sim.intent` is the intent that the customer's first attempt made. */
export interface CheckoutSession {
  readonly id: string;
  readonly amount_subtotal: number;
  readonly amount_total: number;
  readonly cancel_url: string | null;
  readonly client_reference_id: string | null;
  readonly created: number;
  readonly currency: string;
  readonly customer: null;
  readonly customer_details: JsonObject | null;
  readonly customer_email: string | null;
  readonly expires_at: number;
  readonly metadata: Metadata;
  readonly mode: "payment";
  readonly payment_intent: string | null;
  readonly payment_method_types: readonly string[];
  readonly payment_status: "paid" | "unpaid";
  readonly status: "open" | "complete" | "expired";
  readonly success_url: string | null;
  readonly ui_mode: string;
  readonly url: string | null;
  readonly sim: Script & {
    readonly intent: string | null;
    readonly item: string;
    readonly intentData: {
      readonly capture_method: PaymentIntent["capture_method"];
      readonly description: string | null;
      readonly metadata: Metadata;
      readonly receipt_email: string | null;
      readonly setup_future_usage: string | null;
      readonly statement_descriptor: string | null;
      readonly statement_descriptor_suffix: string | null;
    };
  };
}

/** A customer's complaint at the bank. */
export interface Dispute {
  readonly id: string;
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly is_charge_refundable: boolean;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly reason: string;
  readonly status: string;
}
