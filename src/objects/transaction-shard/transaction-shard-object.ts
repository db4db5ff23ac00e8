import { DurableObject } from "cloudflare:workers";
import type { Actor } from "../../domain/actor.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { LookTrigger } from "../../domain/payment/claim-look.ts";
import type { PaymentTerms } from "../../domain/payment/transaction.ts";
import type { RefundTerms } from "../../domain/refund/begin-refund.ts";
import { bindingsOf, type GatewayBindings, parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger, type Logger } from "../../lib/logger.ts";
import { drainOutbox } from "../shared/drain.ts";
import { createDrainDependencies } from "../shared/drain-dependencies.ts";
import { createFlusher, type Flusher } from "../shared/flusher.ts";
import { createOutbox } from "../shared/outbox.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers } from "../shared/timers.ts";
import { restoreInShard } from "./archive-operations.ts";
import { createArchiveStore } from "./archive-store.ts";
import { buryInboxInShard, receiveInShard, retryInboxInShard, subjectOfInboxItem } from "./inbox-operations.ts";
import { beginInShard, claimCancelInShard, claimLookInShard, settleInShard } from "./payment-operations.ts";
import { readChainTruth, readPayment } from "./read-operations.ts";
import { beginRefundInShard, claimRefundLookInShard, findSubject, settleRefundInShard } from "./refund-operations.ts";
import { SHARD_MIGRATIONS } from "./schema.ts";
import { serveAlarm } from "./serve-alarm.ts";
import type { ShardContext } from "./shard-context.ts";
import { createShardStore } from "./shard-store.ts";
import type { ArchivedMarker } from "./transaction-shard-client.ts";

/**
 * The single writer of a slice of all transactions. Each method loads, asks the pure decisions of `domain`, persists in
 * one storage transaction and answers; none waits for the outside world. Callers go through `shardClient`.
 */
export class TransactionShard extends DurableObject {
  readonly #context: ShardContext;
  readonly #flusher: Flusher;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, SHARD_MIGRATIONS);
    this.#context = {
      storage: state.storage,
      store: createShardStore(state.storage.sql),
      archive: createArchiveStore(state.storage.sql),
      outbox: createOutbox(state.storage),
      timers: createTimers(state.storage),
      clock: systemClock,
    };
    this.#flusher = createFlusher({
      outbox: this.#context.outbox,
      drain: () => this.#drain(),
      background: (work) => state.waitUntil(work),
    });
  }

  begin(terms: PaymentTerms, owner: string, actor: Actor) {
    return this.#onLive(terms.id, (context) => beginInShard(context, terms, owner, actor));
  }

  settle(id: string, attemptNumber: number, outcome: PaymentOutcome, isAnswer: boolean, actor: Actor) {
    return this.#onFound(id, (context) => settleInShard(context, id, attemptNumber, outcome, isAnswer, actor));
  }

  claimLook(id: string, trigger: LookTrigger, actor: Actor) {
    return this.#onFound(id, (context) => claimLookInShard(context, id, trigger, actor));
  }

  claimCancel(id: string, actor: Actor) {
    return this.#onFound(id, (context) => claimCancelInShard(context, id, actor));
  }

  beginRefund(transactionId: string, terms: RefundTerms, owner: string, actor: Actor) {
    return this.#onLive(transactionId, (context) => beginRefundInShard(context, transactionId, terms, owner, actor));
  }

  settleRefund(id: string, attemptNumber: number, outcome: RefundOutcome, isAnswer: boolean, actor: Actor) {
    return this.#onFound(id, (context) => settleRefundInShard(context, id, attemptNumber, outcome, isAnswer, actor));
  }

  claimRefundLook(id: string, trigger: LookTrigger) {
    return this.#onFound(id, (context) => claimRefundLookInShard(context, id, trigger));
  }

  receive(item: InboxItem, actor: Actor) {
    const { webhookRetrySchedule } = parseConfig(this.env);
    return this.#atomically((context) => receiveInShard(context, item, actor, webhookRetrySchedule));
  }

  retryInbox(itemId: string) {
    const { webhookRetrySchedule } = parseConfig(this.env);
    return this.#onLive(subjectOfInboxItem(this.#context, itemId) ?? itemId, (context) =>
      retryInboxInShard(context, itemId, webhookRetrySchedule),
    );
  }

  buryInbox(itemId: string) {
    return this.#atomically((context) => buryInboxInShard(context, itemId));
  }

  read(id: string) {
    return this.#onFound(id, (context) => readPayment(context, id));
  }

  readRefund(id: string) {
    return this.#onFound(id, (context) => findSubject(context, id));
  }

  readChain(id: string) {
    return this.#onFound(id, (context) => readChainTruth(context, id));
  }

  restore(id: string, content: string): boolean {
    return this.#atomically((context) => restoreInShard(context, id, content));
  }

  /** Re-arms the alarm, should it have been lost; the cron calls it on every shard. */
  wake(): void {
    this.#context.timers.forget();
    this.#context.outbox.forget();
    this.#atomically(({ timers, outbox, clock }) => timers.arm(clock(), outbox.state().nextAt));
  }

  override async alarm(): Promise<void> {
    const logger = createLogger({ object: "transaction-shard" });
    const bindings = bindingsOf(this.env);
    // The platform drops an alarm whose handler keeps throwing, and with it every duty of this shard.
    await this.#serve(logger, bindings).catch((error: unknown) => {
      logger.error("alarm.failed", { error });
      this.#context.timers.postpone(systemClock() + ALARM_RETRY_MS);
    });
    this.#flusher.request();
  }

  async #serve(logger: Logger, bindings: GatewayBindings): Promise<void> {
    return serveAlarm(this.#context, {
      logger,
      sendReconcile: async (messages) => {
        await bindings.RECONCILE_QUEUE.sendBatch(messages.map((body) => ({ body })));
      },
      sendInbox: async (messages) => {
        await bindings.INBOX_QUEUE.sendBatch(messages.map((body) => ({ body })));
      },
      startFlush: () => this.ctx.waitUntil(this.#flusher.flush()),
    });
  }

  async #drain(): Promise<void> {
    const { outbox, timers, clock } = this.#context;
    await drainOutbox(createDrainDependencies(this.env, outbox, createLogger({ object: "transaction-shard" })));
    timers.arm(clock(), outbox.state().nextAt);
  }

  /** Works on a payment that is here; one that has been archived is named, for the caller to bring back. */
  #onLive<Result>(id: string, work: (context: ShardContext) => Result): Result | ArchivedMarker {
    return this.#findArchived(id) ?? this.#atomically(work);
  }

  /** The same for work that finds nothing where a payment is not here: only then is it looked for elsewhere. */
  #onFound<Result>(id: string, work: (context: ShardContext) => Result | null): Result | ArchivedMarker | null {
    return this.#atomically(work) ?? this.#findArchived(id);
  }

  #findArchived(id: string): ArchivedMarker | null {
    const tombstone = this.#context.archive.findTombstone(id);
    return tombstone === null ? null : { archivedTransactionId: tombstone.id };
  }

  #atomically<Result>(work: (context: ShardContext) => Result): Result {
    const result = runAtomically(this.ctx.storage, () => work(this.#context));
    this.#flusher.request();
    return result;
  }
}
