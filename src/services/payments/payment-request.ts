import type { MinorUnits } from "../../domain/money.ts";
import type { Customer } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";

/** What a merchant asks for, once its form is right. */
export interface PaymentRequest {
  /** A name or alias, a list of them, or `auto`. */
  readonly provider: string | readonly string[];
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly customer: Customer;
  readonly reference: string | null;
  readonly description: string | null;
  readonly returnUrl: string | null;
  readonly paymentMethod: string | null;
  readonly capture: "automatic" | "manual";
  readonly metadata: { readonly [name: string]: JsonValue };
  readonly providerOptions: { readonly [name: string]: JsonValue };
}

/** What makes a request repeatable: the merchant's key, and what tells this request from others with the same key. */
export interface RequestIdentity {
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

/** A finished answer: the body as text, so that a repeat gets it word for word. */
export interface Answer {
  readonly status: 200 | 201 | 202;
  readonly body: string;
  readonly isReplay: boolean;
}
