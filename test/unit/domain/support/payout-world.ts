import type { ProviderEvent } from "../../../../src/domain/inbox/provider-event.ts";
import type { PayoutOutcome, ReportedPayout } from "../../../../src/domain/outcome.ts";
import { applyPayoutEvent } from "../../../../src/domain/payout/apply-payout-event.ts";
import { claimPayoutLook, type PayoutLookTrigger } from "../../../../src/domain/payout/claim-payout-look.ts";
import type { Payout } from "../../../../src/domain/payout/payout.ts";
import type { PayoutChange } from "../../../../src/domain/payout/payout-change.ts";
import { canMovePayout, isPayoutFinal } from "../../../../src/domain/payout/payout-states.ts";
import { settlePayout } from "../../../../src/domain/payout/settle-payout.ts";
import type { Attempt, ProviderTimings } from "../../../../src/domain/pursuit.ts";
import { T0 } from "./builders.ts";
import { begunPayout, payoutEvent, payoutHint, payoutReport } from "./payout-builders.ts";

/** What the network does with one call; `asked`: the answer comes as an event. */
export type PayoutFate = "answered" | "asked" | "answer_lost" | "never_arrived" | "not_sent" | "refused";

interface Call {
  readonly attempt: Attempt;
  outcome: PayoutOutcome | null;
}

const REFUSED = { ...payoutReport("failed", { providerTransactionId: null, receipt: null }), exchange: null };
const NOTHING = { kind: "unknown", reason: "timeout", exchange: null } as const;

/** A gateway of pure decisions, a network that loses, and a provider whose ledger must never hold two payouts. */
export class PayoutWorld {
  now = T0;
  payout: Payout;
  /** Every payout that the provider has made. */
  readonly ledger: { status: ReportedPayout["status"] }[] = [];
  readonly #calls: Call[] = [];
  readonly #events: ProviderEvent[] = [];
  #keyBorn: number | null = null;

  constructor(timings: ProviderTimings) {
    this.payout = begunPayout({ timings });
    this.#remember();
  }

  advance(ms: number): void {
    this.now += ms;
  }

  look(trigger: PayoutLookTrigger): void {
    const [change, claim] = claimPayoutLook(this.payout, trigger, this.now);
    this.#apply(change);
    if (claim.granted) this.#remember();
  }

  /** A Worker uses its permission, within its time. */
  act(pick: number, fate: PayoutFate): void {
    const call = this.#calls[pick % this.#calls.length];
    if (call === undefined || call.outcome !== null || this.now >= call.attempt.sendBefore) return;
    if (fate === "not_sent") call.outcome = { kind: "not_sent", reason: "no_token", exchange: null };
    else if (fate === "never_arrived") call.outcome = NOTHING;
    // Turned away at the door, as with wrong credentials: no word about what was sent before.
    else if (fate === "refused") call.outcome = call.attempt.kind === "send" ? REFUSED : NOTHING;
    else {
      if (call.attempt.kind === "send") this.#take();
      const heard = this.#statement();
      if (fate === "asked" && heard.kind === "reported")
        this.#events.push(payoutEvent(heard, `e${this.#events.length}`));
      call.outcome = fate === "answered" ? { ...heard, exchange: null } : NOTHING;
    }
  }

  /** The Worker brings its outcome home, late or more than once; or never does. */
  settle(pick: number): void {
    const call = this.#calls[pick % this.#calls.length];
    if (call?.outcome) this.#apply(settlePayout(this.payout, call.attempt.number, call.outcome, this.now));
  }

  /** The timer fires, and its Worker does all that it is there for. */
  turn(fate: PayoutFate): void {
    this.now = Math.max(this.now, this.payout.pursuit.dueAt ?? this.now);
    this.look("timer");
    this.act(this.#calls.length - 1, fate);
    this.settle(this.#calls.length - 1);
  }

  /** An authoritative event comes, in any order and any number of times. */
  deliver(pick: number): void {
    const event = this.#events[pick % Math.max(1, this.#events.length)];
    if (event !== undefined) this.#receive(event);
  }

  /** Somebody who knows the address says something, true or not. */
  hint(receipt: string | null): void {
    this.#receive(payoutHint(receipt));
  }

  /** The provider decides. */
  decide(status: "completed" | "failed"): void {
    for (const entry of this.ledger) if (entry.status === "pending") entry.status = status;
  }

  /** From here on everything works: timers fire, questions are answered. */
  comeToRest(): void {
    this.decide("completed");
    for (let turn = 0; turn < 60 && this.payout.pursuit.dueAt !== null; turn += 1) {
      this.turn("answered");
      this.decide("completed");
    }
  }

  #take(): void {
    const keyHolds = this.#keyBorn !== null && this.now < this.#keyBorn + this.payout.timings.keyLifetimeMs;
    if (keyHolds) return;
    this.#keyBorn = this.now;
    this.ledger.push({ status: "pending" });
  }

  #statement(): ReportedPayout | { kind: "absent" } {
    const [entry] = this.ledger;
    return entry === undefined ? { kind: "absent" } : payoutReport(entry.status);
  }

  #remember(): void {
    const { attempt } = this.payout.pursuit;
    if (attempt !== null) this.#calls.push({ attempt, outcome: null });
  }

  #receive(event: ProviderEvent): void {
    this.#apply(applyPayoutEvent(this.payout, event, this.payout.accountId, this.now).change);
  }

  #apply(change: PayoutChange): void {
    const before = this.payout;
    const { payout } = change;
    let status: unknown = before.status;
    for (const { data } of change.audit.filter((entry) => entry.data.to !== undefined)) {
      if (data.from !== status || !canMovePayout(data.from as Payout["status"], data.to as Payout["status"])) {
        throw new Error(`a step from ${data.from} to ${data.to} follows on ${status}`);
      }
      status = data.to;
    }
    const steps = change.audit.filter((entry) => entry.data.to !== undefined).map(({ data }) => `payout.${data.to}`);
    if (status !== payout.status || steps.join() !== change.events.join()) throw new Error("the trail tells otherwise");
    if (!isPayoutFinal(payout.status) && payout.pursuit.dueAt === null) throw new Error("nothing will wake it");
    if (payout.amountMinor !== before.amountMinor || payout.currency !== before.currency)
      throw new Error("money changed");
    this.payout = payout;
  }
}
