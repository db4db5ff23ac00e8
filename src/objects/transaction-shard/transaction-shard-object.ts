import { DurableObject } from "cloudflare:workers";
import type { Actor } from "../../domain/actor.ts";
import type { CallbackToken } from "../../domain/callback-token.ts";
import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import type { ArrivedDeposit } from "../../domain/deposit/receive-deposit.ts";
import type { ShardId, TransactionId } from "../../domain/identifiers.ts";
import type { InboxItem, ReceiptClaimed } from "../../domain/inbox/inbox-item.ts";
import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { LookTrigger } from "../../domain/payment/claim-look.ts";
import type { CommandTerms } from "../../domain/payment/payment-command.ts";
import type { PaymentTerms } from "../../domain/payment/transaction.ts";
import type { PayoutLookTrigger } from "../../domain/payout/claim-payout-look.ts";
import type { PayoutTerms } from "../../domain/payout/payout.ts";
import type { PayoutResolution } from "../../domain/payout/resolve-payout.ts";
import type { RefundTerms } from "../../domain/refund/begin-refund.ts";
import { bindingsOf, type GatewayBindings, parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger, type Logger } from "../../lib/logger.ts";
import { createFlusher, type Flusher } from "../shared/flusher.ts";
import { createOutbox } from "../shared/outbox.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { readSocketTerms, toSocketResponse } from "../shared/socket-client.ts";
import { createSocketHub, type SocketHub } from "../shared/socket-hub.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers } from "../shared/timers.ts";
import { createAnnouncements } from "./announcements.ts";
import { restoreInShard } from "./archive-operations.ts";
import { createArchiveStore } from "./archive-store.ts";
import { openCallbackInShard } from "./callback-operations.ts";
import { beginCommandInShard, settleCommandInShard } from "./command-operations.ts";
import {
  assignDepositInShard,
  beginDepositedInShard,
  claimReceiptInShard,
  findByReferenceInShard,
  finishDepositInShard,
  nextDepositStepInShard,
  receiveDepositInShard,
  routeDepositInShard,
} from "./deposit-operations.ts";
import { createDepositStore } from "./deposit-store.ts";
import {
  applyClaimedInShard,
  buryInboxInShard,
  concludeInboxInShard,
  type HandOverVerdict,
  handOverInShard,
  receiveInShard,
  replayInboxInShard,
  retryInboxInShard,
  subjectOfInboxItem,
} from "./inbox-operations.ts";
import { applyListedRefundsInShard, type RefundsAsked } from "./listed-refund-operations.ts";
import { beginInShard, claimCancelInShard, claimLookInShard, settleInShard } from "./payment-operations.ts";
import {
  beginPayoutInShard,
  claimPayoutLookInShard,
  readPayoutInShard,
  settlePayoutInShard,
} from "./payout-operations.ts";
import { createPayoutStore } from "./payout-store.ts";
import { readChainTruth, readPayment } from "./read-operations.ts";
import { beginRefundInShard, claimRefundLookInShard, findSubject, settleRefundInShard } from "./refund-operations.ts";
import { type ResolveOrder, resolveInShard } from "./resolve-operations.ts";
import { resolvePayoutInShard } from "./resolve-payout-operations.ts";
import { SHARD_MIGRATIONS } from "./schema.ts";
import { serveAlarm } from "./serve-alarm.ts";
import type { ShardContext } from "./shard-context.ts";
import { createShardDelivery } from "./shard-delivery.ts";
import { createShardStore } from "./shard-store.ts";
import { acceptSocketInShard, announceInShard, findOwnerInShard } from "./socket-operations.ts";
import type { ArchivedMarker } from "./transaction-shard-client.ts";

/**
 * The single writer of a slice of all transactions. Each method loads, asks the pure decisions of `domain`, persists in
 * one storage transaction and answers; none waits for the outside world. Callers go through `shardClient`.
 */
