import { describe, expect, it } from "vitest";
import { describeActor, describeEntry } from "../../../dashboard/pages/payment/describe-entry.ts";

const plain = (text: string | null) => text?.replace(/\u00a0/g, " ") ?? null;
const tell = (event_type: string, event_data: unknown) => {
  const { title, detail, tone } = describeEntry({ event_type, event_data }, "KES");
  return [title, plain(detail), tone];
};

describe("an audit entry in plain words", () => {
  it.each([
    ["payment.initiated", { amount_minor: 100_000, currency: "KES" }, ["Payment requested", "KES 1,000.00", "neutral"]],
    ["payment.processing", { provider_transaction_id: "cp_1" }, ["With the provider", "cp_1", "info"]],
    ["payment.completed", { provider_receipt: "RKT1" }, ["Paid", "RKT1", "success"]],
    ["payment.failed", { failure: { code: "card_declined", message: "No funds." } }, ["Failed", "No funds.", "danger"]],
    ["refund.completed", { amount_minor: 5_000 }, ["Refund paid out", "KES 50.00", "success"]],
    [
      "webhook.received",
      { event_type: "payment.completed", status: "held", reason: "amount_mismatch" },
      ["The provider sent an event", "payment.completed (held: amount mismatch)", "info"],
    ],
    ["something.new", { reason: "x" }, ["Something new", null, "neutral"]],
    ["payment.completed", null, ["Paid", null, "success"]],
  ])("%s", (type, data, story) => {
    expect(tell(type, data)).toEqual(story);
  });

  it("shows what was said to the provider, and nothing where nothing was", () => {
    const exchange = {
      method: "POST",
      url: "https://cpay.example/v1/payments",
      status: 201,
      latency_ms: 12,
      request: { amount: 1 },
      response: { id: "cp_1" },
    };
    expect(describeEntry({ event_type: "payment.processing", event_data: { exchange } }, "KES").exchange).toEqual(
      exchange,
    );
    const broken = { method: "POST" };
    expect(describeEntry({ event_type: "payment.processing", event_data: { exchange: broken } }, "KES").exchange).toBe(
      null,
    );
  });

  it("needs no currency where none is known", () => {
    expect(describeEntry({ event_type: "refund.initiated", event_data: { amount_minor: 5 } }, "").detail).toBe(null);
  });
});

describe("who did it", () => {
  it.each([
    [null, null, "the gateway"],
    ["system:reconcile", null, "the gateway"],
    ["provider:cpay", "10.0.0.1", "Cpay"],
    ["jane", "10.0.0.1", "jane from 10.0.0.1"],
    ["jane", null, "jane"],
  ])("%s at %s: %s", (user_id, ip_address, text) => {
    expect(describeActor({ user_id, ip_address })).toBe(text);
  });
});
