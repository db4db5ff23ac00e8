import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "./support/builders.ts";
import { type RoutedFate, RoutedWorld } from "./support/routed-world.ts";

/** Set HISTORY_SEED to run one failing history again, HISTORY_RUNS to look longer for one. */
const RUNS = Number(process.env.HISTORY_RUNS ?? 4_000);
const SEED = process.env.HISTORY_SEED;

const fate = fc.constantFrom<RoutedFate>(
  "answered",
  "answer_lost",
  "never_arrived",
  "delayed",
  "withheld",
  "withheld",
  "withheld",
  "turned_away",
);
const pause = fc.oneof(fc.integer({ min: 1, max: 12 * SECOND }), fc.constantFrom(MINUTE, 20 * MINUTE, HOUR));

/** One thing that happens; `text` is what a failing history prints. */
interface Step {
  readonly text: string;
  run(world: RoutedWorld): void;
}

function named(text: string, run: (world: RoutedWorld) => void): Step {
  return { text, run };
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: pause.map((ms) => named(`wait ${ms} ms`, (world) => world.advance(ms))) },
  {
    weight: 3,
    arbitrary: fc.constant(
      named("look", (world) => {
        world.advance(Math.max(0, (world.transaction.pursuit.dueAt ?? 0) - world.now));
        world.look();
      }),
    ),
  },
  { weight: 6, arbitrary: fate.map((how) => named(`act ${how}`, (world) => world.act(world.calls.length - 1, how))) },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(4), fc.boolean()).map(([back, isWorker]) =>
      named(`settle ${back} ${isWorker}`, (world) => {
        world.settle(Math.max(0, world.calls.length - 1 - (back > 2 ? back : 0)), isWorker);
      }),
    ),
  },
);

describe("whole histories of a payment that may go to several providers", () => {
  it(
    "charge at one provider at most, and end as that one knows it",
    () => {
      let moved = 0;
      let charged = 0;
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(0, DAY), { minLength: 2, maxLength: 4 }),
          fc.array(step, { minLength: 3, maxLength: 30, size: "max" }),
          (keyLifetimes, history) => {
            const world = new RoutedWorld(keyLifetimes);
            const told = history.map(({ text }) => text).join("; ");
            for (const each of history) {
              each.run(world);
              expect(world.charges, told).toBeLessThanOrEqual(1);
            }
            world.comeToRest();
            expect(world.charges, told).toBeLessThanOrEqual(1);
            expect(world.isTrue(), told).toBe(true);
            // What was certain was right: no provider that was left has anything to tell.
            expect(world.transaction.review?.reason).not.toBe("reported_by_left_provider");
            moved += (world.transaction.left ?? []).length;
            charged += world.charges;
          },
        ),
        { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
      );
      // The histories are worth something only if things happen in them.
      expect(moved).toBeGreaterThan(RUNS / 10);
      expect(charged).toBeGreaterThan(RUNS / 10);
    },
    20_000 + RUNS * 2,
  );
});
