import { describe, expect, it } from "vitest";
import type { PaymentOutcome, Unreported } from "../../../src/domain/outcome.ts";
import { claimCancel } from "../../../src/domain/payment/claim-cancel.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { toTransactionRow } from "../../../src/domain/payment/render-transaction.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { openAttempt } from "../../../src/domain/pursuit.ts";
import { begun, DAY, HOUR, inState, MINUTE, report, SECOND, T0, TIMINGS } from "./support/builders.ts";

function told(...given: Parameters<typeof report>): PaymentOutcome {
  return { ...report(...given), exchange: null };
}

function silence(kind: Unreported["kind"] = "unknown"): PaymentOutcome {
  return kind === "absent" ? { kind, exchange: null } : { kind, reason: "timeout", exchange: null };
}

/** A payment whose first attempt lapsed and whose second is open. */
function pursued(kind: "send" | "look" = "look"): { transaction: Transaction; now: number } {
  const now = T0 + MINUTE;
  const lapsed = settlePayment(begun(), 1, silence(), T0 + 5 * SECOND).transaction;
  return { transaction: { ...lapsed, pursuit: openAttempt(lapsed.pursuit, kind, now, TIMINGS) }, now };
}

describe("the outcome of the attempt that is open", () => {
  it.each([
    ["pending", "processing"],
    ["authorized", "authorized"],
    ["completed", "completed"],
    ["failed", "failed"],
    ["cancelled", "cancelled"],
  ] as const)("that is %s makes a new payment %s, and records the handle", (status, expected) => {
    const { transaction } = settlePayment(begun(), 1, told(status), T0 + SECOND);
    expect(transaction).toMatchObject({ status: expected, providerTransactionId: "cp_1", pursuit: { attempt: null } });
  });

  it.each(["unknown", "absent", "not_sent"] as const)("that is %s leaves it processing, to be looked for", (kind) => {
    const { transaction, events } = settlePayment(begun(), 1, silence(kind), T0 + 5 * SECOND);
    expect(transaction).toMatchObject({ status: "processing", failure: null, pursuit: { attempt: null } });
    expect(transaction.pursuit.dueAt).toBe(T0 + 7 * SECOND);
    expect(events).toEqual([{ type: "payment.processing" }]);
  });

  it("is looked for no earlier than the provider's first look, answered or not", () => {
    const timings = { ...TIMINGS, firstLookMs: 15 * SECOND };
    const now = T0 + 5 * SECOND;
    expect(settlePayment(begun({ timings }), 1, silence(), now).transaction.pursuit.dueAt).toBe(now + 15 * SECOND);
    expect(settlePayment(begun({ timings }), 1, told("pending"), now).transaction.pursuit.dueAt).toBe(
      now + 15 * SECOND,
    );
  });

  it("shows nothing new without an audit entry: not even the provider's last answer", () => {
    const exchange = {
      method: "GET",
      url: "https://p.example",
      status: 503,
      latency_ms: 7,
      request: null,
      response: "busy",
    };
    const { transaction, now } = pursued();
    const looking = { ...transaction, pursuit: { ...transaction.pursuit, looks: 2 } };
    const settled = settlePayment(looking, 2, { ...silence(), exchange }, now + SECOND);
    expect(settled.audit).toEqual([]);
    expect(toTransactionRow(settled.transaction)).toEqual(toTransactionRow(transaction));
  });

  it("is never counted twice: settling again changes nothing a merchant can see", () => {
    for (const outcome of [told("pending"), told("completed"), told("failed"), silence()]) {
      const once = settlePayment(begun(), 1, outcome, T0 + SECOND).transaction;
      const twice = settlePayment(once, 1, outcome, T0 + 2 * SECOND);
      expect(twice.transaction.status, outcome.kind).toBe(once.status);
      expect([twice.audit, twice.events], outcome.kind).toEqual([[], []]);
    }
  });
});

describe("the outcome of an attempt whose time is over", () => {
  it("counts if it is a success, whatever else is open", () => {
    const { transaction, now } = pursued();
    const change = settlePayment(transaction, 1, told("completed"), now + SECOND);
    expect(change.transaction.status).toBe("completed");
  });

  it("brings its handle but no failure while another attempt is open", () => {
    const { transaction, now } = pursued();
    const change = settlePayment(transaction, 1, told("failed"), now + SECOND);
    expect(change.transaction).toMatchObject({ status: "processing", providerTransactionId: "cp_1" });
    expect(change.transaction.pursuit.attempt?.number).toBe(2);
    expect(change.transaction.pursuit.dueAt).toBe(transaction.pursuit.dueAt);
  });

  it("says nothing when it is silence", () => {
    const { transaction, now } = pursued();
    expect(settlePayment(transaction, 1, silence(), now).transaction).toEqual(transaction);
  });
});

