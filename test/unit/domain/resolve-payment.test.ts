import { describe, expect, it } from "vitest";
import { type Resolution, resolvePayment, resolveRefund } from "../../../src/domain/payment/resolve-payment.ts";
import { canTransition, TRANSACTION_STATUSES } from "../../../src/domain/payment/state-machine.ts";
import { begun, HOUR, inState, MINUTE, refundOf, SECOND, T0 } from "./support/builders.ts";

const NOW = T0 + HOUR;
const review = { reason: "amount_mismatch" };

function settle(status: Resolution["status"], overrides: Partial<Resolution> = {}): Resolution {
  return { status, providerTransactionId: null, note: "seen on the statement", ...overrides };
}

describe("a person's word about a payment", () => {
  const ends = ["completed", "failed", "cancelled"] as const;

  it.each(TRANSACTION_STATUSES.flatMap((from) => ends.map((to) => [from, to] as const)))(
    "under review and %s, that it is %s, moves it only over the edges of the state machine",
    (from, to) => {
      const decision = resolvePayment(inState(from, { review }), settle(to), NOW);
      const stays = from === to || (to === "completed" && ["partially_refunded", "refunded"].includes(from));
      if (!stays && !canTransition(from, to)) {
        expect(decision).toEqual({ resolved: false, refusal: { why: "forbidden" } });
        return;
      }
      if (!decision.resolved) throw new Error(`${from} to ${to} was refused`);
      const { transaction, audit, events } = decision.change;
      expect(transaction).toMatchObject({ status: stays ? from : to, review: null });
      expect(audit[0]).toMatchObject({
        type: "payment.resolved",
        data: { from, to, review: "amount_mismatch", note: "seen on the statement" },
      });
      expect(events).toEqual(stays ? [] : [{ type: `payment.${to}` }]);
    },
  );

  it("ends the review alone when it names no state", () => {
    const decision = resolvePayment(inState("completed", { review }), settle(null), NOW);
    expect(decision).toMatchObject({
      resolved: true,
      change: { transaction: { status: "completed", review: null }, events: [] },
    });
  });

  it("leaves what stays open with a timer", () => {
    const decision = resolvePayment(inState("processing", { review }), settle(null), NOW);
    if (!decision.resolved) throw new Error("refused");
    expect(decision.change.transaction.pursuit.dueAt).not.toBeNull();
  });

  it("settles a payment whose outcome is open, also without a review", () => {
    expect(resolvePayment(inState("processing"), settle("failed"), NOW)).toMatchObject({
      change: { transaction: { status: "failed", failure: { code: "resolved_as_failed" } } },
    });
    expect(resolvePayment(begun(), settle("completed"), T0 + MINUTE)).toMatchObject({
      change: { transaction: { status: "completed", pursuit: { attempt: null, dueAt: null } } },
    });
  });

  it("is refused where there is nothing to settle, and while the provider is being asked", () => {
    for (const status of ["completed", "failed", "cancelled", "authorized"] as const) {
      expect(resolvePayment(inState(status), settle(null), NOW)).toMatchObject({ refusal: { why: "settled" } });
      expect(resolvePayment(inState(status), settle("completed"), NOW)).toMatchObject({ refusal: { why: "settled" } });
    }
    const busy = resolvePayment(begun(), settle("failed"), T0 + SECOND);
    expect(busy).toMatchObject({ refusal: { why: "busy", retryAfterSeconds: 4 } });
  });

  it("gives the payment a provider's id that it did not have, and never another one", () => {
    const known = settle("completed", { providerTransactionId: "cp_9" });
    const nameless = inState("processing", { providerTransactionId: null });
    expect(resolvePayment(nameless, known, NOW)).toMatchObject({
      change: { transaction: { providerTransactionId: "cp_9" } },
    });
    expect(resolvePayment(inState("processing"), known, NOW)).toMatchObject({ refusal: { why: "other_handle" } });
  });
});

describe("a person's word about a refund", () => {
  const paid = inState("completed", { review: { reason: "refund_outcome_unknown" } });
  const open = refundOf(paid, "a", { providerRefundId: null });

  it.each([
    ["completed", "partially_refunded", 10_000],
    ["failed", "completed", 0],
  ] as const)("that it is %s settles it and ends the review", (status, after, refundedMinor) => {
    const decision = resolveRefund(paid, [open], open, { status, note: "seen" }, NOW);
    expect(decision).toMatchObject({
      resolved: true,
      change: {
        refunds: [{ status }],
        transaction: { status: after, amountRefundedMinor: refundedMinor, review: null },
        audit: [
          { type: "refund.resolved", data: { to: status, note: "seen" } },
          { type: `refund.${status}` },
          ...(status === "completed" ? [{}] : []),
        ],
      },
    });
  });

  it("is refused for a refund that is settled", () => {
    const done = { ...open, status: "completed" } as const;
    const decision = resolveRefund(paid, [done], done, { status: "failed", note: "seen" }, NOW);
    expect(decision).toEqual({ resolved: false, refusal: { why: "settled" } });
  });
});
