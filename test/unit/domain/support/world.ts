import type { Change } from "../../../../src/domain/change.ts";
import { deriveChildId } from "../../../../src/domain/identifiers.ts";
import { applyProviderEvent } from "../../../../src/domain/inbox/apply-event.ts";
import type { ProviderEventSubject } from "../../../../src/domain/inbox/provider-event.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { PaymentOutcome, RefundOutcome, ReportedPayment } from "../../../../src/domain/outcome.ts";
import { claimCancel } from "../../../../src/domain/payment/claim-cancel.ts";
import { claimLook, type LookTrigger } from "../../../../src/domain/payment/claim-look.ts";
import { settlePayment } from "../../../../src/domain/payment/settle-payment.ts";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import type { Attempt } from "../../../../src/domain/pursuit.ts";
import { beginRefund } from "../../../../src/domain/refund/begin-refund.ts";
import { claimRefundLook } from "../../../../src/domain/refund/claim-refund-look.ts";
import type { Refund } from "../../../../src/domain/refund/refund.ts";
import { settleRefund } from "../../../../src/domain/refund/settle-refund.ts";
import { begun, HOUR, T0 } from "./builders.ts";
import { checkAlone, checkChange, checkLedger, checkOvertaken, checkResend, checkState } from "./invariants.ts";
import { type Mail, ModelProvider, type Profile } from "./model-provider.ts";

/** What the network does with one call. `delayed`: it takes effect later, within the provider's settling time. */
export type Fate = "answered" | "answer_lost" | "never_arrived" | "delayed";

/** Wakes that come later than this are an outage of days, not of minutes. */
const OVERSLEPT_MS = 6 * HOUR;

/** A permission somebody was given, and what came of using it. Never settled is what a crash looks like. */
interface Call {
  readonly refundId: string | null;
  readonly attempt: Attempt;
  /** What the caller knew when it was given the permission. */
  readonly handle: string | null;
  outcome: PaymentOutcome | RefundOutcome | null;
  isSettled: boolean;
}

/** A merchant, a gateway of pure decisions, a network that loses and delays, and a provider with a ledger. */
export class World {
  now = T0;
  transaction: Transaction;
  refunds: Refund[] = [];
  /** Whether the gateway ever was not woken for long after it had asked to be. */
  hasOverslept = false;
  readonly calls: Call[] = [];
  readonly provider: ModelProvider;
  readonly #delayed: { readonly latest: number; readonly effect: () => void }[] = [];
  readonly #keyBorn = new Map<string, number>();
  #delivered = 0;

  readonly profile: Profile;

  constructor(profile: Profile) {
    this.profile = profile;
    this.transaction = begun({ timings: profile.timings });
    this.provider = new ModelProvider(profile, this.transaction.id, this.transaction.amountMinor);
    this.#remember(null, this.transaction.pursuit.attempt);
  }

  /** Time passes; what was on its way arrives at its latest moment. */
  advance(ms: number): void {
    const then = this.now + ms;
    this.hasOverslept ||= then > (this.transaction.pursuit.dueAt ?? then) + OVERSLEPT_MS;
    for (const next of this.#delayed.splice(0).sort((a, b) => a.latest - b.latest)) {
      if (next.latest > then) {
        this.#delayed.push(next);
        continue;
      }
      this.now = Math.max(this.now, next.latest);
      next.effect();
    }
    this.now = then;
    this.provider.expire(this.now, T0);
  }

  /** The object's own timer, or a person who wants to know. */
  look(trigger: LookTrigger): void {
    const [change, claim] = claimLook(this.transaction, trigger, this.now);
    this.#apply(change);
    if (claim.granted) this.#remember(null, this.transaction.pursuit.attempt);
  }

  lookAtRefund(index: number, trigger: LookTrigger): void {
    const refund = this.refunds[index];
    if (refund === undefined) return;
    const [changed, claim] = claimRefundLook(refund, this.profile.timings, trigger, this.now);
    this.#put(changed);
    if (claim.granted) this.#remember(changed.id, changed.pursuit.attempt);
  }

  cancel(): void {
    const [change, claim] = claimCancel(this.transaction, this.now);
    this.#apply(change);
    if (claim.granted) this.#remember(null, this.transaction.pursuit.attempt);
  }

  refund(amountMinor: number | null): void {
    const key = `refund-${this.refunds.length + 1}`;
    const id = deriveChildId(this.transaction.id, "refund", key);
    const asked = {
      id,
      idempotencyKey: key,
      fingerprint: key,
      amountMinor: amountMinor as MinorUnits | null,
      reason: null,
    };
    const start = beginRefund(this.transaction, this.refunds, asked, "owner", this.now);
    if (!start.started) return;
    this.#apply(start.change);
    this.#remember(id, start.refund.pursuit.attempt);
  }

