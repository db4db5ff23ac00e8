import type { Customer, PaymentTerms, Transaction } from "../../../src/domain/payment/transaction.ts";
import type { CallContext, RawWebhook } from "../../../src/providers/provider.ts";

/** What strikes the next call that makes a payment or a refund. `*_after`: the effect has happened, the answer is bad. */
export type Fault = "error_after" | "error_before" | "garbage_after" | "drop_after" | "drop_before" | "slow";

/** How each fault is written as the action of a simulator's fault rule. */
export const FAULT_ACTIONS: Readonly<Record<Fault, Readonly<Record<string, unknown>>>> = {
  error_after: { status: 500 },
  error_before: { status: 503, before: true },
  garbage_after: { garbage: true },
  drop_after: { drop: true },
  drop_before: { drop: true, before: true },
  slow: { latency_ms: 3_000 },
};

/** What a provider has done, by its own books. */
export interface Books {
  /** Payments made for one of our references. */
  payments(reference: string): Promise<number>;
  /** Refunds made of one payment of ours. */
  refunds(reference: string): Promise<number>;
}

/** How to make a provider's webhooks; absent for a provider that signs nothing, which then must believe nothing. */
export interface WebhookHarness {
  /** A webhook as the provider sends it, signed at a time with its secret or another. */
  sign(body: string, options?: { readonly atMs?: number; readonly secret?: string }): RawWebhook | Promise<RawWebhook>;
  /** False: the proof does not cover the body, whose words then are hints at most. Absent: it does. */
  readonly coversBody?: boolean;
  /** How old a webhook may be, where the provider may repeat it without dating it anew; absent: what is configured. */
  readonly oldestMs?: number;
  /** The body of an event that says a payment of ours is paid. */
  paymentCompleted(payment: { reference: string; handle: string; amountMinor: number; currency: string }): unknown;
  /** The body of an event that says a refund of ours has failed; null: this provider tells of none. */
  readonly refundFailed:
    | ((refund: { reference: string; handle: string; paymentHandle: string; amountMinor: number }) => unknown)
    | null;
  /** True: the handle of a payment is our own id, because the provider knows it by that. */
  readonly isHandleOurReference?: boolean;
  /** True: its events name the payment alone, by our id, and which refund they mean has to be looked up. */
  readonly hasAnonymousRefunds?: boolean;
  /** The body of an authentic event of a type the adapter does not know. */
  readonly unknownType: unknown;
  /** JSON that is no event of this provider. */
  readonly notAnEvent: unknown;
}

/** Everything the conformance suite needs to know of one provider and its simulator. */
export interface ConformanceHarness {
  /** Configuration for the definition, as an account would have it. */
  config(): unknown;
  /** Values of that configuration that must never show anywhere. */
  readonly secrets: readonly string[];
  /** Currency and amount of ordinary payments. */
  readonly currency: string;
  readonly amountMinor: number;
  /** What else every payment asks for, where a provider has several ways to be paid; absent: its ordinary one. */
  readonly terms?: Partial<Pick<PaymentTerms, "paymentMethod" | "providerOptions">>;
  /** Customers and what the simulator does with their payments; null: this provider has no such thing. */
  readonly customers: {
    readonly paysAtOnce: Customer | null;
    readonly paysLater: Customer;
    readonly declines: Customer | null;
    readonly refuses: Customer | null;
  };
  /** The customer of `paysLater` pays. */
  completePayment(handle: string): Promise<void>;
  /** Reasons and what the simulator does with refunds that carry them; null: this provider has no such thing. */
  readonly refundReasons: {
    readonly completes: string;
    readonly stays: string | null;
    readonly fails: string | null;
    readonly refuses: string | null;
  };
  readonly books: Books;
  /** True: a payment whose making was not heard of cannot be reached by anybody, such as a page without an address. */
  readonly isGoneWhenLost?: boolean;
  /** Puts a fault in the way of the next mutation about one of our references; replaces what was there. */
  strike(fault: Fault, reference: string): Promise<void>;
  /** Takes all faults away. */
  calm(): Promise<void>;
  readonly webhooks: WebhookHarness | null;
  /** What calls run with beyond network and clock, such as an owner of access tokens. */
  readonly calls?: Partial<CallContext>;
  /** A payment whose handle got lost, with what the provider tells of it by itself; absent: it is found by our reference. */
  hearOf?(payment: Transaction): Promise<Transaction>;
  /** A paid payment with what has to be confirmed before it can be refunded; absent: nothing. */
  confirm?(payment: Transaction): Promise<Transaction>;
  /** Members without which the adapter has nothing to ask the provider about; for answers that no simulator gives. */
  readonly heard?: Partial<Transaction>;
}
