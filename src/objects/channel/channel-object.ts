import { DurableObject } from "cloudflare:workers";
import { CHANNEL_TOPIC, RESYNC_MESSAGE } from "../../domain/socket-terms.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { readSocketTerms, toSocketResponse } from "../shared/socket-client.ts";
import { createSocketHub, SOCKETS_DUTY, type SocketHub } from "../shared/socket-hub.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers, type Timers } from "../shared/timers.ts";
import { type ChannelLog, createChannelLog, type LoggedEvent } from "./channel-log.ts";
import { CHANNEL_MIGRATIONS } from "./schema.ts";

const PRUNE_DUTY = "prune";
/** An event is looked at again for its age at the earliest after this time. */
const FIRST_PRUNE_MS = 86_400_000;
/** Timers served in one alarm; the rest follows at once in the next. */
const DUTIES_PER_ALARM = 100;

/**
 * What several shards have to tell the same listeners: all events of a merchant, or those of one of its customers. Keeps
 * the newest of them, each once however often it is told, and sends them on. Callers go through `channelClient`.
 */
export class ChannelObject extends DurableObject {
  readonly #log: ChannelLog;
  readonly #timers: Timers;
  readonly #hub: SocketHub;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, CHANNEL_MIGRATIONS);
    this.#log = createChannelLog(state.storage.sql);
    this.#timers = createTimers(state.storage);
    this.#hub = createSocketHub(state, this.#timers, systemClock);
  }

  /** Takes events of one shard in their order; those it has are left out. */
  publish(events: readonly LoggedEvent[]): void {
    const now = systemClock();
    const added = this.#atomically(() => {
      const fresh = events.filter((event) => this.#log.add(event, now));
      if (fresh.length > 0 && !this.#timers.has(PRUNE_DUTY, "log")) {
        this.#timers.set(PRUNE_DUTY, "log", now + FIRST_PRUNE_MS);
      }
      return fresh;
    });
    if (added.length > 0) this.#hub.broadcast(CHANNEL_TOPIC, () => added.map(({ text }) => text));
  }

  override fetch(request: Request): Response {
    const terms = readSocketTerms(request);
    const { since } = terms;
    const replay = () => (since === null ? [] : (this.#log.since(since) ?? [RESYNC_MESSAGE]));
    return toSocketResponse(this.#atomically(() => this.#hub.accept(terms, replay)));
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#hub.heard(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#hub.left(socket, code);
  }

  override async alarm(): Promise<void> {
    this.#timers.disarmed();
    try {
      const now = systemClock();
      this.#atomically(() => {
        for (const { kind, ref } of this.#timers.due(now, DUTIES_PER_ALARM)) {
          if (kind === SOCKETS_DUTY) this.#hub.closeExpired(ref);
          else this.#timers.set(kind, ref, this.#log.prune(now));
        }
      });
    } catch (error) {
      // The platform drops an alarm whose handler keeps throwing, and expired sockets would stay open.
      createLogger({ object: "channel" }).error("alarm.failed", { error });
      this.#timers.postpone(systemClock() + ALARM_RETRY_MS);
    }
  }

  #atomically<Result>(work: () => Result): Result {
    return runAtomically(this.ctx.storage, () => {
      const result = work();
      this.#timers.arm(systemClock(), null);
      return result;
    });
  }
}
