import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import type { RouteCandidate } from "../../../src/domain/payment/payment-route.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { PaymentTerms, Transaction } from "../../../src/domain/payment/transaction.ts";
import type { NextSender } from "../../../src/domain/pursuit.ts";
import { begun, DAY, MINUTE, report, SECOND, T0, TIMINGS } from "./support/builders.ts";

const PAYSTACK: RouteCandidate = {
  provider: "paystack",
  accountId: "platform:paystack",
  timings: { ...TIMINGS, checkoutLifetimeMs: DAY / 2 },
  isCancellable: false,
  providerOptions: { channels: ["card"] },
};
const PROMPT: RouteCandidate = { ...PAYSTACK, provider: "mpesa", timings: { ...TIMINGS, keyLifetimeMs: 0 } };
const NOT_SENT: PaymentOutcome = { kind: "not_sent", reason: "connection_refused", exchange: null };
const REFUSED: PaymentOutcome = {
  ...report("failed", { providerTransactionId: null, failure: { code: "invalid_key", message: "No." } }),
  isAccountRefused: true,
  exchange: null,
};
const SENDER: NextSender = { owner: "worker-1", until: T0 + 20 * SECOND };

function listed(overrides: Partial<PaymentTerms> = {}): Transaction {
  return begun({ alternatives: [PAYSTACK], ...overrides });
}

describe("leaving a provider", () => {
  it("moves what certainly was not sent to the next provider, and lets the sender go on at once", () => {
    const { transaction, audit, events } = settlePayment(listed(), 1, NOT_SENT, T0 + SECOND, SENDER);
    expect(transaction).toMatchObject({ ...PAYSTACK, status: "pending", alternatives: [] });
    expect(transaction.left).toEqual([
      { provider: "cpay", accountId: "platform:cpay", lastAttempt: 1, reason: "connection_refused" },
    ]);
    expect(transaction.expiresAt).toBe(T0 + SECOND + DAY / 2);
    expect(transaction.pursuit.attempt).toMatchObject({ number: 2, kind: "send", owner: "worker-1" });
    expect(transaction.pursuit).toMatchObject({ firstSentAt: T0 + SECOND, sends: 1, unsent: 0 });
    expect(audit).toEqual([
      {
        type: "payment.rerouted",
        data: {
          from_provider: "cpay",
          from_account_id: "platform:cpay",
          to_provider: "paystack",
          to_account_id: "platform:paystack",
          reason: "connection_refused",
          attempt: 1,
        },
      },
    ]);
    expect(events).toEqual([]);
  });

  it("moves what was turned away for our account, and says so", () => {
    const { transaction, audit } = settlePayment(listed(), 1, REFUSED, T0 + SECOND, SENDER);
    expect(transaction.provider).toBe("paystack");
    expect(audit[0]?.data).toMatchObject({ reason: "account_refused", failure: { code: "invalid_key" } });
  });

  it("leaves it to the timer where nobody goes on, or where the budget does not last", () => {
    for (const sender of [null, { owner: "worker-1", until: T0 + 2 * SECOND }]) {
      const { transaction } = settlePayment(listed(), 1, NOT_SENT, T0 + SECOND, sender);
      expect(transaction.pursuit).toMatchObject({ attempt: null, dueAt: T0 + SECOND, sends: 0 });
      const [, claim] = claimLook(transaction, "timer", T0 + SECOND);
      expect(claim).toMatchObject({ granted: true, kind: "send", attemptNumber: 2 });
    }
  });

  it("moves on from a try of its own as well, as long as nothing has ever left", () => {
    const stalled = settlePayment(begun(), 1, NOT_SENT, T0 + SECOND).transaction;
    const waiting: Transaction = { ...stalled, alternatives: [PAYSTACK] };
    const [claimed] = claimLook(waiting, "timer", waiting.pursuit.dueAt ?? 0);
    const moved = settlePayment(claimed.transaction, 2, NOT_SENT, T0 + 10 * SECOND, SENDER).transaction;
    expect(moved).toMatchObject({ provider: "paystack", status: "processing" });
    expect(moved.pursuit.attempt?.number).toBe(3);
  });

  it.each<[string, PaymentOutcome]>([
    ["silence", { kind: "unknown", reason: "http_500", exchange: null }],
    ["a broken connection", { kind: "unknown", reason: "connection_failed", exchange: null }],
    ["absence before it proves anything", { kind: "absent", exchange: null }],
    ["a decline", { ...report("failed"), exchange: null }],
    ["a refusal of the request", { ...report("failed", { providerTransactionId: null }), exchange: null }],
    ["a success", { ...report("completed"), exchange: null }],
  ])("stays after %s", (_name, outcome) => {
    const { transaction } = settlePayment(listed(), 1, outcome, T0 + SECOND, SENDER);
    expect(transaction.provider).toBe("cpay");
    expect(transaction.left).toBeUndefined();
  });

  it("stays once an attempt may have left, whatever becomes of the next", () => {
    const unknown = settlePayment(listed(), 1, { kind: "unknown", reason: "timeout", exchange: null }, T0 + 5 * SECOND);
    for (const outcome of [NOT_SENT, REFUSED]) {
      const [claimed] = claimLook(unknown.transaction, "timer", T0 + 10 * SECOND);
      const { transaction } = settlePayment(claimed.transaction, 2, outcome, T0 + 11 * SECOND, SENDER);
      expect(transaction.provider).toBe("cpay");
    }
  });

  it("stays once anybody has spoken of it", () => {
    const base = listed();
    const words: Partial<Transaction>[] = [
      { receiptCandidate: "R1" },
      { handleCandidate: "h" },
      { amountCandidate: 1 },
      { review: { reason: "amount_mismatch" } },
      { pursuit: { ...base.pursuit, nudged: true } },
    ];
    for (const word of words) {
      expect(settlePayment({ ...base, ...word }, 1, NOT_SENT, T0 + SECOND, SENDER).transaction.provider).toBe("cpay");
    }
  });

  it("never prompts a customer who waits no more", () => {
    const late = T0 + 2 * MINUTE;
    const waiting = listed({ alternatives: [PROMPT, PAYSTACK] });
    const [claimed] = claimLook(
      settlePayment({ ...waiting, alternatives: [] }, 1, NOT_SENT, T0).transaction,
      "timer",
      late,
    );
    const again: Transaction = { ...claimed.transaction, alternatives: [PROMPT, PAYSTACK] };
    expect(settlePayment(again, 2, NOT_SENT, late, SENDER).transaction).toMatchObject({
      provider: "paystack",
      alternatives: [],
    });
    const prompted = settlePayment({ ...again, alternatives: [PROMPT] }, 2, NOT_SENT, late, SENDER).transaction;
    expect(prompted.provider).toBe("cpay");
  });

  it("takes the same outcome once: told again, it changes nothing", () => {
    const moved = settlePayment(listed({ alternatives: [PAYSTACK, PROMPT] }), 1, NOT_SENT, T0 + SECOND, SENDER);
    for (const outcome of [NOT_SENT, REFUSED]) {
      const again = settlePayment(moved.transaction, 1, outcome, T0 + 2 * SECOND, SENDER);
      expect(again.transaction).toEqual(moved.transaction);
      expect(again.audit).toEqual([]);
    }
  });
});

