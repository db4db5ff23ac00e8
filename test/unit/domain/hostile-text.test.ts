import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/domain/change.ts";
import { toInboxItem } from "../../../src/domain/inbox/inbox-item.ts";
import type { ProviderEvent } from "../../../src/domain/inbox/provider-event.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import { settleRefund } from "../../../src/domain/refund/settle-refund.ts";
import { canonicalJson, type JsonValue } from "../../../src/lib/canonical-json.ts";
import { begun, inState, refundOf, report, SECOND, T0 } from "./support/builders.ts";

/** Text as a provider may send it: halves of emoji (a message cut in the middle), U+0000, anything. */
const roughText = fc
  .array(fc.oneof(fc.constantFrom(0, 0xd83d, 0xdc00), fc.integer({ min: 0, max: 0xffff })), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));

/** What a shard hashes and Postgres stores; throws as they would. */
function store(value: unknown): void {
  const text = canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue);
  if (text.includes("\\u0000")) throw new Error("PostgreSQL refuses U+0000");
}

function storeChange(change: Change): void {
  const { providerTransactionId, failure, providerResponse } = change.transaction;
  store([change.audit, change.events, providerTransactionId, failure, providerResponse]);
  store(change.refunds.map((refund) => [refund.failure, refund.providerRefundId]));
}

function exchange(text: string) {
  const response = { [text]: [text, { [text]: text }] };
  return { method: "POST", url: "https://cpay.test/v1", status: 201, latency_ms: 3, request: text, response };
}

describe("text that no store takes", () => {
  it("does not keep a payment's outcome from being recorded", () => {
    const status = fc.constantFrom("pending" as const, "completed" as const, "failed" as const);
    fc.assert(
      fc.property(roughText, status, (text, told) => {
        const failure = { code: text, message: text };
        const outcome = {
          ...report(told, { providerTransactionId: text, currency: text, failure }),
          exchange: exchange(text),
        };
        storeChange(settlePayment(begun(), 1, outcome, T0 + SECOND));
        storeChange(settlePayment(begun(), 1, { ...outcome, currency: "KES" }, T0 + SECOND));
        storeChange(
          settlePayment(begun(), 1, { kind: "unknown", reason: text, exchange: exchange(text) }, T0 + SECOND),
        );
      }),
    );
  });

  it("does not keep a refund's outcome from being recorded", () => {
    fc.assert(
      fc.property(roughText, (text) => {
        const paid = inState("completed");
        const refund = refundOf(paid, "a", { providerRefundId: null });
        const failure = { code: text, message: text };
        const told = {
          kind: "reported",
          status: "failed",
          providerRefundId: text,
          amountMinor: 10_000,
          currency: "KES",
        } as const;
        storeChange(
          settleRefund(paid, [refund], refund, 1, { ...told, failure, exchange: exchange(text) }, T0 + SECOND),
        );
      }),
    );
  });

  it("does not keep a webhook from being kept, and a repeat of it finds the same row", () => {
    fc.assert(
      fc.property(roughText, (text) => {
        const reported = report("failed", { providerTransactionId: text, failure: { code: text, message: text } });
        const event: ProviderEvent = { id: text, type: text, subject: { kind: "payment", reference: text, reported } };
        const arrived = {
          provider: "cpay",
          accountId: "platform:cpay",
          event,
          body: { [text]: text },
          signature: text,
        };
        const item = toInboxItem(arrived, T0);
        store(item);
        expect(toInboxItem(arrived, T0 + SECOND).id).toBe(item.id);
      }),
    );
  });
});
