import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { DAY, HOUR, inState, MINUTE, report, SECOND, T0, terms } from "./support/builders.ts";

const NOW = T0 + HOUR;

function voided(): Transaction {
  return inState("cancelled", { capture: "manual", updatedAt: NOW - MINUTE });
}

function hear(transaction: Transaction, status: "authorized" | "completed", now = NOW): Transaction {
  const subject = { kind: "payment", reference: terms().id, reported: report(status) } as const;
  const event = { id: "evt_1", type: "payment", subject };
  return applyProviderEvent(transaction, [], event, transaction.accountId, now).change.transaction;
}

/** Asks the provider as the timer would, and settles with what it says. */
function ask(transaction: Transaction, status: "authorized" | "cancelled" | "pending", now: number): Transaction {
  const [{ transaction: asked }, claim] = claimLook(transaction, "timer", now);
  expect(claim).toMatchObject({ granted: true });
  const outcome = { ...report(status), exchange: null };
  return settlePayment(asked, asked.pursuit.attempts, outcome, now + SECOND).transaction;
}

describe("a payment whose authorization was released", () => {
  it("is not brought back by an event from before, which comes late: the provider is asked", () => {
    const after = hear(voided(), "authorized");
    expect(after.status).toBe("cancelled");
    expect(after.pursuit.dueAt).toBeLessThan(NOW + MINUTE);
    expect(ask(after, "cancelled", NOW + MINUTE)).toMatchObject({ status: "cancelled", pursuit: { dueAt: null } });
  });

  it("is brought back when the provider, asked since, says that it is authorized", () => {
    const after = ask(hear(voided(), "authorized"), "authorized", NOW + MINUTE);
    expect(after.status).toBe("authorized");
    expect(after.pursuit.dueAt).toBeGreaterThan(NOW);
  });

  it("is not brought back by the answer to a question that was put before it was released", () => {
    const [{ transaction: asked }] = claimLook(inState("authorized", { capture: "manual" }), "manual", NOW);
    const event = { kind: "payment", reference: terms().id, reported: report("cancelled") } as const;
    const released = applyProviderEvent(
      asked,
      [],
      { id: "evt_2", type: "payment", subject: event },
      asked.accountId,
      NOW + 1,
    ).change.transaction;
    expect(released.status).toBe("cancelled");
    const outcome = { ...report("authorized"), exchange: null };
    const late = settlePayment(released, asked.pursuit.attempts, outcome, NOW + SECOND).transaction;
    expect(late.status).toBe("cancelled");
    expect(late.pursuit.dueAt).not.toBeNull();
  });

  it("still takes a success", () => {
    expect(hear(voided(), "completed").status).toBe("completed");
  });
});

describe("a payment to be captured by hand whose time to pay is over", () => {
  const expired = () => inState("processing", { capture: "manual", isCancellable: true });
  const AFTER = T0 + DAY;

  it("is asked about before it is cancelled: to cancel would release what was authorized in time", () => {
    const [{ transaction: asked }, first] = claimLook(expired(), "timer", AFTER);
    expect(first).toMatchObject({ granted: true, kind: "look" });
    const outcome = { ...report("authorized"), exchange: null };
    expect(settlePayment(asked, asked.pursuit.attempts, outcome, AFTER + SECOND).transaction.status).toBe("authorized");
  });

  it("is cancelled once the provider has said since that nobody has paid", () => {
    const pending = ask(expired(), "pending", AFTER);
    const [, second] = claimLook(pending, "timer", pending.pursuit.dueAt ?? 0);
    expect(second).toMatchObject({ granted: true, kind: "cancel" });
  });
});
