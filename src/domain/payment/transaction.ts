import type { JsonValue } from "../../lib/canonical-json.ts";
import type { DisputeRecord } from "../dispute/dispute-record.ts";
import type { Failure, Review } from "../failure.ts";
import type { TransactionId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";
import type { ProviderTimings, Pursuit } from "../pursuit.ts";
import type { PaymentCommand } from "./payment-command.ts";
import type { LeftProvider, RouteCandidate } from "./payment-route.ts";
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
  /** What the addresses given to the provider are derived from; see callback-token.ts. Never shown. */
  readonly callbackSecret: string;
  readonly timings: ProviderTimings;
  /** Whether the provider can be told to give up an open payment; absent (in older records): it can. */
  readonly isCancellable?: boolean;
  /** The trace of the request that has begun it (W3C Trace Context), for what is done about it later; may be absent. */
  readonly traceId?: string;
  /** Where the payment may go when this provider certainly takes nothing of it, best first; absent: nowhere. */
  readonly alternatives?: readonly RouteCandidate[];
}

/** A payment as its shard holds it: the only copy that decides anything. Times are epoch milliseconds. */
export interface Transaction extends PaymentTerms {
  readonly status: TransactionStatus;
  /** The providers it has left, oldest first; absent: none. */
  readonly left?: readonly LeftProvider[];
  readonly providerTransactionId: string | null;
  /** The id of the money where it is not the handle, confirmed by the provider; refunds may need it. */
  readonly providerReceipt: string | null;
  /** A receipt that was told but not confirmed yet: asked about, never shown. */
  readonly receiptCandidate: string | null;
  /** A provider's id that was told but not confirmed, while none is known: asked about, never shown, no proof of payment. */
  readonly handleCandidate?: string | null;
  /** What an unsigned word said was paid, minor units: held against whatever confirms the payment without an amount. */
  readonly amountCandidate?: number;
  /** What was taken of an authorized amount; null: all of it, or nothing yet. */
  readonly capturedMinor: MinorUnits | null;
  /** Captures and voids that were asked for, oldest first. */
  readonly commands: readonly PaymentCommand[];
  readonly amountRefundedMinor: MinorUnits;
  readonly failure: Failure | null;
  readonly review: Review | null;
  /** Disputes that were told of; absent: none. */
  readonly disputes?: readonly DisputeRecord[];
  readonly nextAction: NextAction | null;
  /** Whether a failed payment may still succeed while its time to pay runs, and is looked at until then; absent: no. */
  readonly mayStillBePaid?: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
  /** When it last came to an end, with or without the money; null while it is open; absent in older records. */
  readonly endedAt?: number | null;
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
