import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { AttemptKind } from "../../domain/pursuit.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { measure } from "../operations/measure.ts";

/** What a call was about, and when it began. */
interface NotedCall {
  readonly subjectId: string;
  readonly operation: AttemptKind;
  readonly startedAt: number;
}

/** Logs and counts one attempt at a provider and how it ended. */
export function noteCall(
  gateway: Gateway,
  { definition }: ProviderAccount,
  { subjectId, operation, startedAt }: NotedCall,
  heard: PaymentOutcome | RefundOutcome | PayoutOutcome,
): void {
  const provider = definition.description.name;
  const outcome = heard.kind === "reported" ? heard.status : heard.kind;
  const status = heard.exchange?.status ?? null;
  const latencyMs = gateway.clock() - startedAt;
  const fields = { provider, operation, outcome, status, latency_ms: latencyMs, subject_id: subjectId };
  createLogger().info("provider.called", fields);
  measure(gateway, { kind: "provider_call", provider, operation, outcome, status, latencyMs });
}
