import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";

/** Whether events are sent to an endpoint, or parked until it is enabled again. */
export const ENDPOINT_STATUSES = ["enabled", "disabled"] as const;

/** One of {@link ENDPOINT_STATUSES}. */
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/** Who or what disabled an endpoint: its merchant, its server's 410, or days of failure. */
export type DisabledReason = "merchant" | "gone" | "failing";

/** A signing secret, encrypted; `expiresAt` is set once it has been replaced. */
export interface EndpointSecret {
  readonly sealed: string;
  readonly expiresAt: number | null;
}

/** Where a merchant wants its events sent. The merchant's object owns it; `version` grows with each change. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly merchantId: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly status: EndpointStatus;
  readonly disabledReason: DisabledReason | null;
  /** The newest first. */
  readonly secrets: readonly EndpointSecret[];
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a secret is bound to where it is encrypted: moved to another endpoint it does not open. */
export function secretContextOf(endpointId: string): string {
  return `webhook-endpoint:${endpointId}`;
}

/** The secrets that sign a delivery at a moment, the newest first. */
export function validSecrets(endpoint: WebhookEndpoint, now: number): readonly EndpointSecret[] {
  return endpoint.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** An endpoint in the public shape, without its secret. */
export function renderWebhookEndpoint(endpoint: WebhookEndpoint): { [name: string]: JsonValue } {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: [...endpoint.events],
    status: endpoint.status,
    disabled_reason: endpoint.disabledReason,
    created_at: toRfc3339(endpoint.createdAt),
    updated_at: toRfc3339(endpoint.updatedAt),
  };
}
