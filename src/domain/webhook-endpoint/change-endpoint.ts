import type { AuditDraft } from "../audit/audit-entry.ts";
import { type DisabledReason, type EndpointStatus, validSecrets, type WebhookEndpoint } from "./webhook-endpoint.ts";

/** How long a replaced secret still signs (contract section 6). */
export const OLD_SECRET_LIFETIME_MS = 86_400_000;
/** A delivery carries a signature for each valid secret: more would only make its header long. */
export const MAX_VALID_SECRETS = 5;

/** What a merchant may change of an endpoint; what is left out stays. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly status?: EndpointStatus | undefined;
}

/** An endpoint as it stands after a change, and what the audit trail says of it. */
export interface EndpointStep {
  readonly endpoint: WebhookEndpoint;
  readonly audit: readonly AuditDraft[];
}

/** A merchant's change. One that changes nothing leaves no trace. */
export function changeEndpoint(endpoint: WebhookEndpoint, change: EndpointChange, now: number): EndpointStep {
  const { url = endpoint.url, events = endpoint.events, status = endpoint.status } = change;
  const isMoved = url !== endpoint.url || events.join() !== endpoint.events.join();
  const isSwitched = status !== endpoint.status;
  if (!isMoved && !isSwitched) return { endpoint, audit: [] };
  const disabledReason = isSwitched ? (status === "disabled" ? "merchant" : null) : endpoint.disabledReason;
  const next = touched({ ...endpoint, url, events, status, disabledReason }, now);
  return {
    endpoint: next,
    audit: [
      ...(isMoved ? [describe("updated", next)] : []),
      ...(isSwitched ? [describe(status === "disabled" ? "disabled" : "enabled", next)] : []),
    ],
  };
}

/** The gateway's own word that an endpoint is not to be sent to any more. */
export function disableEndpoint(endpoint: WebhookEndpoint, reason: DisabledReason, now: number): EndpointStep {
  const next = touched({ ...endpoint, status: "disabled", disabledReason: reason }, now);
  return { endpoint: next, audit: [describe("disabled", next)] };
}

/** Puts a new secret before the old ones, which sign for a day more; null when too many are valid already. */
export function rotateSecret(endpoint: WebhookEndpoint, sealed: string, now: number): EndpointStep | null {
  const valid = validSecrets(endpoint, now);
  if (valid.length >= MAX_VALID_SECRETS) return null;
  const replaced = valid.map((secret) => ({
    ...secret,
    expiresAt: secret.expiresAt ?? now + OLD_SECRET_LIFETIME_MS,
  }));
  const next = touched({ ...endpoint, secrets: [{ sealed, expiresAt: null }, ...replaced] }, now);
  return { endpoint: next, audit: [describe("secret_rotated", next)] };
}

/** What the audit trail says of an endpoint. The query of its address may be a secret and is left out. */
export function describe(what: string, endpoint: WebhookEndpoint): AuditDraft {
  const { origin, pathname } = new URL(endpoint.url);
  return {
    type: `webhook_endpoint.${what}`,
    data: {
      endpoint_id: endpoint.id,
      url: `${origin}${pathname}`,
      events: [...endpoint.events],
      ...(endpoint.disabledReason === null ? {} : { disabled_reason: endpoint.disabledReason }),
    },
  };
}

function touched(endpoint: WebhookEndpoint, now: number): WebhookEndpoint {
  return { ...endpoint, version: endpoint.version + 1, updatedAt: now };
}
