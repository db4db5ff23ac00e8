import { DurableObject } from "cloudflare:workers";
import { bindingsOf, type GatewayBindings } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger, type Logger } from "../../lib/logger.ts";
import { createFlusher, type Flusher } from "../shared/flusher.ts";
import { createOutbox } from "../shared/outbox.ts";
import { readSocketTerms, toSocketResponse } from "../shared/socket-client.ts";
import { createSocketHub, type SocketHub } from "../shared/socket-hub.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers } from "../shared/timers.ts";
import { createAnnouncements } from "./announcements.ts";
import { createArchiveStore } from "./archive-store.ts";
import { createDepositStore } from "./deposit-store.ts";
import { createPayoutStore } from "./payout-store.ts";
import { SHARD_MIGRATIONS } from "./schema.ts";
import { serveAlarm } from "./serve-alarm.ts";
import type { ShardContext } from "./shard-context.ts";
import { createShardDelivery } from "./shard-delivery.ts";
import { createShardStore } from "./shard-store.ts";
import { createShardWork, type ShardWork } from "./shard-work.ts";
import { acceptSocketInShard } from "./socket-operations.ts";

/** A shard's storage, its sockets, its outbox and its alarm; what it is asked to do is in the classes that extend it. */
export abstract class ShardObjectBase extends DurableObject {
  /** An own property, which no remote caller can reach. */
  protected readonly work: ShardWork;
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
    this.work = createShardWork({ context: this.#context, hub: this.#hub, flusher: this.#flusher, env });
  }

  /** Accepts a socket; callers ask with `toSocketRequest`. */
  override fetch(request: Request): Response {
    const terms = readSocketTerms(request);
    return toSocketResponse(this.work.atomically((context) => acceptSocketInShard(context, this.#hub, terms)));
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#hub.heard(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#hub.left(socket, code);
  }

  /** Re-arms the alarm, should it have been lost; the cron calls it on every shard. */
  wake(): void {
    this.#context.timers.forget();
    this.#context.outbox.forget();
    this.work.atomically(({ timers, outbox, clock }) => timers.arm(clock(), outbox.state().nextAt));
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
}
