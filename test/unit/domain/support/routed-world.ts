import type { Change } from "../../../../src/domain/change.ts";
import type { PaymentOutcome } from "../../../../src/domain/outcome.ts";
import { claimLook } from "../../../../src/domain/payment/claim-look.ts";
import type { RouteCandidate } from "../../../../src/domain/payment/payment-route.ts";
import { settlePayment } from "../../../../src/domain/payment/settle-payment.ts";
import { isFinal } from "../../../../src/domain/payment/state-machine.ts";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import { type Attempt, mayBeRepeat, type ProviderTimings } from "../../../../src/domain/pursuit.ts";
import { begun, SECOND, T0, TIMINGS } from "./builders.ts";
import { checkAlone, checkChange, checkState } from "./invariants.ts";
import { ModelProvider } from "./model-provider.ts";

/**
 * What becomes of a permission. `withheld`: the Worker does not send, and says so; `turned_away`: the provider refuses
 * our account; `delayed`: it takes effect after the Worker has given up.
 */
export type RoutedFate = "answered" | "answer_lost" | "never_arrived" | "delayed" | "withheld" | "turned_away";

const { settlingMs: SETTLING_MS } = TIMINGS;

interface Call {
  readonly attempt: Attempt;
  readonly at: string;
  /** Adapters take a key that is refused on a repeat for no word about the sendings before. */
  readonly isRepeat: boolean;
  outcome: PaymentOutcome | null;
  isSettled: boolean;
}

/** A payment that may go to several providers, the network between, and what each of them has taken. */
export class RoutedWorld {
  now = T0;
  transaction: Transaction;
  readonly providers = new Map<string, ModelProvider>();
  readonly calls: Call[] = [];
  readonly #delayed: { readonly latest: number; readonly effect: () => void }[] = [];

  constructor(keyLifetimes: readonly number[]) {
    const candidates = keyLifetimes.map((keyLifetimeMs, index): RouteCandidate => {
      const timings: ProviderTimings = { ...TIMINGS, keyLifetimeMs, presumedDeadMs: 600 * SECOND };
      const provider = `provider-${index}`;
      return { provider, accountId: `platform:${provider}`, timings, isCancellable: true, providerOptions: {} };
    });
    const [first, ...alternatives] = candidates;
    this.transaction = begun({ ...first, alternatives });
    for (const { provider, timings } of candidates) {
      const behaviour = { refundScript: "completed", canCancel: true, sendsMail: false, findsRefunds: true } as const;
      const profile = { timings, paymentScript: "completed", ...behaviour } as const;
      this.providers.set(provider, new ModelProvider(profile, this.transaction.id, this.transaction.amountMinor));
    }
    this.#remember();
  }

  /** How often the customer was charged, at whatever provider. */
  get charges(): number {
    return [...this.providers.values()].reduce((sum, { charges }) => sum + charges, 0);
  }

  advance(ms: number): void {
    const then = this.now + ms;
    for (const late of this.#delayed.splice(0)) {
      if (late.latest > then) this.#delayed.push(late);
      else late.effect();
    }
    this.now = then;
  }

  look(): void {
    const [change, claim] = claimLook(this.transaction, "timer", this.now);
    this.#apply(change);
    if (claim.granted) this.#remember();
  }

  act(index: number, fate: RoutedFate): void {
    const call = this.calls[index % this.calls.length];
    if (call === undefined || call.outcome !== null) return;
    const isSend = call.attempt.kind === "send";
    if (isSend && (fate === "withheld" || this.now >= call.attempt.sendBefore)) {
      call.outcome = { kind: "not_sent", reason: "connection_refused", exchange: null };
      return;
    }
    if (isSend && fate === "turned_away" && this.#provider(call).payment === null) {
      call.outcome = call.isRepeat ? { kind: "unknown", reason: "invalid_key", exchange: null } : REFUSED;
      return;
    }
    const effect = () => this.#perform(call);
    if (fate === "answered") call.outcome = { ...effect(), exchange: null };
    else call.outcome = { kind: "unknown", reason: fate, exchange: null };
    if (fate === "answer_lost") effect();
    const latest = call.attempt.endsAt + SETTLING_MS - 1;
    if (fate === "delayed" && isSend) this.#delayed.push({ latest, effect });
  }

  /** By the Worker itself, which goes on, or by a message, which leaves that to the timer. */
  settle(index: number, isWorker: boolean): void {
    const call = this.calls[index % this.calls.length];
    if (call === undefined || call.outcome === null) return;
    call.isSettled = true;
    const sender = isWorker ? { owner: `worker-${this.calls.length}`, until: this.now + 10 * SECOND } : null;
    const before = this.transaction.pursuit.attempt;
    this.#apply(settlePayment(this.transaction, call.attempt.number, call.outcome, this.now, sender));
    const { attempt } = this.transaction.pursuit;
    if (attempt !== null && attempt.number !== before?.number) this.#remember();
  }

  /** The network is perfect from here on, and the gateway is woken whenever it asks to be. */
  comeToRest(): void {
    this.advance(600 * SECOND);
    for (let wakes = 0; wakes < 500; wakes += 1) {
      const { dueAt } = this.transaction.pursuit;
      if (dueAt === null) return;
      this.advance(Math.max(0, dueAt - this.now));
      this.look();
      this.act(this.calls.length - 1, "answered");
      this.settle(this.calls.length - 1, true);
    }
    throw new Error(`never at rest: ${this.transaction.status}`);
  }

  /** Whether it has ended as the provider that it ended at knows it. */
  isTrue(): boolean {
    const { provider, status, review } = this.transaction;
    const payment = this.providers.get(provider)?.payment ?? null;
    const isGivenUp = review?.reason === "outcome_unknown";
    return isFinal(status) && ((status === "completed") === (payment !== null) || isGivenUp);
  }

  #perform(call: Call): PaymentOutcome {
    const provider = this.#provider(call);
    const told = call.attempt.kind === "send" ? provider.send(this.now) : provider.find();
    return told === null ? { kind: "absent", exchange: null } : { ...told, exchange: null };
  }

  #provider({ at }: Call): ModelProvider {
    const provider = this.providers.get(at);
    if (provider === undefined) throw new Error(`no provider ${at}`);
    return provider;
  }

  #remember(): void {
    const { provider: at, pursuit } = this.transaction;
    if (pursuit.attempt === null) return;
    const open = this.calls.filter(({ isSettled }) => !isSettled).map(({ attempt }) => attempt);
    checkAlone(open, this.now);
    this.calls.push({ attempt: pursuit.attempt, at, isRepeat: mayBeRepeat(pursuit), outcome: null, isSettled: false });
  }

  #apply(change: Change): void {
    checkChange(this.transaction, change);
    this.transaction = change.transaction;
    checkState(this.transaction, []);
  }
}

const REFUSED = {
  kind: "reported",
  status: "failed",
  providerTransactionId: null,
  amountMinor: null,
  currency: null,
  reference: null,
  failure: { code: "invalid_key", message: "The key was not accepted." },
  nextAction: null,
  isAccountRefused: true,
  exchange: null,
} as const;
