import { newWebhookSecret } from "../../domain/delivery/sign-webhook.ts";
import { newEndpointId } from "../../domain/identifiers.ts";
import { Problem } from "../../domain/problem.ts";
import { type EndpointChange, MAX_VALID_SECRETS } from "../../domain/webhook-endpoint/change-endpoint.ts";
import { findAddressFault } from "../../domain/webhook-endpoint/endpoint-address.ts";
import { secretContextOf, type WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { seal } from "../../lib/seal.ts";
import type { Gateway } from "../gateway.ts";
import { actingMerchant, type Caller, notFound } from "../principal.ts";
import { addressRulesOf } from "./address-rules.ts";

/** An endpoint with a secret that is shown this once, and kept encrypted. */
export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** Makes an endpoint: it gets what happens from here on. */
export async function createWebhookEndpoint(
  gateway: Gateway,
  { principal, actor }: Caller,
  wanted: { readonly url: string; readonly events: readonly string[] },
): Promise<EndpointWithSecret> {
  const merchantId = actingMerchant(principal);
  assertAddress(gateway, wanted.url);
  const id = newEndpointId(merchantId);
  const { secret, sealed } = await newSecret(gateway, id);
  const now = gateway.clock();
  const endpoint: WebhookEndpoint = {
    ...wanted,
    id,
    merchantId,
    status: "enabled",
    disabledReason: null,
    secrets: [{ sealed, expiresAt: null }],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  const isAdded = await gateway.callMerchant(merchantId, (merchant) => merchant.addEndpoint(endpoint, actor));
  if (!isAdded) throw new Problem("invalid_state", "The merchant has 20 webhook endpoints; delete one first.");
  return { endpoint, secret };
}

/** The merchant's endpoints, newest first. */
export function listWebhookEndpoints(gateway: Gateway, { principal }: Caller): Promise<WebhookEndpoint[]> {
  return gateway.callMerchant(actingMerchant(principal), (merchant) => merchant.listEndpoints());
}

/** An endpoint of the caller's merchant. */
export async function getWebhookEndpoint(
  gateway: Gateway,
  { principal }: Caller,
  id: string,
): Promise<WebhookEndpoint> {
  const found = await gateway.callMerchant(actingMerchant(principal), (merchant) => merchant.findEndpoint(id));
  return found ?? missing();
}

/** Moves, filters, disables or enables an endpoint. */
export async function changeWebhookEndpoint(
  gateway: Gateway,
  { principal, actor }: Caller,
  id: string,
  change: EndpointChange,
): Promise<WebhookEndpoint> {
  if (change.url !== undefined) assertAddress(gateway, change.url);
  const merchantId = actingMerchant(principal);
  const changed = await gateway.callMerchant(merchantId, (merchant) => merchant.changeEndpoint(id, change, actor));
  return changed ?? missing();
}

/** Gives an endpoint a new secret; those before it sign along for 24 h. */
export async function rotateWebhookSecret(
  gateway: Gateway,
  { principal, actor }: Caller,
  id: string,
): Promise<EndpointWithSecret> {
  const merchantId = actingMerchant(principal);
  const { secret, sealed } = await newSecret(gateway, id);
  const endpoint = await gateway.callMerchant(merchantId, (merchant) =>
    merchant.rotateEndpointSecret(id, sealed, actor),
  );
  if (endpoint === "too_many_secrets") {
    throw new Problem("invalid_state", `${MAX_VALID_SECRETS} secrets are valid; wait until one has expired.`);
  }
  return endpoint === null ? missing() : { endpoint, secret };
}

/** Deletes an endpoint, and with it everything that was still to be sent there. */
export async function removeWebhookEndpoint(gateway: Gateway, { principal, actor }: Caller, id: string): Promise<void> {
  const merchantId = actingMerchant(principal);
  const isRemoved = await gateway.callMerchant(merchantId, (merchant) => merchant.removeEndpoint(id, actor));
  if (!isRemoved) missing();
}

async function newSecret(gateway: Gateway, endpointId: string): Promise<{ secret: string; sealed: string }> {
  const secret = newWebhookSecret();
  return { secret, sealed: await seal(gateway.config.encryptionKeys, secretContextOf(endpointId), secret) };
}

function assertAddress(gateway: Gateway, url: string): void {
  const message = findAddressFault(url, addressRulesOf(gateway.config));
  if (message === null) return;
  throw new Problem("validation_failed", message, { errors: [{ path: "url", message }] });
}

function missing(): never {
  throw notFound("webhook endpoint");
}
