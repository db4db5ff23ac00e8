/** A charge in Acme's books; amounts in minor units. */
export interface Charge {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: "open" | "paid" | "declined";
  readonly email: string | null;
  readonly return_url: string | null;
  readonly webhook_url: string | null;
}

/** A refund in Acme's books. */
export interface Refund {
  readonly id: string;
  readonly charge_id: string;
  readonly reference: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: "pending" | "done" | "failed";
}

/** What an idempotency key was answered with. */
export interface Key {
  readonly id: string;
  readonly fingerprint: string;
  readonly answer: { readonly status: number; readonly body: unknown };
}

/** Acme's books. */
export interface AcmeTables {
  readonly charge: Charge;
  readonly refund: Refund;
  readonly key: Key;
}
