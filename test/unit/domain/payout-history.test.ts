import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPayoutFinal } from "../../../src/domain/payout/payout-states.ts";
import { DAY, HOUR, MINUTE, SECOND, TIMINGS } from "./support/builders.ts";
import { type PayoutFate, PayoutWorld } from "./support/payout-world.ts";

const RUNS = Number(process.env.HISTORY_RUNS ?? 3_000);

const anyTimings = fc.record({
  firstLookMs: fc.constantFrom(2 * SECOND, 15 * SECOND),
  keyLifetimeMs: fc.constantFrom(0, HOUR, DAY),
  presumedDeadMs: fc.constantFrom(null, HOUR, DAY),
});
const pick = fc.nat(8);
const anyFate = fc.constantFrom<PayoutFate>("answered", "asked", "answer_lost", "never_arrived", "not_sent", "refused");
const anyStep = fc.oneof(
  fc.constantFrom(SECOND, 4 * SECOND, 12 * SECOND, MINUTE, HOUR, DAY).map((ms) => (w: PayoutWorld) => w.advance(ms)),
  fc.constantFrom("timer", "manual", "hint" as const).map((trigger) => (w: PayoutWorld) => w.look(trigger)),
  fc.tuple(pick, anyFate).map(
    ([which, fate]) =>
      (w: PayoutWorld) =>
        w.act(which, fate),
  ),
  anyFate.map((fate) => (w: PayoutWorld) => w.turn(fate)),
  pick.map((which) => (w: PayoutWorld) => w.settle(which)),
  pick.map((which) => (w: PayoutWorld) => w.deliver(which)),
  fc.constantFrom("completed", "failed" as const).map((status) => (w: PayoutWorld) => w.decide(status)),
  fc.constantFrom(null, "SG632NMUAB").map((receipt) => (w: PayoutWorld) => w.hint(receipt)),
);

describe("whole histories of a payout", () => {
  it("send money once at most, and end with what the provider knows", () => {
    const ends = { completed: 0, failed: 0, processing: 0, pending: 0 };
    fc.assert(
      fc.property(anyTimings, fc.array(anyStep, { minLength: 1, maxLength: 25 }), (timings, steps) => {
        const world = new PayoutWorld({ ...TIMINGS, ...timings });
        for (const step of steps) {
          step(world);
          expect(world.ledger.length).toBeLessThanOrEqual(1);
        }
        world.comeToRest();
        const { status, review } = world.payout;
        const [made] = world.ledger;
        ends[status] += 1;
        expect(world.ledger.length).toBeLessThanOrEqual(1);
        if (made !== undefined && isPayoutFinal(status)) expect(status).toBe(made.status);
        if (made === undefined) expect(status === "failed" || review !== null).toBe(true);
        if (!isPayoutFinal(status)) expect(review).not.toBeNull();
      }),
      { numRuns: RUNS },
    );
    // The histories are worth something only if things happen in them.
    expect(ends.completed).toBeGreaterThan(RUNS / 10);
    expect(ends.failed).toBeGreaterThan(RUNS / 50);
  }, 30_000);
});
