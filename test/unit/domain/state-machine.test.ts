import { describe, expect, it } from "vitest";
import { EVENT_TYPES, eventForTransition } from "../../../src/domain/event/event.ts";
import {
  canTransition,
  isFinal,
  isPaid,
  TRANSACTION_STATUSES,
  type TransactionStatus,
} from "../../../src/domain/payment/state-machine.ts";
import { transition } from "../../../src/domain/payment/transition.ts";
import { inState, T0 } from "./support/builders.ts";

/**
 * Every pair of states, written down by hand from contract section 4, as `from to allowed`. A final state never goes
 * back, but a confirmed success wins over failed and cancelled, and the refunded states follow the refunds that stand.
 */
const TABLE = `
  pending            pending            no
  pending            processing         yes
  pending            authorized         yes
  pending            completed          yes
  pending            failed             yes
  pending            cancelled          yes
  pending            partially_refunded no
  pending            refunded           no
  processing         pending            no
  processing         processing         no
  processing         authorized         yes
  processing         completed          yes
  processing         failed             yes
  processing         cancelled          yes
  processing         partially_refunded no
  processing         refunded           no
  authorized         pending            no
  authorized         processing         no
  authorized         authorized         no
  authorized         completed          yes
  authorized         failed             yes
  authorized         cancelled          yes
  authorized         partially_refunded no
  authorized         refunded           no
  completed          pending            no
  completed          processing         no
  completed          authorized         no
  completed          completed          no
  completed          failed             no
  completed          cancelled          no
  completed          partially_refunded yes
  completed          refunded           yes
  failed             pending            no
  failed             processing         no
  failed             authorized         yes
  failed             completed          yes
  failed             failed             no
  failed             cancelled          no
  failed             partially_refunded no
  failed             refunded           no
  cancelled          pending            no
  cancelled          processing         no
  cancelled          authorized         yes
  cancelled          completed          yes
  cancelled          failed             no
  cancelled          cancelled          no
  cancelled          partially_refunded no
  cancelled          refunded           no
  partially_refunded pending            no
  partially_refunded processing         no
  partially_refunded authorized         no
  partially_refunded completed          yes
  partially_refunded failed             no
  partially_refunded cancelled          no
  partially_refunded partially_refunded no
  partially_refunded refunded           yes
  refunded           pending            no
  refunded           processing         no
  refunded           authorized         no
  refunded           completed          yes
  refunded           failed             no
  refunded           cancelled          no
  refunded           partially_refunded yes
  refunded           refunded           no
`;

const ROWS = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/) as [TransactionStatus, TransactionStatus, "yes" | "no"]);
const ALLOWED = ROWS.filter(([, , allowed]) => allowed === "yes");
const FORBIDDEN = ROWS.filter(([, , allowed]) => allowed === "no");

describe("the state machine of payments", () => {
  it("has exactly the edges of the table, for every pair of states", () => {
    const actual = TRANSACTION_STATUSES.flatMap((from) =>
      TRANSACTION_STATUSES.map((to) => [from, to, canTransition(from, to) ? "yes" : "no"]),
    );
    expect(actual).toEqual(ROWS);
  });

  it.each(ALLOWED)("goes from %s to %s with one audit entry and the event of the new state", (from, to) => {
    const change = transition(inState(from), to, T0 + 1);
    expect(change.transaction.status).toBe(to);
    expect(change.audit).toHaveLength(1);
    expect(change.audit[0]?.data).toMatchObject({ from, to });
    const event = eventForTransition(from, to);
    expect(change.events).toEqual(event === null ? [] : [{ type: event }]);
  });

  it.each(FORBIDDEN)("refuses to go from %s to %s", (from, to) => {
    expect(() => transition(inState(from), to, T0 + 1)).toThrow(`no edge from ${from} to ${to}`);
  });

  it("calls a success over failed or cancelled by its own name in the audit trail", () => {
    for (const from of ["failed", "cancelled"] as const) {
      expect(transition(inState(from), "completed", T0 + 1).audit[0]?.type).toBe("payment.late_success");
    }
    expect(transition(inState("processing"), "completed", T0 + 1).audit[0]?.type).toBe("payment.completed");
  });

  it("keeps the moment of payment through refunds, and forgets the failure a late success proves wrong", () => {
    const failed = transition(inState("processing"), "failed", T0 + 1, {
      failure: { code: "declined", message: "No." },
    });
    expect(failed.transaction).toMatchObject({ failure: { code: "declined" }, completedAt: null, nextAction: null });
    const paid = transition(failed.transaction, "completed", T0 + 2);
    expect(paid.transaction).toMatchObject({ failure: null, completedAt: T0 + 2 });
    expect(transition(paid.transaction, "refunded", T0 + 3).transaction.completedAt).toBe(T0 + 2);
  });

  it("stops the timer in final states only", () => {
    for (const [from, to] of ALLOWED) {
      const { dueAt } = transition(inState(from), to, T0 + 1).transaction.pursuit;
      if (isFinal(to)) expect(dueAt, `${from} to ${to}`).toBeNull();
    }
    expect(transition(inState("pending"), "processing", T0 + 1).transaction.pursuit.dueAt).not.toBeNull();
  });
});

describe("what states mean", () => {
  it.each([
    ["pending", false, false, "payment.initiated"],
    ["processing", false, false, "payment.processing"],
    ["authorized", false, false, "payment.authorized"],
    ["completed", true, true, "payment.completed"],
    ["failed", true, false, "payment.failed"],
    ["cancelled", true, false, "payment.cancelled"],
    ["partially_refunded", true, true, null],
    ["refunded", true, true, null],
  ] as const)("%s: final %s, paid %s, tells %s", (status, final, paid, event) => {
    expect([isFinal(status), isPaid(status), eventForTransition("processing", status)]).toEqual([final, paid, event]);
    if (event !== null) expect(EVENT_TYPES).toContain(event);
  });
});