describe("absence", () => {
  /** A look that is opened at a moment, and told of at once or later. */
  function lookedAt(startedAt: number, toldAt = startedAt + SECOND): Transaction {
    const { transaction } = pursued();
    const freed = { ...transaction, pursuit: { ...transaction.pursuit, attempt: null } };
    const open = { ...freed, pursuit: openAttempt(freed.pursuit, "look", startedAt, TIMINGS) };
    return settlePayment(open, open.pursuit.attempts, silence("absent"), toldAt).transaction;
  }

  it("is evidence only when asked after the last sending's end and the provider's settling time", () => {
    const settledAt = begun().pursuit.lastSendEndsAt + TIMINGS.settlingMs;
    expect(lookedAt(settledAt - 1).status).toBe("processing");
    expect(lookedAt(settledAt)).toMatchObject({
      status: "failed",
      failure: { code: "not_found_at_provider" },
      pursuit: { dueAt: null },
    });
  });

  it("that was seen too early proves nothing, however late it is told", () => {
    const settledAt = begun().pursuit.lastSendEndsAt + TIMINGS.settlingMs;
    expect(lookedAt(settledAt - 1, settledAt + DAY).status).toBe("processing");
  });

  it("starts to count anew when the payment has been sent again", () => {
    const { transaction, now } = pursued("send");
    const again = settlePayment(transaction, 2, silence(), now + SECOND).transaction;
    const settledAt = now + 10 * SECOND + TIMINGS.settlingMs;
    const look = (at: number) => ({ ...again, pursuit: openAttempt(again.pursuit, "look", at, TIMINGS) });
    expect(settlePayment(look(settledAt - 1), 3, silence("absent"), settledAt).transaction.status).toBe("processing");
    expect(settlePayment(look(settledAt), 3, silence("absent"), settledAt).transaction.status).toBe("failed");
  });

  it("never undoes what has been confirmed", () => {
    const paid = inState("completed");
    const open = { ...paid, pursuit: openAttempt(paid.pursuit, "look", T0 + DAY, TIMINGS) };
    expect(settlePayment(open, open.pursuit.attempts, silence("absent"), T0 + 9 * DAY).transaction.status).toBe(
      "completed",
    );
  });
});

describe("a payment nobody can tell about", () => {
  const timings = { ...TIMINGS, presumedDeadMs: HOUR, keyLifetimeMs: 30 * DAY };

  function looked(now: number): Transaction {
    const unknown = settlePayment(begun({ timings }), 1, silence(), T0 + 5 * SECOND).transaction;
    return { ...unknown, pursuit: openAttempt(unknown.pursuit, "look", now, timings) };
  }

  it("is failed and put under review once presumed dead, and watched daily until its window closes", () => {
    const change = settlePayment(looked(T0 + HOUR), 2, silence(), T0 + HOUR);
    expect(change.transaction).toMatchObject({ status: "failed", failure: { code: "outcome_unknown" } });
    expect(change.transaction).toMatchObject({
      review: { reason: "outcome_unknown" },
      pursuit: { dueAt: T0 + HOUR + DAY },
    });
    expect(change.events).toEqual([{ type: "payment.failed" }, { type: "payment.review_required" }]);
  });

  it("is only asked about from then on, never sent again, though its key still lives", () => {
    const dead = settlePayment(looked(T0 + HOUR), 2, silence(), T0 + HOUR).transaction;
    const [, claim] = claimLook(dead, "timer", T0 + HOUR + DAY);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
  });

  it("is looked at a last time when its settlement window closes, and then let go", () => {
    const closesAt = T0 + timings.settlementWindowMs;
    const dead = {
      ...looked(closesAt - DAY),
      status: "failed" as const,
      failure: { code: "outcome_unknown", message: "" },
    };
    const nextAfter = (now: number) => settlePayment(dead, 2, silence(), now).transaction.pursuit.dueAt;
    expect(nextAfter(closesAt - 2 * DAY)).toBe(closesAt - DAY);
    expect(nextAfter(closesAt - SECOND)).toBe(closesAt);
    expect(nextAfter(closesAt)).toBeNull();
  });

  it("is paid when the money surfaces after all, and no longer under review", () => {
    const dead = settlePayment(looked(T0 + HOUR), 2, silence(), T0 + HOUR).transaction;
    const change = settlePayment(dead, 1, told("completed"), T0 + 3 * DAY);
    expect(change.transaction).toMatchObject({ status: "completed", failure: null, review: null });
    expect(change.audit[0]?.type).toBe("payment.late_success");
  });

  it("never is failed by silence alone when its provider has keys and no presumption of death", () => {
    let transaction = begun();
    for (let now = T0; now < T0 + 30 * DAY; now += HOUR) {
      const [change, claim] = claimLook(transaction, "timer", now);
      transaction = change.transaction;
      if (claim.granted) transaction = settlePayment(transaction, claim.attemptNumber, silence(), now).transaction;
    }
    expect(transaction.status).toBe("processing");
    expect(transaction.pursuit.dueAt).toBeGreaterThan(T0 + 29 * DAY);
  });
});

