import type { JsonValue } from "../lib/canonical-json.ts";
import type { AuditEntry } from "./audit/audit-entry.ts";
import type { GatewayEvent } from "./event/event.ts";

/** A payment's row in Postgres. `sequence` only grows: a row is replaced only by one with a greater sequence. */
export interface TransactionRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly reference: string | null;
  readonly provider: string;
  readonly account_id: string;
  readonly provider_transaction_id: string | null;
  readonly provider_receipt: string | null;
  readonly amount_minor: number;
  readonly amount_refunded_minor: number;
  /** What was taken; null before anything was. */
  readonly captured_minor: number | null;
  readonly currency: string;
  readonly status: string;
  readonly failure: JsonValue;
  readonly review: JsonValue;
  readonly customer_id: string | null;
  readonly customer: JsonValue;
  readonly payment_method: string | null;
  readonly description: string | null;
  readonly metadata: JsonValue;
  readonly provider_response: JsonValue;
  readonly provider_latency_ms: number | null;
  readonly sequence: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
  /** When it last came to an end, with or without the money; null while it is open. */
  readonly ended_at: string | null;
  readonly expires_at: string | null;
}

/** A refund's row. */
export interface RefundRow {
  readonly id: string;
  readonly transaction_id: string;
  readonly merchant_id: string;
  readonly provider: string;
  readonly account_id: string;
  readonly idempotency_key: string | null;
  readonly provider_refund_id: string | null;
  readonly origin: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
  readonly failure: JsonValue;
  readonly sequence: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/** A payout's row. */
export interface PayoutRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly idempotency_key: string;
  readonly reference: string | null;
  readonly provider: string;
  readonly account_id: string;
  readonly provider_transaction_id: string | null;
  readonly provider_receipt: string | null;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: string;
  readonly failure: JsonValue;
  readonly review: JsonValue;
  readonly recipient: JsonValue;
  readonly reason: string | null;
  readonly metadata: JsonValue;
  readonly sequence: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/** An audit entry's row: the entry, its chain (a transaction id or `merchant:<id>`) and whose it is. */
export interface AuditRow extends AuditEntry {
  readonly chain: string;
  readonly merchant_id: string | null;
}

/** An event's row. */
export interface EventRow extends GatewayEvent {
  readonly merchant_id: string;
}

/** A provider webhook's row; `sequence` grows with each change of its fate. */
export interface WebhookEventRow {
  readonly id: string;
  readonly transaction_id: string | null;
  readonly merchant_id: string | null;
  readonly provider: string;
  readonly account_id: string;
  readonly provider_event_id: string;
  readonly event_type: string;
  readonly payload: JsonValue;
  readonly signature: string | null;
  readonly verified: boolean;
  readonly processed: boolean;
  readonly status: string;
  readonly retry_count: number;
  readonly error_message: string | null;
  readonly sequence: number;
  readonly created_at: string;
  readonly processed_at: string | null;
}

/** A row of money that nobody asked for; `sequence` grows with each change of its fate. */
export interface DepositRow {
  readonly id: string;
  readonly provider: string;
  readonly account_id: string;
  readonly scope: string;
  readonly receipt: string;
  readonly status: string;
  readonly reason: string | null;
  readonly amount_minor: number;
  readonly currency: string;
  readonly account_reference: string | null;
  readonly payer_name: string | null;
  readonly payer_phone: string | null;
  readonly transaction_id: string | null;
  readonly sequence: number;
  readonly paid_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A merchant's row. */
export interface MerchantRow {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly sequence: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** An API key's row; the secret is only ever stored as its SHA-256. */
export interface ApiKeyRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly last4: string;
  readonly scopes: readonly string[];
  readonly sequence: number;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

/** A payment whose live rows have left its shard: everything about it as one text, whose hash the shard keeps. */
export interface ArchiveRow {
  readonly transaction_id: string;
  readonly content: string;
  readonly content_hash: string;
  readonly archived_at: string;
}

/** A version of a provider account. Secrets are compact JWE, those among `config` too. */
export interface ProviderConfigRow {
  readonly id: string;
  readonly account_id: string;
  /** Null: the platform's. */
  readonly merchant_id: string | null;
  readonly provider_name: string;
  readonly version: number;
  /** Whether new payments are made with this version. */
  readonly is_active: boolean;
  readonly api_key: string | null;
  readonly api_secret: string | null;
  readonly webhook_secret: string | null;
  readonly config: JsonValue;
  readonly sequence: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Rows on their way to Postgres, as one object wrote them in one step. */
export interface Projection {
  /** The trace that the step belongs to, for whoever is told of it; no row has it. */
  readonly trace_id?: string;
  readonly merchants?: readonly MerchantRow[];
  readonly api_keys?: readonly ApiKeyRow[];
  readonly provider_configs?: readonly ProviderConfigRow[];
  readonly transactions?: readonly TransactionRow[];
  readonly refunds?: readonly RefundRow[];
  readonly payouts?: readonly PayoutRow[];
  readonly audit_logs?: readonly AuditRow[];
  readonly events?: readonly EventRow[];
  readonly webhook_events?: readonly WebhookEventRow[];
  readonly deposits?: readonly DepositRow[];
  readonly archives?: readonly ArchiveRow[];
}
