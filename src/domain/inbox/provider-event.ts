import type { Failure } from "../failure.ts";
import type { ReportedDeposit, ReportedDispute, ReportedPayment, ReportedPayout, ReportedRefund } from "../outcome.ts";

/** What an authentic webhook is about, in the gateway's terms. References are ours as the provider repeats them. */
export type ProviderEventSubject =
  | { readonly kind: "payment"; readonly reference: string | null; readonly reported: ReportedPayment }
  | {
      readonly kind: "refund";
      readonly reference: string | null;
      readonly providerTransactionId: string | null;
      /** The id of the payment's money, where the provider names the payment by that. */
      readonly receipt?: string | null;
      readonly reported: ReportedRefund;
      /**
       * Whose a refund without our reference is. `provider`: made elsewhere, since ours always carry one; `unknown` (or
       * left out): the provider repeats none, so ours have to be looked up before anything is concluded.
       */
      readonly origin?: "provider" | "unknown";
    }
  | { readonly kind: "payout"; readonly reference: string; readonly reported: ReportedPayout }
  | {
      readonly kind: "dispute";
      readonly reference: string | null;
      readonly providerTransactionId: string | null;
      readonly receipt?: string | null;
      readonly dispute: ReportedDispute;
    }
  /**
   * A word nobody has signed: a reason to ask, never evidence. `receipt`: what to ask about, where the question needs it.
   * `reference` is the id of the payment, refund or payout whose unguessable address it came to.
   */
  | {
      readonly kind: "hint";
      readonly reference: string;
      readonly receipt: string | null;
      /** The provider's id of the payment, for when the answer that should have told it got lost. */
      readonly handle?: string | null;
      /** What is said to have been paid, minor units: nothing else may be believed before this is cleared up. */
      readonly amountMinor?: number | null;
      /** Why it is said to have failed: shown once the provider confirms that it has. */
      readonly failure?: Failure | null;
    }
  /** Money nobody asked for: `told` by an unsigned notice, or `confirmed` in answer to our own question. */
  | {
      readonly kind: "deposit";
      readonly certainty: "told" | "confirmed";
      readonly deposit: ReportedDeposit;
    }
  | { readonly kind: "none" };

/** An authentic webhook, translated. `id` is the provider's own event id: the same event always has the same. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: ProviderEventSubject;
  /**
   * The receipt that the event would give to a payment, with what keeps receipts of other accounts apart: it has to be
   * claimed for that payment first, in a shard named by both. Absent: the event carries no such claim.
   */
  readonly claim?: { readonly scope: string; readonly receipt: string };
}

/** Every fate of a provider's event (contract section 9). */
export const INBOX_STATUSES = ["received", "applied", "ignored", "held", "retrying", "dead"] as const;

/** The fate of a provider's event. */
export type InboxStatus = (typeof INBOX_STATUSES)[number];
