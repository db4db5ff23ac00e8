/** A hosted page; amounts in major units, as Flutterwave counts. */
export interface Page {
  readonly id: string;
  readonly tx_ref: string;
  readonly amount: number;
  readonly currency: string;
  readonly redirect_url: string | null;
  readonly email: string;
  readonly phone_number: string | null;
  readonly closes_at: number;
}

/** A transaction; `id` is its number, as text. */
export interface Payment {
  readonly id: string;
  readonly tx_ref: string;
  readonly flw_ref: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: "pending" | "successful" | "failed";
  readonly payment_type: "card" | "mpesa";
  readonly email: string;
  readonly phone_number: string | null;
  readonly created_at: string;
}

/** A refund; `id` is its number, as text. */
export interface Refund {
  readonly id: string;
  readonly tx_id: string;
  readonly amount_refunded: number;
  readonly status: string;
  readonly comments: string | null;
  readonly created_at: string;
}

/** Flutterwave's books. */
export interface FlutterwaveTables {
  readonly page: Page;
  readonly payment: Payment;
  readonly refund: Refund;
}
