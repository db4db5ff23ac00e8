import { deriveTransactionId } from "../../../../src/domain/identifiers.ts";
import type { ProviderEvent } from "../../../../src/domain/inbox/provider-event.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { ReportedPayout } from "../../../../src/domain/outcome.ts";
import { beginPayout } from "../../../../src/domain/payout/begin-payout.ts";
import type { Payout, PayoutStatus, PayoutTerms } from "../../../../src/domain/payout/payout.ts";
import { MINUTE, T0, TIMINGS } from "./builders.ts";

/** Whole terms; what is left out is an ordinary payout of 500.00 KES. */
export function payoutTerms(overrides: Partial<PayoutTerms> = {}): PayoutTerms {
  return {
    id: deriveTransactionId("merchant-1", "payout", "key-1"),
    merchantId: "merchant-1",
    idempotencyKey: "key-1",
    fingerprint: "f".repeat(64),
    provider: "mpesa",
    accountId: "platform:mpesa",
    amountMinor: 50_000 as MinorUnits,
    currency: "KES",
    recipient: { phone: "+254700000000", name: "Jane" },
    reference: null,
    reason: "Salary",
    metadata: {},
    callbackSecret: "0".repeat(32),
    timings: TIMINGS,
    ...overrides,
  };
}

/** A payout that has just begun: pending, its first attempt open. */
export function begunPayout(overrides: Partial<PayoutTerms> = {}): Payout {
  return beginPayout(payoutTerms(overrides), "owner-1", T0).payout;
}

/** A payout in some state, acknowledged by its provider, nothing open. */
export function payoutIn(status: PayoutStatus, overrides: Partial<Payout> = {}): Payout {
  const fresh = begunPayout();
  const isFinal = status === "completed" || status === "failed";
  return {
    ...fresh,
    status,
    providerTransactionId: "AG_1",
    pursuit: { ...fresh.pursuit, attempt: null, acknowledged: true, dueAt: isFinal ? null : T0 + MINUTE },
    ...overrides,
  };
}

/** What a provider says of the payout above. */
export function payoutReport(
  status: ReportedPayout["status"],
  overrides: Partial<ReportedPayout> = {},
): ReportedPayout {
  return {
    kind: "reported",
    status,
    providerTransactionId: "AG_1",
    receipt: status === "pending" ? null : "SG632NMUAB",
    amountMinor: 50_000,
    currency: "KES",
    failure: null,
    ...overrides,
  };
}

/** An authoritative event about the payout above. */
export function payoutEvent(reported: ReportedPayout, id = "token-1"): ProviderEvent {
  return { id, type: "payout.result", subject: { kind: "payout", reference: payoutTerms().id, reported } };
}

/** An unsigned word that something has become of it. */
export function payoutHint(receipt: string | null, id = "token-0"): ProviderEvent {
  return { id, type: "payout.hint", subject: { kind: "hint", reference: payoutTerms().id, receipt } };
}
