import type { JsonValue } from "../../lib/canonical-json.ts";
import type { Failure, Review } from "../failure.ts";
import type { TransactionId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";
import type { ProviderTimings, Pursuit } from "../pursuit.ts";
import type { TransactionStatus } from "./state-machine.ts";

/** Whom the money comes from, as the merchant told. At least one of id, phone and email is set. */
export interface Customer {
  readonly id: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

/** What the customer has to do next. Shown only to the merchant who asks for this payment, never in lists or events. */
export type NextAction =
  | { readonly type: "redirect"; readonly url: string }
  | { readonly type: "await_customer"; readonly message: string }
  | { readonly type: "client_secret"; readonly client_secret: string; readonly publishable_key?: string };

/** What a merchant asked for, fixed when the transaction is made. */
export interface PaymentTerms {
  readonly id: TransactionId;
  readonly merchantId: string;
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical request body: tells a repeat from another request with the same key. */
  readonly fingerprint: string;
  readonly provider: string;
  /** Whose credentials are used, now and for every later call about this payment. */
  readonly accountId: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly reference: string | null;
  readonly customer: Customer;
  readonly paymentMethod: string | null;
  readonly description: string | null;
  readonly metadata: { readonly [name: string]: JsonValue };
  readonly providerOptions: { readonly [name: string]: JsonValue };
  readonly returnUrl: string | null;
  readonly capture: "automatic" | "manual";
  readonly timings: ProviderTimings;
}

/** A payment as its shard holds it: the only copy that decides anything. Times are epoch milliseconds. */
export interface Transaction extends PaymentTerms {
  readonly status: TransactionStatus;
  readonly providerTransactionId: string | null;
  readonly amountRefundedMinor: MinorUnits;
  readonly failure: Failure | null;
  readonly review: Review | null;
  readonly nextAction: NextAction | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  readonly expiresAt: number;
  readonly pursuit: Pursuit;
  /** How long the provider took to answer the first call, milliseconds. */
  readonly providerLatencyMs: number | null;
  /** The provider's last answer, redacted and cut to size. */
  readonly providerResponse: JsonValue;
  /** Entries of the audit chain so far, and the hash of the last one. The count is also the version of this record. */
  readonly auditCount: number;
  readonly auditHead: string;
  /** Events so far; they are numbered 1, 2, 3 … without gaps. */
  readonly eventCount: number;
}
