/** Money as PayPal writes it: a decimal text of major units. */
export interface Money {
  readonly currency_code: string;
  readonly value: string;
}

/** An order. `email` is the payer's, as far as it was told: its magic word decides what happens. */
export interface Order {
  readonly id: string;
  readonly intent: "CAPTURE" | "AUTHORIZE";
  readonly status: "PAYER_ACTION_REQUIRED" | "APPROVED" | "COMPLETED" | "VOIDED";
  readonly custom_id: string | null;
  readonly invoice_id: string | null;
  readonly description: string | null;
  readonly amount: Money;
  readonly email: string | null;
  readonly return_url: string | null;
  readonly cancel_url: string | null;
  /** How often its payer has approved it, and how often something to pay by was declined. */
  readonly approvals: number;
  readonly declines: number;
  readonly create_time: string;
  readonly update_time: string;
}

/** Money that was taken. */
export interface Capture {
  readonly id: string;
  readonly order_id: string;
  readonly authorization_id: string | null;
  readonly status: "COMPLETED" | "PENDING" | "DECLINED" | "PARTIALLY_REFUNDED" | "REFUNDED";
  readonly amount: Money;
  readonly custom_id: string | null;
  readonly create_time: string;
}

/** Money that is reserved. */
export interface Authorization {
  readonly id: string;
  readonly order_id: string;
  readonly status: "CREATED" | "CAPTURED" | "PARTIALLY_CAPTURED" | "VOIDED";
  readonly amount: Money;
  readonly custom_id: string | null;
  readonly create_time: string;
}

/** Money that goes back. */
export interface Refund {
  readonly id: string;
  readonly capture_id: string;
  readonly status: "COMPLETED" | "PENDING" | "FAILED";
  readonly amount: Money;
  readonly custom_id: string | null;
  readonly note_to_payer: string | null;
  readonly create_time: string;
}

/** What a `PayPal-Request-Id` was answered with. */
export interface Key {
  readonly id: string;
  readonly answer: { readonly status: number; readonly body: unknown };
}

/** An access token and its end, epoch milliseconds. */
export interface Token {
  readonly id: string;
  readonly expires_at: number;
}

/** PayPal's books. */
export interface PaypalTables {
  readonly order: Order;
  readonly capture: Capture;
  readonly authorization: Authorization;
  readonly refund: Refund;
  readonly key: Key;
  readonly token: Token;
}
