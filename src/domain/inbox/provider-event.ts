import type { ReportedPayment, ReportedRefund } from "../outcome.ts";

/** What an authentic webhook is about, in the gateway's terms. References are ours as the provider repeats them. */
export type ProviderEventSubject =
  | { readonly kind: "payment"; readonly reference: string | null; readonly reported: ReportedPayment }
  | {
      readonly kind: "refund";
      readonly reference: string | null;
      readonly providerTransactionId: string | null;
      readonly reported: ReportedRefund;
    }
  | { readonly kind: "none" };

/** An authentic webhook, translated. `id` is the provider's own event id: the same event always has the same. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: ProviderEventSubject;
}

/** Every fate of a provider's event (contract section 9). */
export const INBOX_STATUSES = ["received", "applied", "ignored", "held", "retrying", "dead"] as const;

/** The fate of a provider's event. */
export type InboxStatus = (typeof INBOX_STATUSES)[number];
