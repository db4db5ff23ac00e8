import { expect, it } from "vitest";
import { toOutgoingEvents } from "../../../src/domain/event/outgoing-event.ts";
import type { EventRow, Projection, TransactionRow } from "../../../src/domain/projection.ts";

function eventOf(transactionId: string, sequence: number): EventRow {
  return {
    id: `${transactionId}-${sequence}`,
    type: "payment.completed",
    sequence,
    transaction_id: transactionId,
    timestamp: "2026-01-31T12:00:00.000Z",
    data: {},
    merchant_id: "shop",
  };
}

it("an event goes out with its merchant and customer, and without either in what is shown", () => {
  const payment = { id: "p", customer_id: "jane" } as TransactionRow;
  const rows: Projection[] = [
    { events: [eventOf("p", 1), eventOf("p", 2)], transactions: [payment] },
    { audit_logs: [] },
    { events: [eventOf("payout", 1)] },
  ];
  const outgoing = toOutgoingEvents(rows);
  expect(outgoing.map(({ merchantId, customerId, event }) => [merchantId, customerId, event.id])).toEqual([
    ["shop", "jane", "p-1"],
    ["shop", "jane", "p-2"],
    ["shop", null, "payout-1"],
  ]);
  expect(Object.keys(outgoing[0]?.event ?? {})).toEqual([
    "id",
    "type",
    "sequence",
    "transaction_id",
    "timestamp",
    "data",
  ]);
});
