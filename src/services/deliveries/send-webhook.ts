import type { DeliveryOutcome } from "../../domain/delivery/settle-delivery.ts";
import { signWebhook } from "../../domain/delivery/sign-webhook.ts";
import { findAddressFault } from "../../domain/webhook-endpoint/endpoint-address.ts";
import { secretContextOf } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { unseal } from "../../lib/seal.ts";
import { toTraceparent } from "../../lib/trace.ts";
import type { DeliveryClaim } from "../../objects/endpoint/delivery-operations.ts";
import type { Gateway } from "../gateway.ts";
import { addressRulesOf } from "../webhook-endpoints/address-rules.ts";
import { readStart } from "./read-start.ts";

/** A server that takes longer has failed; Standard Webhooks asks for 15 to 30 s. */
const TIMEOUT_MS = 15_000;

/**
 * Posts an event once, signed for this moment (Standard Webhooks), and tells what came of it. Redirects are not followed:
 * they may lead anywhere. Null: the permission is too old, and nothing was sent.
 */
export async function sendWebhook(gateway: Gateway, claim: DeliveryClaim): Promise<DeliveryOutcome | null> {
  const { config, clock } = gateway;
  if (findAddressFault(claim.url, addressRulesOf(config)) !== null) return failed("address_refused", null);
  const secrets = await openSecrets(gateway, claim);
  if (secrets.length === 0) return failed("secret_unavailable", null);
  const sentAt = clock();
  if (sentAt > claim.sendBefore) return null;
  const { eventId: id, body } = claim;
  try {
    const response = await gateway.fetch(claim.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "payment-gateway-webhooks/1",
        ...(claim.traceId === null ? {} : { traceparent: toTraceparent(claim.traceId) }),
        ...signWebhook(secrets, { id, timestampSeconds: Math.floor(sentAt / 1000), body }),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const latencyMs = clock() - sentAt;
    return {
      statusCode: response.status,
      latencyMs,
      error: response.ok ? null : response.status < 400 ? "redirect_not_followed" : "not_accepted",
      response: await readStart(response),
      retryAfterMs: readRetryAfter(response, clock()),
    };
  } catch (error) {
    const isTimeout = error instanceof Error && /^(Timeout|Abort)Error$/.test(error.name);
    return failed(isTimeout ? "timeout" : "connection_failed", clock() - sentAt);
  }
}

async function openSecrets(gateway: Gateway, { endpointId, sealedSecrets }: DeliveryClaim): Promise<string[]> {
  const keys = gateway.config.encryptionKeys;
  const context = secretContextOf(endpointId);
  const opened = await Promise.all(sealedSecrets.map((sealed) => unseal(keys, context, sealed)));
  return opened.filter((secret) => secret !== null);
}

/** Answers of a server that has too much to do, or of what stands in front of it (Standard Webhooks, RFC 9110). */
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How long such a server asks to wait: seconds, or a date. */
function readRetryAfter({ status, headers }: Response, now: number): number | null {
  const value = headers.get("retry-after");
  if (value === null || !OVERLOADED.has(status)) return null;
  const waitMs = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) && waitMs > 0 ? waitMs : null;
}

function failed(error: string, latencyMs: number | null): DeliveryOutcome {
  return { statusCode: null, latencyMs, error, response: null, retryAfterMs: null };
}
