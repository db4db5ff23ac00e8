import { DurableObject } from "cloudflare:workers";
import type { Actor } from "../../domain/actor.ts";
import { type AuditDraft, appendAuditEntry } from "../../domain/audit/audit-entry.ts";
import type { Projection } from "../../domain/projection.ts";
import { ownerColumnOf } from "../../domain/provider-account/account-id.ts";
import { bindingsOf } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import { createEndpointClient } from "../endpoint/endpoint-client.ts";
import { createFlusher, type Flusher } from "../shared/flusher.ts";
import { createOutbox, type Outbox } from "../shared/outbox.ts";
import { createPostgresDelivery } from "../shared/postgres-delivery.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers, type Timers } from "../shared/timers.ts";
import { createEndpointRegistry, type EndpointRegistry } from "./endpoint-registry.ts";
import { createEndpointStore } from "./endpoint-store.ts";
import { createMerchantStore, type MerchantStore } from "./merchant-store.ts";
import { MERCHANT_MIGRATIONS } from "./schema.ts";

/** Endpoints' objects told of changes in one alarm; the rest follows in the next. */
const DUTIES_PER_ALARM = 20;

/** What a merchant's object is made of: its rows, its audit chain, its outbox and its one alarm. */
export abstract class MerchantObjectBase extends DurableObject {
  protected readonly store: MerchantStore;
  protected readonly endpoints: EndpointRegistry;
  protected readonly outbox: Outbox;
  readonly #timers: Timers;
  readonly #flusher: Flusher;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, MERCHANT_MIGRATIONS);
    this.store = createMerchantStore(state.storage.sql);
    this.outbox = createOutbox(state.storage);
    this.#timers = createTimers(state.storage);
    this.#flusher = createFlusher({
      outbox: this.outbox,
      deliveryTo: () => createPostgresDelivery(this.env),
      drained: () => this.#drained(),
      background: (work) => state.waitUntil(work),
      clock: systemClock,
      logger: createLogger({ object: "merchant" }),
    });
    this.endpoints = createEndpointRegistry({
      store: createEndpointStore(state.storage.sql),
      timers: this.#timers,
      clock: systemClock,
      callEndpoint: createEndpointClient(bindingsOf(env).ENDPOINT),
      logger: createLogger({ object: "merchant" }),
      atomically: this.atomically,
      record: (merchantId, draft, actor) => this.record(merchantId, draft, actor, {}),
    });
  }

  // Members, not methods: what is on the prototype can be called by whoever holds a stub.

  /** Runs work in one storage transaction. */
  protected readonly atomically = (work: () => void): void => runAtomically(this.ctx.storage, work);

  /** Adds an entry to the owner's audit chain, and rows for Postgres; within a transaction. */
  protected readonly record = (owner: string, draft: AuditDraft, actor: Actor, projection: Projection): void => {
    const now = systemClock();
    const { entries, head } = this.store.chainHead();
    const sequence = entries + 1;
    const entry = appendAuditEntry(draft, {
      id: crypto.randomUUID(),
      transactionId: null,
      sequence,
      previousHash: head,
      actor,
      now,
    });
    this.store.saveAudit(entry);
    const chain = `merchant:${owner}`;
    const row = { ...entry, chain, merchant_id: ownerColumnOf(owner) };
    this.outbox.append(chain, sequence, { ...projection, audit_logs: [row] }, now);
    this.#timers.arm(now, this.outbox.state().nextAt);
    this.#flusher.request();
  };

  /** Re-arms the alarm, should it have been lost, and gives the ids of the endpoints to be woken too. */
  wake(): string[] {
    this.#timers.forget();
    this.outbox.forget();
    this.atomically(() => this.#timers.arm(systemClock(), this.outbox.state().nextAt));
    return this.endpoints.list().map(({ id }) => id);
  }

  override async alarm(): Promise<void> {
    this.#timers.disarmed();
    this.outbox.settle();
    try {
      await Promise.all([this.#flusher.flush("postgres"), this.endpoints.tellDue(DUTIES_PER_ALARM)]);
      this.#timers.arm(systemClock(), this.outbox.state().nextAt);
    } catch (error) {
      // The platform drops an alarm whose handler keeps throwing, and with it what Postgres was to be told.
      createLogger({ object: "merchant" }).error("alarm.failed", { error });
      this.#timers.postpone(systemClock() + ALARM_RETRY_MS);
    }
  }

  #drained(): void {
    this.outbox.settle();
    this.#timers.arm(systemClock(), this.outbox.state().nextAt);
  }
}
