import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { ReportedDispute } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { HOUR, inState, T0 } from "./support/builders.ts";

const NOW = T0 + HOUR;

function told(status: ReportedDispute["status"], stage: string, overrides: Partial<ReportedDispute> = {}) {
  return { id: "dp_1", status, stage, amountMinor: 100_000, currency: "KES", reason: "fraudulent", ...overrides };
}

function hear(transaction: Transaction, dispute: ReportedDispute, providerTransactionId: string | null = "cp_1") {
  const subject = { kind: "dispute", reference: null, providerTransactionId, dispute } as const;
  const event = { id: `evt_${dispute.stage}`, type: "dispute", subject };
  return applyProviderEvent(transaction, [], event, "platform:cpay", NOW);
}

describe("a dispute", () => {
  it("is told of in trail and events, with what is contested, and moves no money", () => {
    const before = inState("completed");
    const { status, change } = hear(before, told("opened", "needs_response"));
    const dispute = {
      id: "dp_1",
      status: "opened",
      stage: "needs_response",
      amount: 1000,
      amount_minor: 100_000,
      currency: "KES",
      reason: "fraudulent",
    };
    expect(status).toBe("applied");
    expect(change.audit.map(({ type }) => type)).toEqual(["webhook.received", "dispute.opened"]);
    expect(change.audit[1]?.data).toEqual({ dispute });
    expect(change.events).toEqual([{ type: "dispute.opened", dispute }]);
    expect(change.transaction).toMatchObject({ status: "completed", review: null, amountRefundedMinor: 0 });
  });

  it("is told of once at each stage, and a closed one stays closed", () => {
    let transaction = inState("completed");
    const heard: string[] = [];
    for (const dispute of [
      told("opened", "needs_response"),
      told("opened", "needs_response"),
      told("updated", "under_review"),
      told("opened", "warning"),
      told("updated", "under_review"),
      told("updated", "evidence_sent"),
      told("closed", "won"),
      told("opened", "needs_response"),
      told("updated", "late_word"),
      told("closed", "lost"),
    ]) {
      const verdict = hear(transaction, dispute);
      heard.push(...verdict.change.events.map(({ type }) => `${type} ${dispute.stage}`));
      transaction = verdict.change.transaction;
    }
    expect(heard).toEqual([
      "dispute.opened needs_response",
      "dispute.updated under_review",
      "dispute.updated evidence_sent",
      "dispute.closed won",
    ]);
  });

  it("is one of several: each has a story of its own", () => {
    const first = hear(inState("completed"), told("closed", "won")).change.transaction;
    expect(hear(first, told("opened", "needs_response", { id: "dp_2" })).status).toBe("applied");
  });

  it.each([
    ["a currency nobody knows", { currency: "XXQ" }, null],
    ["no currency", { currency: null }, null],
    ["no amount", { amountMinor: null }, null],
    ["an amount that is none", { amountMinor: 1.5 }, null],
  ])("with %s is told of without an amount in major units", (_, change, amount) => {
    const { audit } = hear(inState("completed"), told("opened", "x", change)).change;
    expect(audit[1]?.data).toMatchObject({ dispute: { amount } });
  });

  it("of another payment's id is held", () => {
    const verdict = hear(inState("completed"), told("opened", "x"), "cp_other");
    expect(verdict).toMatchObject({ status: "held", reason: "provider_id_mismatch", change: { events: [] } });
  });
});