describe("a provider that was left", () => {
  const moved = settlePayment(listed(), 1, NOT_SENT, T0 + SECOND, SENDER).transaction;

  it("is held to its word: a success it tells of puts the payment under review and moves nothing", () => {
    const told = { ...report("completed"), exchange: null };
    const { transaction, audit } = settlePayment(moved, 1, told, T0 + 2 * SECOND);
    expect(transaction).toMatchObject({ status: "pending", review: { reason: "reported_by_left_provider" } });
    expect(audit[0]?.data).toMatchObject({ reported: { provider: "cpay", status: "completed" } });
  });

  it("is heard by webhook too, on the payment itself, and held", () => {
    const event = {
      id: "evt_1",
      type: "payment.completed",
      subject: { kind: "payment", reference: moved.id, reported: report("completed") },
    } as const;
    const verdict = applyProviderEvent(moved, [], event, "platform:cpay", T0 + MINUTE);
    expect(verdict).toMatchObject({ status: "held", reason: "reported_by_left_provider" });
    expect(verdict.change.transaction.review).toEqual({ reason: "reported_by_left_provider" });
    expect(verdict.change.audit.map(({ type }) => type)).toEqual(["webhook.received", "payment.review_required"]);
    const stranger = applyProviderEvent(moved, [], event, "platform:stripe", T0 + MINUTE);
    expect(stranger).toMatchObject({ status: "held", reason: "account_mismatch" });
    expect(stranger.change.transaction).toBe(moved);
  });

  it("may say that it has nothing", () => {
    const event = {
      id: "evt_2",
      type: "payment.failed",
      subject: { kind: "payment", reference: moved.id, reported: report("failed") },
    } as const;
    const verdict = applyProviderEvent(moved, [], event, "platform:cpay", T0 + MINUTE);
    expect(verdict.change.transaction).toBe(moved);
    expect(verdict.status).toBe("held");
  });
});