describe("cancelling", () => {
  const NOW = T0 + HOUR;

  it("is refused once the payment is final, while a call is open, and while nobody knows whether it was charged", () => {
    expect(claimCancel(inState("completed"), NOW)[1]).toEqual({ granted: false, why: "final" });
    expect(claimCancel(begun(), T0 + SECOND)[1]).toEqual({ granted: false, why: "busy", retryAfterSeconds: 4 });
    const [change, claim] = claimCancel(begun(), NOW);
    expect(claim).toMatchObject({ granted: false, why: "busy" });
    expect(change.transaction.status).toBe("processing");
  });

  it("is what the provider makes of it: cancelled, or paid all the same", () => {
    const [claimed, claim] = claimCancel(inState("processing"), NOW);
    expect(claim).toEqual({ granted: true, attemptNumber: 2 });
    const settle = (outcome: PaymentOutcome) =>
      settlePayment(claimed.transaction, 2, outcome, NOW + SECOND).transaction;
    expect(settle(told("cancelled")).status).toBe("cancelled");
    expect(settle(told("completed")).status).toBe("completed");
    expect(settle(silence())).toMatchObject({ status: "processing", pursuit: { attempt: null } });
  });

  it("happens by itself when a checkout expires, and says so", () => {
    const waiting = inState("processing", { expiresAt: T0 + DAY });
    const due = { ...waiting, pursuit: { ...waiting.pursuit, dueAt: T0 + DAY } };
    const [claimed, claim] = claimLook(due, "timer", T0 + DAY);
    expect(claim).toMatchObject({ granted: true, kind: "cancel" });
    const { transaction } = settlePayment(claimed.transaction, 2, told("cancelled"), T0 + DAY + SECOND);
    expect(transaction).toMatchObject({ status: "cancelled", failure: { code: "expired" } });
  });
});

describe("a refusal that is brought home late", () => {
  const refused = told("failed", { providerTransactionId: null, reference: null });

  it("says nothing of what was sent since, and moves nothing", () => {
    const [again] = claimLook(begun(), "timer", T0 + 7 * SECOND);
    const unknown = settlePayment(again.transaction, 2, silence(), T0 + 8 * SECOND).transaction;
    const { transaction, audit } = settlePayment(unknown, 1, refused, T0 + 9 * SECOND);
    expect(transaction).toMatchObject({ status: "processing", pursuit: { acknowledged: false } });
    expect(audit).toEqual([]);
  });

  it("counts where nothing else was sent", () => {
    const lapsed = { ...begun(), pursuit: { ...begun().pursuit, attempt: null } };
    expect(settlePayment(lapsed, 1, refused, T0 + 9 * SECOND).transaction.status).toBe("failed");
  });
});

describe("asking by hand", () => {
  it("is granted every three seconds, not while a call is open, and never for what is paid", () => {
    const now = T0 + HOUR;
    const [first, claim] = claimLook(inState("processing"), "manual", now);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
    expect(claimLook(first.transaction, "manual", now + SECOND)[1]).toMatchObject({ granted: false, why: "busy" });
    const answered = settlePayment(first.transaction, 2, told("pending"), now + SECOND).transaction;
    expect(claimLook(answered, "manual", now + 2_999)[1]).toMatchObject({ granted: false, why: "idle" });
    expect(claimLook(answered, "manual", now + 3_000)[1]).toMatchObject({ granted: true });
    expect(claimLook(inState("completed"), "manual", now)[1]).toMatchObject({ granted: false, why: "idle" });
  });

  it("can find the late money of a failed payment, without sending it again", () => {
    const failed = inState("failed", { pursuit: { ...begun().pursuit, attempt: null, dueAt: null } });
    const [claimed, claim] = claimLook(failed, "manual", T0 + HOUR);
    expect(claim).toMatchObject({ granted: true, kind: "look" });
    expect(settlePayment(claimed.transaction, 2, told("completed"), T0 + HOUR).transaction.status).toBe("completed");
    const quiet = settlePayment(claimed.transaction, 2, silence(), T0 + HOUR).transaction;
    expect(quiet).toMatchObject({ status: "failed", pursuit: { dueAt: null } });
  });
});