export class TransactionShard extends DurableObject {
  readonly #context: ShardContext;
  readonly #flusher: Flusher;
  readonly #hub: SocketHub;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, SHARD_MIGRATIONS);
    this.#context = {
      storage: state.storage,
      store: createShardStore(state.storage.sql),
      archive: createArchiveStore(state.storage.sql),
      deposits: createDepositStore(state.storage.sql),
      payouts: createPayoutStore(state.storage.sql),
      announcements: createAnnouncements(),
      outbox: createOutbox(state.storage),
      timers: createTimers(state.storage),
      clock: systemClock,
    };
    this.#hub = createSocketHub(state, this.#context.timers, systemClock);
    this.#flusher = createFlusher({
      outbox: this.#context.outbox,
      deliveryTo: (name) => createShardDelivery(this.env, name),
      drained: () => this.#context.timers.arm(systemClock(), this.#context.outbox.state().nextAt),
      background: (work) => state.waitUntil(work),
      clock: systemClock,
      logger: createLogger({ object: "transaction-shard" }),
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

  beginCommand(transactionId: string, terms: CommandTerms, owner: string, actor: Actor) {
    return this.#onLive(transactionId, (context) => beginCommandInShard(context, transactionId, terms, owner, actor));
  }

  settleCommand(id: string, commandId: string, attemptNumber: number, outcome: PaymentOutcome, actor: Actor) {
    return this.#onLive(id, (context) => settleCommandInShard(context, id, commandId, attemptNumber, outcome, actor));
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

  openCallback(token: CallbackToken) {
    return this.#onLive(token.subjectId, (context) => openCallbackInShard(context, token));
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

  applyClaimed(itemId: string, receiptClaim: ReceiptClaimed, actor: Actor) {
    const { webhookRetrySchedule } = parseConfig(this.env);
    return this.#onLive(subjectOfInboxItem(this.#context, itemId) ?? itemId, (context) =>
      applyClaimedInShard(context, itemId, receiptClaim, actor, webhookRetrySchedule),
    );
  }

  applyListedRefunds(itemId: string, asked: RefundsAsked, actor: Actor) {
    return this.#onLive(subjectOfInboxItem(this.#context, itemId) ?? itemId, (context) =>
      applyListedRefundsInShard(context, itemId, asked, actor),
    );
  }

  replayInbox(itemId: string, onlyDead: boolean, actor: Actor) {
    const { webhookRetrySchedule } = parseConfig(this.env);
    return this.#onLive(subjectOfInboxItem(this.#context, itemId) ?? itemId, (context) =>
      replayInboxInShard(context, itemId, onlyDead, actor, webhookRetrySchedule),
    );
  }

  handOver(transactionId: ShardId, item: InboxItem, actor: Actor, replayOf?: InboxItem) {
    const { webhookRetrySchedule } = parseConfig(this.env);
    return this.#onLive(transactionId, (context) =>
      handOverInShard(context, transactionId, item, actor, webhookRetrySchedule, replayOf),
    );
  }

  concludeInbox(itemId: string, verdict: HandOverVerdict) {
    return this.#atomically((context) => concludeInboxInShard(context, itemId, verdict));
  }

  resolve(id: TransactionId, order: ResolveOrder, actor: Actor) {
    return this.#onLive(id, (context) => resolveInShard(context, id, order, actor));
  }

  claimReceipt(receiptId: ShardId, ownerId: string, accountId: string): string {
    return this.#atomically((context) => claimReceiptInShard(context, receiptId, ownerId, accountId));
  }

  receiveDeposit(arrived: ArrivedDeposit) {
    return this.#atomically((context) => receiveDepositInShard(context, arrived));
  }

  nextDepositStep(id: string) {
    return this.#atomically((context) => nextDepositStepInShard(context, id));
  }

  routeDeposit(id: string, named: DepositRoute | null, fallback: DepositRoute | null): void {
    this.#atomically((context) => routeDepositInShard(context, id, named, fallback));
  }

  assignDeposit(id: string, route: DepositRoute) {
    return this.#atomically((context) => assignDepositInShard(context, id, route));
  }

  finishDeposit(id: string, reason: string | null): void {
    this.#atomically((context) => finishDepositInShard(context, id, reason));
  }

  readDeposit(id: string) {
    return this.#context.deposits.findDeposit(id);
  }

  findByReference(idPrefix: string) {
    return findByReferenceInShard(this.#context, idPrefix);
  }

  beginDeposited(terms: PaymentTerms, deposit: Deposit, route: DepositRoute) {
    return this.#onLive(terms.id, (context) => beginDepositedInShard(context, terms, deposit, route));
  }

  beginPayout(terms: PayoutTerms, owner: string, actor: Actor) {
    return this.#atomically((context) => beginPayoutInShard(context, terms, owner, actor));
  }

  settlePayout(id: string, attemptNumber: number, outcome: PayoutOutcome, isAnswer: boolean, actor: Actor) {
    return this.#atomically((context) => settlePayoutInShard(context, id, attemptNumber, outcome, isAnswer, actor));
  }

  claimPayoutLook(id: string, trigger: PayoutLookTrigger, actor: Actor) {
    return this.#atomically((context) => claimPayoutLookInShard(context, id, trigger, actor));
  }

  resolvePayout(id: string, resolution: PayoutResolution, actor: Actor) {
    return this.#atomically((context) => resolvePayoutInShard(context, id, resolution, actor));
  }

  readPayout(id: string) {
    return this.#atomically((context) => readPayoutInShard(context, id));
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

  /** Whose a payment or payout is. */
  findOwner(id: string) {
    return this.#onFound(id, (context) => findOwnerInShard(context, id));
  }

  /** Accepts a socket; callers ask with `toSocketRequest`. */
  override fetch(request: Request): Response {
    const terms = readSocketTerms(request);
    return toSocketResponse(this.#atomically((context) => acceptSocketInShard(context, this.#hub, terms)));
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#hub.heard(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#hub.left(socket, code);
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
      closeExpiredSockets: (ref) => this.#hub.closeExpired(ref),
      startFlush: (name) => this.ctx.waitUntil(this.#flusher.flush(name)),
    });
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
    const { announcements } = this.#context;
    try {
      const result = runAtomically(this.ctx.storage, () => work(this.#context));
      announceInShard(this.#hub, announcements);
      this.#flusher.request();
      return result;
    } finally {
      announcements.take();
    }
  }
}
