import type { ReportedPayment, ReportedRefund } from "../../../../src/domain/outcome.ts";
import type { ProviderTimings } from "../../../../src/domain/pursuit.ts";

/** What becomes of a payment or refund the moment the provider takes it. */
export type PaymentScript = "pending" | "authorized" | "completed" | "failed" | "refused";
export type RefundScript = "pending" | "completed" | "failed" | "refused";

/** How a modelled provider behaves. */
export interface Profile {
  readonly timings: ProviderTimings;
  readonly paymentScript: PaymentScript;
  readonly refundScript: RefundScript;
  readonly canCancel: boolean;
  /** Whether it tells by webhook what becomes of things; if not, it takes no decision back that it was asked about. */
  readonly sendsMail: boolean;
  /** Whether refunds can be asked for by our reference, or only by their handle. */
  readonly findsRefunds: boolean;
}

interface LedgerPayment {
  readonly id: string;
  status: ReportedPayment["status"];
  readonly createdAt: number;
}

interface LedgerRefund {
  readonly id: string;
  readonly key: string;
  readonly amountMinor: number;
  status: ReportedRefund["status"];
}

/** Something the provider has told, as it was at that moment; delivered by the history, in whatever order. */
export type Mail =
  | { readonly kind: "payment"; readonly reported: ReportedPayment }
  | { readonly kind: "refund"; readonly key: string; readonly reported: ReportedRefund };

/** A provider that tells the truth, charges once per key while the key lives, and counts what it has done. */
export class ModelProvider {
  /** Payments made for the one transaction; more than one is a double charge. */
  charges = 0;
  /** Refunds made, by key; more than one is money lost. */
  readonly refundsMade = new Map<string, number>();
  payment: LedgerPayment | null = null;
  readonly refunds: LedgerRefund[] = [];
  readonly mail: Mail[] = [];
  #refusedAt: number | null = null;

  readonly profile: Profile;
  readonly #reference: string;
  readonly #amountMinor: number;

  constructor(profile: Profile, reference: string, amountMinor: number) {
    this.profile = profile;
    this.#reference = reference;
    this.#amountMinor = amountMinor;
  }

  /** Takes a request for the payment; a repeat of a living key gets the first one's result. */
  send(now: number): ReportedPayment {
    const { keyLifetimeMs } = this.profile.timings;
    const bornAt = this.payment?.createdAt ?? this.#refusedAt;
    if (bornAt !== null && now < bornAt + keyLifetimeMs) return this.report();
    const { paymentScript: script } = this.profile;
    if (script === "refused") {
      this.#refusedAt = now;
      return this.report();
    }
    this.charges += 1;
    this.payment = { id: `cp_${this.charges}`, status: "pending", createdAt: now };
    if (script !== "pending") this.#move(script);
    return this.report();
  }

  /** What it has on the payment; null: nothing. */
  find(): ReportedPayment | null {
    return this.payment === null ? null : this.report();
  }

  cancel(): ReportedPayment {
    if (this.#isOpen()) this.#move("cancelled");
    return this.report();
  }

  /** The customer, or time, decides. Late successes are real; a success is never taken back. */
  decide(status: "completed" | "failed" | "cancelled"): void {
    if (this.payment === null || this.payment.status === "completed") return;
    if (this.#isOpen() || (status === "completed" && this.profile.sendsMail)) this.#move(status);
  }

  /** A checkout that cannot be cancelled ends by itself, and none outlives the settlement window. */
  expire(now: number, begunAt: number): void {
    const { canCancel, timings } = this.profile;
    const isOver = this.payment !== null && now > this.payment.createdAt + timings.checkoutLifetimeMs && !canCancel;
    if ((isOver || now >= begunAt + timings.settlementWindowMs) && this.#isOpen()) this.#move("failed");
  }

  /** Takes a request for a refund: never more than is left, once per living key. */
  refund(key: string, amountMinor: number, isKeyAlive: boolean): ReportedRefund {
    const known = this.findRefund(key);
    if (known !== null && isKeyAlive) return known;
    const standing = this.refunds
      .filter(({ status }) => status !== "failed")
      .reduce((sum, r) => sum + r.amountMinor, 0);
    const script = standing + amountMinor > this.#amountMinor ? "refused" : this.profile.refundScript;
    if (script === "refused") return { ...NO_REFUND, status: "failed", failure: { code: "refused", message: "No." } };
    this.refundsMade.set(key, (this.refundsMade.get(key) ?? 0) + 1);
    const made: LedgerRefund = { id: `cr_${this.refunds.length + 1}`, key, amountMinor, status: "pending" };
    this.refunds.push(made);
    if (script !== "pending") this.#moveRefund(made, script);
    return reportRefund(made);
  }

  findRefund(key: string): ReportedRefund | null {
    const made = this.refunds.find((candidate) => candidate.key === key);
    return made === undefined ? null : reportRefund(made);
  }

  /** The bank decides over a pending refund, or takes a completed one back late. */
  decideRefund(index: number, status: "completed" | "failed"): void {
    const made = this.refunds[index % Math.max(1, this.refunds.length)];
    if (made === undefined || made.status === status || made.status === "failed") return;
    if (made.status === "pending" || this.profile.sendsMail) this.#moveRefund(made, status);
  }

  report(): ReportedPayment {
    const { payment } = this;
    const status = payment?.status ?? "failed";
    const failure = status === "failed" ? { code: "declined", message: "No." } : null;
    return {
      kind: "reported",
      status,
      providerTransactionId: payment?.id ?? null,
      amountMinor: payment === null ? null : this.#amountMinor,
      currency: payment === null ? null : "KES",
      reference: payment === null ? null : this.#reference,
      failure,
      nextAction: null,
    };
  }

  #isOpen(): boolean {
    return this.payment?.status === "pending" || this.payment?.status === "authorized";
  }

  #move(status: ReportedPayment["status"]): void {
    if (this.payment === null) return;
    this.payment.status = status;
    if (this.profile.sendsMail) this.mail.push({ kind: "payment", reported: this.report() });
  }

  #moveRefund(made: LedgerRefund, status: LedgerRefund["status"]): void {
    made.status = status;
    if (this.profile.sendsMail) this.mail.push({ kind: "refund", key: made.key, reported: reportRefund(made) });
  }
}

const NO_REFUND = { kind: "reported", providerRefundId: null, amountMinor: null, currency: null } as const;

function reportRefund(made: LedgerRefund): ReportedRefund {
  const failure = made.status === "failed" ? { code: "account_closed", message: "No." } : null;
  return {
    ...NO_REFUND,
    status: made.status,
    providerRefundId: made.id,
    amountMinor: made.amountMinor,
    currency: "KES",
    failure,
  };
}
