import { DurableObject } from "cloudflare:workers";
import type { Actor } from "../../domain/actor.ts";
import { type AuditDraft, appendAuditEntry } from "../../domain/audit/audit-entry.ts";
import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { type ApiKey, type Merchant, toApiKeyRow, toMerchantRow } from "../../domain/merchant.ts";
import type { Projection } from "../../domain/projection.ts";
import { renderRoutingRule } from "../../domain/routing/render-routing-rule.ts";
import type { RoutingRule } from "../../domain/routing/routing-rule.ts";
import type { EndpointChange } from "../../domain/webhook-endpoint/change-endpoint.ts";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { bindingsOf } from "../../env.ts";
import { canonicalJson } from "../../lib/canonical-json.ts";
import { systemClock } from "../../lib/clock.ts";
import { constantTimeEqual } from "../../lib/hmac.ts";
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
import { exportMerchant } from "./export-merchant.ts";
import { createMerchantStore, type MerchantStore } from "./merchant-store.ts";
import { createRoutingRulesStore, type RoutingRulesStore } from "./routing-rules-store.ts";
import { MERCHANT_MIGRATIONS } from "./schema.ts";

/** Keys one merchant may have that are not revoked: enough for every service of a large shop. */
const MAX_LIVE_KEYS = 100;

/** Endpoints' objects told of changes in one alarm; the rest follows in the next. */
const DUTIES_PER_ALARM = 20;

/**
 * The single writer of what belongs to one merchant: its profile, API keys, webhook endpoints and the audit chain of
 * their changes.
 * Postgres is a projection of it, so tokens are issued while Postgres is down.
 */
export class MerchantObject extends DurableObject {
  readonly #store: MerchantStore;
  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #flusher: Flusher;
  readonly #endpoints: EndpointRegistry;
  readonly #rules: RoutingRulesStore;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, MERCHANT_MIGRATIONS);
    this.#store = createMerchantStore(state.storage.sql);
    this.#rules = createRoutingRulesStore(state.storage.sql);
    this.#outbox = createOutbox(state.storage);
    this.#timers = createTimers(state.storage);
    this.#flusher = createFlusher({
      outbox: this.#outbox,
      deliveryTo: () => createPostgresDelivery(this.env),
      drained: () => this.#drained(),
      background: (work) => state.waitUntil(work),
      clock: systemClock,
      logger: createLogger({ object: "merchant" }),
    });
    this.#endpoints = createEndpointRegistry({
      store: createEndpointStore(state.storage.sql),
      timers: this.#timers,
      clock: systemClock,
      callEndpoint: createEndpointClient(bindingsOf(env).ENDPOINT),
      logger: createLogger({ object: "merchant" }),
      atomically: (work) => runAtomically(state.storage, work),
      record: (merchantId, draft, actor) => this.#record(merchantId, draft, actor, {}),
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

  addEndpoint(endpoint: WebhookEndpoint, actor: Actor): Promise<boolean> {
    return this.#endpoints.add(endpoint, actor);
  }

  listEndpoints(): WebhookEndpoint[] {
    return this.#endpoints.list();
  }

  findEndpoint(id: string): WebhookEndpoint | null {
    return this.#endpoints.find(id);
  }

  changeEndpoint(id: string, change: EndpointChange, actor: Actor): Promise<WebhookEndpoint | null> {
    return this.#endpoints.change(id, change, actor);
  }

  rotateEndpointSecret(id: string, sealed: string, actor: Actor) {
    return this.#endpoints.rotate(id, sealed, actor);
  }

  removeEndpoint(id: string, actor: Actor): Promise<boolean> {
    return this.#endpoints.remove(id, actor);
  }

  disableEndpoint(id: string, reason: DisabledReason, version: number): Promise<void> {
    return this.#endpoints.disable(id, reason, version);
  }

  listRoutingRules(): readonly RoutingRule[] {
    return this.#rules.list();
  }

  /** Puts rules in the place of all there are; the same ones again change nothing. */
  replaceRoutingRules(merchantId: string, rules: readonly RoutingRule[], actor: Actor): void {
    const before = this.#rules.list().map(renderRoutingRule);
    const after = rules.map(renderRoutingRule);
    if (canonicalJson(before) === canonicalJson(after)) return;
    runAtomically(this.ctx.storage, () => {
      this.#rules.replace(rules);
      this.#record(merchantId, { type: "routing_rules.replaced", data: { before, after } }, actor, {});
    });
  }

  /** Re-arms the alarm, should it have been lost, and gives the ids of the endpoints to be woken too. */
  wake(): string[] {
    this.#timers.forget();
    this.#outbox.forget();
    runAtomically(this.ctx.storage, () => this.#timers.arm(systemClock(), this.#outbox.state().nextAt));
    return this.#endpoints.list().map(({ id }) => id);
  }

  /** What Postgres ought to hold of this merchant. */
  exportRows(merchantId: string): ExportedRecord {
    return exportMerchant(merchantId, this.#store, this.#outbox);
  }

  override async alarm(): Promise<void> {
    this.#timers.disarmed();
    this.#outbox.settle();
    try {
      await Promise.all([this.#flusher.flush("postgres"), this.#endpoints.tellDue(DUTIES_PER_ALARM)]);
      this.#timers.arm(systemClock(), this.#outbox.state().nextAt);
    } catch (error) {
      // The platform drops an alarm whose handler keeps throwing, and with it what Postgres was to be told.
      createLogger({ object: "merchant" }).error("alarm.failed", { error });
      this.#timers.postpone(systemClock() + ALARM_RETRY_MS);
    }
  }

  #drained(): void {
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
