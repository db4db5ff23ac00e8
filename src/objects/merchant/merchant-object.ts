import { DurableObject } from "cloudflare:workers";
import type { Actor } from "../../domain/actor.ts";
import { type AuditDraft, appendAuditEntry } from "../../domain/audit/audit-entry.ts";
import { type ApiKey, type Merchant, toApiKeyRow, toMerchantRow } from "../../domain/merchant.ts";
import type { Projection } from "../../domain/projection.ts";
import { systemClock } from "../../lib/clock.ts";
import { constantTimeEqual } from "../../lib/hmac.ts";
import { createLogger } from "../../lib/logger.ts";
import { drainOutbox } from "../shared/drain.ts";
import { createDrainDependencies } from "../shared/drain-dependencies.ts";
import { createFlusher, type Flusher } from "../shared/flusher.ts";
import { createOutbox, type Outbox } from "../shared/outbox.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers, type Timers } from "../shared/timers.ts";
import { createMerchantStore, type MerchantStore } from "./merchant-store.ts";
import { MERCHANT_MIGRATIONS } from "./schema.ts";

/** Keys one merchant may have that are not revoked: enough for every service of a large shop. */
const MAX_LIVE_KEYS = 100;

/**
 * The single writer of what belongs to one merchant: its profile, its API keys and the audit chain of their changes.
 * Postgres is a projection of it, so tokens are issued while Postgres is down.
 */
export class MerchantObject extends DurableObject {
  readonly #store: MerchantStore;
  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #flusher: Flusher;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, MERCHANT_MIGRATIONS);
    this.#store = createMerchantStore(state.storage.sql);
    this.#outbox = createOutbox(state.storage);
    this.#timers = createTimers(state.storage);
    this.#flusher = createFlusher({
      outbox: this.#outbox,
      drain: () => this.#drain(),
      background: (work) => state.waitUntil(work),
    });
  }

  /** Makes the merchant unless it exists; an existing one is left as it is. */
  create(merchant: Merchant, actor: Actor): { readonly isNew: boolean; readonly merchant: Merchant } {
    const known = this.#store.findMerchant();
    if (known !== null) return { isNew: false, merchant: known };
    runAtomically(this.ctx.storage, () => {
      this.#store.saveMerchant(merchant);
      const draft = { type: "merchant.created", data: { name: merchant.name, region: merchant.region } };
      this.#record(merchant.id, draft, actor, { merchants: [toMerchantRow(merchant)] });
    });
    return { isNew: true, merchant };
  }

  find(): Merchant | null {
    return this.#store.findMerchant();
  }

  listKeys(): ApiKey[] {
    return this.#store.listKeys();
  }

  /** Adds a key; false when the merchant has too many. */
  addKey(key: ApiKey, actor: Actor): boolean {
    if (this.#store.listKeys().filter((known) => known.revokedAt === null).length >= MAX_LIVE_KEYS) return false;
    runAtomically(this.ctx.storage, () => {
      this.#store.saveKey(key);
      const draft = { type: "api_key.created", data: { key_id: key.id, name: key.name, scopes: [...key.scopes] } };
      this.#record(key.merchantId, draft, actor, { api_keys: [toApiKeyRow(key)] });
    });
    return true;
  }

  /** Revokes a key: from here on it gets no token. False when there is none; repeating it changes nothing. */
  revokeKey(keyId: string, actor: Actor): boolean {
    const key = this.#store.findKey(keyId);
    if (key === null) return false;
    if (key.revokedAt !== null) return true;
    runAtomically(this.ctx.storage, () => {
      const revoked = { ...key, revokedAt: systemClock() };
      this.#store.saveKey(revoked);
      const draft = { type: "api_key.revoked", data: { key_id: key.id, name: key.name } };
      this.#record(key.merchantId, draft, actor, { api_keys: [toApiKeyRow(revoked)] });
    });
    return true;
  }

  /** The key, if it is live and the secret's hash is right. */
  authenticate(keyId: string, secretHash: string): ApiKey | null {
    const key = this.#store.findKey(keyId);
    if (key === null || key.revokedAt !== null) return null;
    return constantTimeEqual(key.secretHash, secretHash) ? key : null;
  }

  override async alarm(): Promise<void> {
    this.#timers.disarmed();
    this.#outbox.settle();
    try {
      await this.#flusher.flush();
    } catch (error) {
      // The platform drops an alarm whose handler keeps throwing, and with it what Postgres was to be told.
      createLogger({ object: "merchant" }).error("alarm.failed", { error });
      this.#timers.postpone(systemClock() + ALARM_RETRY_MS);
    }
  }

  async #drain(): Promise<void> {
    await drainOutbox(createDrainDependencies(this.env, this.#outbox, createLogger({ object: "merchant" })));
    this.#outbox.settle();
    this.#timers.arm(systemClock(), this.#outbox.state().nextAt);
  }

  #record(merchantId: string, draft: AuditDraft, actor: Actor, projection: Projection): void {
    const now = systemClock();
    const { entries, head } = this.#store.chainHead();
    const sequence = entries + 1;
    const entry = appendAuditEntry(draft, {
      id: crypto.randomUUID(),
      transactionId: null,
      sequence,
      previousHash: head,
      actor,
      now,
    });
    this.#store.saveAudit(entry);
    const chain = `merchant:${merchantId}`;
    const row = { ...entry, chain, merchant_id: merchantId };
    this.#outbox.append(chain, sequence, { ...projection, audit_logs: [row] }, now);
    this.#timers.arm(now, this.#outbox.state().nextAt);
    this.#flusher.request();
  }
}
