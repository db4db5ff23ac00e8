import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyProviderEvent } from "../../../src/domain/inbox/apply-event.ts";
import type { ProviderEvent } from "../../../src/domain/inbox/provider-event.ts";
import type { ReportedRefund } from "../../../src/domain/outcome.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import type { Refund } from "../../../src/domain/refund/refund.ts";
import { HOUR, inState, refundOf, refundReport, report, T0 } from "./support/builders.ts";

const OPEN = inState("processing");
const OURS = refundOf(OPEN, "a");

function elsewhere(status: ReportedRefund["status"], id: string, amountMinor = 30_000): ProviderEvent {
  const reported = {
    kind: "reported",
    status,
    providerRefundId: id,
    amountMinor,
    currency: "KES",
    failure: null,
  } as const;
  const subject = {
    kind: "refund",
    reference: null,
    providerTransactionId: "cp_1",
    reported,
    origin: "provider",
  } as const;
  return { id: `evt_${id}_${status}`, type: `refund.${status}`, subject };
}

/** A payment as it is when its mail begins to come. */
interface Start {
  readonly transaction: Transaction;
  readonly refunds: readonly Refund[];
}

const AT_CHECKOUT: Start = { transaction: OPEN, refunds: [] };
const BEING_REFUNDED: Start = { transaction: inState("completed"), refunds: [OURS] };

/** Everything a provider may tell of one payment, none of it contradicting the rest. */
const MAIL: readonly ProviderEvent[] = [
  ...(["pending", "failed", "completed"] as const).map((status) => ({
    id: `evt_${status}`,
    type: `payment.${status}`,
    subject: { kind: "payment", reference: OPEN.id, reported: report(status) } as const,
  })),
  elsewhere("pending", "cr_x"),
  elsewhere("completed", "cr_x"),
  elsewhere("pending", "cr_y", 10_000),
  elsewhere("failed", "cr_y", 10_000),
  { id: "evt_none", type: "balance.changed", subject: { kind: "none" } },
];

/** The same with what there is to tell of a refund of ours. */
const REFUND_MAIL: readonly ProviderEvent[] = [
  ...MAIL,
  ...(["pending", "completed"] as const).map((status) => ({
    id: `evt_ours_${status}`,
    type: `refund.${status}`,
    subject: {
      kind: "refund",
      reference: OURS.id,
      providerTransactionId: "cp_1",
      reported: refundReport(OURS, status),
    } as const,
  })),
];

/** Hands in events one after another, and those that have to wait again and again at the end, as the schedule does. */
function play(start: Start, mail: readonly ProviderEvent[]) {
  let { transaction, refunds } = start;
  let waiting = mail;
  for (let round = 0; round < 3 && waiting.length > 0; round += 1) {
    waiting = waiting.filter((event, index) => {
      const now = T0 + HOUR + (round * 100 + index) * 1_000;
      const { status, change } = applyProviderEvent(transaction, refunds, event, OPEN.accountId, now);
      const changed = change.refunds;
      transaction = change.transaction;
      refunds = [...refunds.filter(({ id }) => !changed.some((refund) => refund.id === id)), ...changed];
      return status === "retrying";
    });
  }
  const sums = refunds.map(({ origin, status, amountMinor, providerRefundId }) => ({
    origin,
    status,
    amountMinor,
    providerRefundId,
  }));
  return {
    waiting: waiting.length,
    status: transaction.status,
    review: transaction.review,
    refundedMinor: transaction.amountRefundedMinor,
    refunds: sums.sort((a, b) => String(a.providerRefundId).localeCompare(String(b.providerRefundId))),
  };
}

describe.each([
  ["at the checkout", AT_CHECKOUT, MAIL, 30_000, ["completed", "failed"]],
  ["being refunded", BEING_REFUNDED, REFUND_MAIL, 40_000, ["completed", "completed", "failed"]],
] as const)("the events of a payment that is %s", (_, start, mail, refundedMinor, refunds) => {
  const expected = play(start, mail);

  it("lead to where they should when they come in their own order", () => {
    expect(expected).toMatchObject({ waiting: 0, status: "partially_refunded", review: null, refundedMinor });
    expect(expected.refunds.map(({ status }) => status)).toEqual(refunds);
  });

  it("lead there in any order, each any number of times", () => {
    const repeats = fc.array(fc.constantFrom(...mail), { maxLength: 20 });
    const anyOrder = repeats.chain((more) =>
      fc.shuffledSubarray([...mail, ...more], { minLength: mail.length + more.length }),
    );
    fc.assert(
      fc.property(anyOrder, (shuffled) => {
        expect(play(start, shuffled)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
