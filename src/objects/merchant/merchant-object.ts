import type { Actor } from "../../domain/actor.ts";
import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { type ApiKey, type Merchant, toApiKeyRow, toMerchantRow } from "../../domain/merchant.ts";
import { renderRoutingRule } from "../../domain/routing/render-routing-rule.ts";
import type { RoutingRule } from "../../domain/routing/routing-rule.ts";
import type { EndpointChange } from "../../domain/webhook-endpoint/change-endpoint.ts";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { canonicalJson } from "../../lib/canonical-json.ts";
import { systemClock } from "../../lib/clock.ts";
import { constantTimeEqual } from "../../lib/hmac.ts";
import { AccountMethods } from "./account-methods.ts";
import { exportMerchant } from "./export-merchant.ts";
import { createRoutingRulesStore, type RoutingRulesStore } from "./routing-rules-store.ts";

/** Keys one merchant may have that are not revoked: enough for every service of a large shop. */
const MAX_LIVE_KEYS = 100;

/**
 * The single writer of what belongs to one merchant: its profile, API keys, webhook endpoints, accounts
 * at providers, and the audit chain of their changes. Postgres is a projection of it, so that tokens are issued and
 * payments run while Postgres is down.
 */
export class MerchantObject extends AccountMethods {
  readonly #rules: RoutingRulesStore = createRoutingRulesStore(this.ctx.storage.sql);

  /** Makes the merchant unless it exists; an existing one is left as it is. */
  create(merchant: Merchant, actor: Actor): { readonly isNew: boolean; readonly merchant: Merchant } {
    const known = this.store.findMerchant();
    if (known !== null) return { isNew: false, merchant: known };
    this.atomically(() => {
      this.store.saveMerchant(merchant);
      const draft = { type: "merchant.created", data: { name: merchant.name, region: merchant.region } };
      this.record(merchant.id, draft, actor, { merchants: [toMerchantRow(merchant)] });
    });
    return { isNew: true, merchant };
  }

  find(): Merchant | null {
    return this.store.findMerchant();
  }

  listKeys(): ApiKey[] {
    return this.store.listKeys();
  }

  /** Adds a key; false when the merchant has too many. */
  addKey(key: ApiKey, actor: Actor): boolean {
    if (this.store.listKeys().filter((known) => known.revokedAt === null).length >= MAX_LIVE_KEYS) return false;
    this.atomically(() => {
      this.store.saveKey(key);
      const draft = { type: "api_key.created", data: { key_id: key.id, name: key.name, scopes: [...key.scopes] } };
      this.record(key.merchantId, draft, actor, { api_keys: [toApiKeyRow(key)] });
    });
    return true;
  }

  /** Revokes a key: from here on it gets no token. False when there is none; repeating it changes nothing. */
  revokeKey(keyId: string, actor: Actor): boolean {
    const key = this.store.findKey(keyId);
    if (key === null) return false;
    if (key.revokedAt !== null) return true;
    this.atomically(() => {
      const revoked = { ...key, revokedAt: systemClock() };
      this.store.saveKey(revoked);
      const draft = { type: "api_key.revoked", data: { key_id: key.id, name: key.name } };
      this.record(key.merchantId, draft, actor, { api_keys: [toApiKeyRow(revoked)] });
    });
    return true;
  }

  /** The key, if it is live and the secret's hash is right. */
  authenticate(keyId: string, secretHash: string): ApiKey | null {
    const key = this.store.findKey(keyId);
    if (key === null || key.revokedAt !== null) return null;
    return constantTimeEqual(key.secretHash, secretHash) ? key : null;
  }

  addEndpoint(endpoint: WebhookEndpoint, actor: Actor): Promise<boolean> {
    return this.endpoints.add(endpoint, actor);
  }

  listEndpoints(): WebhookEndpoint[] {
    return this.endpoints.list();
  }

  findEndpoint(id: string): WebhookEndpoint | null {
    return this.endpoints.find(id);
  }

  changeEndpoint(id: string, change: EndpointChange, actor: Actor): Promise<WebhookEndpoint | null> {
    return this.endpoints.change(id, change, actor);
  }

  rotateEndpointSecret(id: string, sealed: string, actor: Actor) {
    return this.endpoints.rotate(id, sealed, actor);
  }

  removeEndpoint(id: string, actor: Actor): Promise<boolean> {
    return this.endpoints.remove(id, actor);
  }

  disableEndpoint(id: string, reason: DisabledReason, version: number): Promise<void> {
    return this.endpoints.disable(id, reason, version);
  }

  listRoutingRules(): readonly RoutingRule[] {
    return this.#rules.list();
  }

  /** Puts rules in the place of all there are; the same ones again change nothing. */
  replaceRoutingRules(merchantId: string, rules: readonly RoutingRule[], actor: Actor): void {
    const before = this.#rules.list().map(renderRoutingRule);
    const after = rules.map(renderRoutingRule);
    if (canonicalJson(before) === canonicalJson(after)) return;
    this.atomically(() => {
      this.#rules.replace(rules);
      this.record(merchantId, { type: "routing_rules.replaced", data: { before, after } }, actor, {});
    });
  }

  /** What Postgres ought to hold of this merchant. */
  exportRows(merchantId: string): ExportedRecord {
    return exportMerchant(merchantId, this.store, this.outbox);
  }
}
