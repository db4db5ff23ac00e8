import { randomUUID } from "node:crypto";
import { type AuditEntry, appendAuditEntry, CHAIN_START } from "../../../../src/domain/audit/audit-entry.ts";
import { deriveDetachedId } from "../../../../src/domain/identifiers.ts";
import type {
  AuditRow,
  DepositRow,
  EventRow,
  MerchantRow,
  PayoutRow,
  RefundRow,
  TransactionRow,
  WebhookEventRow,
} from "../../../../src/domain/projection.ts";
import { toRfc3339 } from "../../../../src/lib/clock.ts";

/** A fixed moment, so that a test's times are its own. */
export const NOON = Date.parse("2026-03-01T12:00:00.000Z");

/** A fresh id in the gateway's own form. */
export function newId(): string {
  return deriveDetachedId("test", randomUUID());
}

/** RFC 3339 text of a moment some milliseconds after noon. */
export function afterNoon(milliseconds: number): string {
  return toRfc3339(NOON + milliseconds);
}

/** A payment's row. */
export function transactionRow(given: Partial<TransactionRow> = {}): TransactionRow {
  return {
    id: newId(),
    merchant_id: "merchant-a",
    operation: "POST /payments/initialize",
    idempotency_key: randomUUID(),
    reference: "order-1",
    provider: "cpay",
    account_id: "platform:cpay",
    provider_transaction_id: "cp_1",
    provider_receipt: null,
    amount_minor: 100_010,
    amount_refunded_minor: 0,
    captured_minor: null,
    currency: "KES",
    status: "processing",
    failure: null,
    review: null,
    customer_id: "customer-1",
    customer: { id: "customer-1", phone: "+254700000000", email: null, name: "Wanjikũ" },
    payment_method: null,
    description: null,
    metadata: { order: 1, "weird \u0001 key": ["ü", 1e21, 0.1] },
    provider_response: null,
    provider_latency_ms: 120,
    sequence: 1,
    created_at: afterNoon(0),
    updated_at: afterNoon(0),
    completed_at: null,
    ended_at: null,
    expires_at: afterNoon(3_600_000),
    ...given,
  };
}

/** A refund's row. */
export function refundRow(given: Partial<RefundRow> = {}): RefundRow {
  return {
    id: newId(),
    transaction_id: newId(),
    merchant_id: "merchant-a",
    provider: "cpay",
    account_id: "platform:cpay",
    idempotency_key: randomUUID(),
    provider_refund_id: null,
    origin: "api",
    amount_minor: 500,
    currency: "KES",
    status: "pending",
    reason: null,
    failure: null,
    sequence: 1,
    created_at: afterNoon(0),
    updated_at: afterNoon(0),
    completed_at: null,
    ...given,
  };
}

/** A payout's row. */
export function payoutRow(given: Partial<PayoutRow> = {}): PayoutRow {
  return {
    id: newId(),
    merchant_id: "merchant-a",
    idempotency_key: randomUUID(),
    reference: "salary-1",
    provider: "mpesa",
    account_id: "platform:mpesa",
    provider_transaction_id: "AG_1",
    provider_receipt: null,
    amount_minor: 50_000,
    currency: "KES",
    status: "processing",
    failure: null,
    review: null,
    recipient: { phone: "+254700000000", name: "Wanjikũ" },
    reason: null,
    metadata: { employee: 17 },
    sequence: 1,
    created_at: afterNoon(0),
    updated_at: afterNoon(0),
    completed_at: null,
    ...given,
  };
}

/** An event's row. */
export function eventRow(given: Partial<EventRow> = {}): EventRow {
  return {
    id: newId(),
    merchant_id: "merchant-a",
    type: "payment.initiated",
    sequence: 1,
    transaction_id: newId(),
    timestamp: afterNoon(0),
    data: { status: "pending" },
    ...given,
  };
}

/** A provider webhook's row. */
export function webhookRow(given: Partial<WebhookEventRow> = {}): WebhookEventRow {
  return {
    id: newId(),
    transaction_id: null,
    merchant_id: null,
    provider: "cpay",
    account_id: "platform:cpay",
    provider_event_id: "evt_1",
    event_type: "payment.completed",
    payload: { id: "evt_1" },
    signature: "t=1,v1=00",
    verified: true,
    processed: false,
    status: "received",
    retry_count: 0,
    error_message: null,
    sequence: 1,
    created_at: afterNoon(0),
    processed_at: null,
    ...given,
  };
}

/** A row of money that nobody asked for. */
export function depositRow(given: Partial<DepositRow> = {}): DepositRow {
  return {
    id: newId(),
    provider: "mpesa",
    account_id: "platform:mpesa",
    scope: "600638",
    receipt: "RKTQDM7W6S",
    status: "told",
    reason: null,
    amount_minor: 1_000,
    currency: "KES",
    account_reference: "JANE",
    payer_name: "JANE W",
    payer_phone: "2547*****149",
    transaction_id: null,
    sequence: 1,
    paid_at: afterNoon(0),
    created_at: afterNoon(0),
    updated_at: afterNoon(0),
    ...given,
  };
}

/** A merchant's row. */
export function merchantRow(given: Partial<MerchantRow> = {}): MerchantRow {
  const time = { created_at: afterNoon(0), updated_at: afterNoon(0) };
  return { id: newId(), name: "Duka", region: "default", sequence: 1, ...time, ...given };
}

/** The rows of a chain of so many entries, one millisecond apart, with two entries in each millisecond. */
export function chainRows(length: number, transactionId: string | null, merchantId: string): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const previous: AuditEntry | undefined = rows.at(-1);
    const draft = {
      type: sequence === 1 ? "payment.initiated" : "provider.called",
      data: { step: sequence, note: "né" },
    };
    const entry = appendAuditEntry(draft, {
      id: newId(),
      transactionId,
      sequence,
      previousHash: previous?.hash ?? CHAIN_START,
      actor: { userId: "user-1", ipAddress: "203.0.113.9", userAgent: "test/1" },
      now: NOON + Math.floor(sequence / 2),
    });
    rows.push({ ...entry, chain: transactionId ?? `merchant:${merchantId}`, merchant_id: merchantId });
  }
  return rows;
}
