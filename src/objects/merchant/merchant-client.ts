import type { Actor } from "../../domain/actor.ts";
import type { ExportedRecord } from "../../domain/database-check/exported.ts";
import { regionOfMerchant } from "../../domain/identifiers.ts";
import type { Replacements, SealedThings } from "../../domain/key-rotation/sealed-things.ts";
import type { ApiKey, Merchant } from "../../domain/merchant.ts";
import type { AccountChange, ConfiguredAccount } from "../../domain/provider-account/change-account.ts";
import type { AccountOwner, AccountVersion, OwnedAccount } from "../../domain/provider-account/provider-account.ts";
import { findRegion } from "../../domain/region.ts";
import type { RoutingRule } from "../../domain/routing/routing-rule.ts";
import type { EndpointChange } from "../../domain/webhook-endpoint/change-endpoint.ts";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { callObject } from "../shared/call-object.ts";

/** What a merchant's object does, as its callers see it. */
export interface MerchantApi {
  create(merchant: Merchant, actor: Actor): Promise<{ readonly isNew: boolean; readonly merchant: Merchant }>;
  find(): Promise<Merchant | null>;
  listKeys(): Promise<ApiKey[]>;
  addKey(key: ApiKey, actor: Actor): Promise<boolean>;
  revokeKey(keyId: string, actor: Actor): Promise<boolean>;
  authenticate(keyId: string, secretHash: string): Promise<ApiKey | null>;
  addEndpoint(endpoint: WebhookEndpoint, actor: Actor): Promise<boolean>;
  listEndpoints(): Promise<WebhookEndpoint[]>;
  findEndpoint(id: string): Promise<WebhookEndpoint | null>;
  changeEndpoint(id: string, change: EndpointChange, actor: Actor): Promise<WebhookEndpoint | null>;
  rotateEndpointSecret(id: string, sealed: string, actor: Actor): Promise<WebhookEndpoint | "too_many_secrets" | null>;
  removeEndpoint(id: string, actor: Actor): Promise<boolean>;
  /** For the endpoint's own object; what it says of an older version changes nothing. */
  disableEndpoint(id: string, reason: DisabledReason, version: number): Promise<void>;
  listRoutingRules(): Promise<readonly RoutingRule[]>;
  replaceRoutingRules(merchantId: string, rules: readonly RoutingRule[], actor: Actor): Promise<void>;
  listAccounts(): Promise<OwnedAccount[]>;
  findAccount(provider: string): Promise<OwnedAccount | null>;
  findAccountVersion(provider: string, version: number): Promise<AccountVersion | null>;
  /** Versions of the account at a provider from a number on, in order. */
  listAccountVersions(provider: string, from: number): Promise<AccountVersion[]>;
  configureAccount(change: AccountChange, actor: Actor): Promise<ConfiguredAccount>;
  removeAccount(owner: AccountOwner, actor: Actor): Promise<boolean>;
  listSealed(): Promise<SealedThings>;
  /** Puts texts sealed with another key in the place of those there are; tells how many. `keyId`: of that key. */
  reseal(owner: string, replacements: Replacements, keyId: string, actor: Actor): Promise<number>;
  /** Re-arms its alarm, should it have been lost; gives the ids of its endpoints, whose objects sleep by themselves. */
  wake(): Promise<string[]>;
  /** What Postgres ought to hold of this merchant. */
  exportRows(merchantId: string): Promise<ExportedRecord>;
}

/** One call to a merchant's object. */
export type CallMerchant = <Result>(
  merchantId: string,
  call: (merchant: MerchantApi) => Promise<Result>,
) => Promise<Result>;

/** The way to the merchants of a namespace. */
export function createMerchantClient(namespace: DurableObjectNamespace): CallMerchant {
  return (merchantId, call) =>
    callObject(() => {
      const id = namespace.idFromName(`merchant:${merchantId}`);
      const hint = findRegion(regionOfMerchant(merchantId))?.hint;
      const stub = hint === undefined ? namespace.get(id) : namespace.get(id, { locationHint: hint });
      return stub as unknown as MerchantApi;
    }, call);
}