  /** Uses a permission: what leaves, what takes effect, and what comes back. */
  act(index: number, fate: Fate): void {
    const call = this.calls[index % this.calls.length];
    if (call === undefined || call.outcome !== null) return;
    const isMutation = call.attempt.kind !== "look";
    if (isMutation && this.now >= call.attempt.sendBefore) {
      call.outcome = { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null };
      return;
    }
    const effect = () => this.#perform(call);
    if (fate === "answered") call.outcome = { ...effect(), exchange: null } as PaymentOutcome;
    else call.outcome = { kind: "unknown", reason: fate, exchange: null };
    if (fate === "answer_lost") effect();
    const latest = call.attempt.endsAt + this.profile.timings.settlingMs - 1;
    if (fate === "delayed" && isMutation) this.#delayed.push({ latest, effect });
    checkLedger(this.provider);
  }

  /** Brings an outcome home: soon, late, or once more. */
  settle(index: number): void {
    const call = this.calls[index % this.calls.length];
    if (call === undefined || call.outcome === null) return;
    call.isSettled = true;
    if (call.refundId === null) {
      const { status, pursuit } = this.transaction;
      const isOvertaken = pursuit.attempt !== null && pursuit.attempt.number !== call.attempt.number;
      this.#apply(settlePayment(this.transaction, call.attempt.number, call.outcome as PaymentOutcome, this.now));
      if (isOvertaken) checkOvertaken(status, this.transaction.status);
      return;
    }
    const refund = this.refunds.find(({ id }) => id === call.refundId);
    if (refund === undefined) return;
    const outcome = call.outcome as RefundOutcome;
    this.#apply(settleRefund(this.transaction, this.refunds, refund, call.attempt.number, outcome, this.now));
  }

  /** Delivers something the provider has told, as the account it belongs to or as another. */
  deliver(mail: Mail | undefined, accountId = this.transaction.accountId): void {
    if (mail === undefined) return;
    const subject: ProviderEventSubject =
      mail.kind === "payment"
        ? { kind: "payment", reference: mail.reported.reference, reported: mail.reported }
        : { kind: "refund", reference: mail.key, providerTransactionId: null, reported: mail.reported };
    const event = { id: "evt", type: mail.kind, subject };
    this.#apply(applyProviderEvent(this.transaction, this.refunds, event, accountId, this.now).change);
  }

  /** Delivers what has never been delivered, as a provider does that repeats until it is heard. */
  deliverRest(): void {
    for (; this.#delivered < this.provider.mail.length; this.#delivered += 1) {
      this.deliver(this.provider.mail[this.#delivered]);
    }
  }

  /** A signed lie: something that disagrees with what is recorded. */
  lie(change: Partial<ReportedPayment>, status: ReportedPayment["status"]): void {
    this.deliver({
      kind: "payment",
      reported: { ...this.provider.report(), reference: this.transaction.id, status, ...change },
    });
  }

  #perform(call: Call): object {
    if (call.refundId !== null) return this.#performRefund(call, call.refundId);
    if (call.attempt.kind === "send") return this.provider.send(this.now);
    if (call.attempt.kind === "cancel" && this.profile.canCancel) return this.provider.cancel();
    return this.provider.find() ?? { kind: call.handle === null ? "absent" : "unknown", reason: "404" };
  }

  #performRefund(call: Call, refundId: string): object {
    const refund = this.refunds.find(({ id }) => id === refundId);
    if (call.attempt.kind === "send") {
      const bornAt = this.#keyBorn.get(refundId) ?? this.now;
      this.#keyBorn.set(refundId, bornAt);
      const isAlive = this.now < bornAt + this.profile.timings.keyLifetimeMs;
      return this.provider.refund(refundId, refund?.amountMinor ?? 0, isAlive);
    }
    if (call.handle === null && !this.profile.findsRefunds) return { kind: "unknown", reason: "no_handle_to_ask_by" };
    return this.provider.findRefund(refundId) ?? { kind: "absent" };
  }

  #remember(refundId: string | null, attempt: Attempt | null): void {
    const refund = this.refunds.find(({ id }) => id === refundId);
    const handle = refundId === null ? this.transaction.providerTransactionId : (refund?.providerRefundId ?? null);
    if (attempt === null) return;
    const open = this.calls.filter((call) => call.refundId === refundId && !call.isSettled);
    checkAlone(
      open.map((call) => call.attempt),
      this.now,
    );
    if (attempt.kind === "send" && attempt.number > 1) {
      checkResend(this.transaction, refund ?? null, attempt);
    }
    this.calls.push({ refundId, attempt, handle, outcome: null, isSettled: false });
  }

  #apply(change: Change): void {
    checkChange(this.transaction, change);
    this.transaction = change.transaction;
    for (const refund of change.refunds) this.#put(refund);
    checkState(this.transaction, this.refunds);
  }

  #put(refund: Refund): void {
    const known = this.refunds.findIndex(({ id }) => id === refund.id);
    this.refunds = known === -1 ? [...this.refunds, refund] : this.refunds.with(known, refund);
  }
}
