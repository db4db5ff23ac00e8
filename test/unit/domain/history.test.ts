import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyHistory, anyProfile, comeToRest } from "./support/history.ts";
import { checkEnd, checkLedger } from "./support/invariants.ts";
import { World } from "./support/world.ts";

/** Set HISTORY_SEED to run one failing history again, HISTORY_RUNS to look longer for one. */
const RUNS = Number(process.env.HISTORY_RUNS ?? 4_000);
const SEED = process.env.HISTORY_SEED;

describe("whole histories of a payment", () => {
  it(
    "charge once, lose nothing and end with what the provider knows, whatever happens on the way",
    () => {
      let steps = 0;
      let paid = 0;
      let refunds = 0;
      fc.assert(
        fc.property(anyProfile, anyHistory, (profile, history) => {
          const world = new World(profile);
          const told: string[] = [];
          try {
            for (const step of history) {
              told.push(step.text);
              step.run(world);
            }
            told.push("(rest)");
            comeToRest(world);
            checkLedger(world.provider);
            checkEnd(world.transaction, world.refunds, world.provider, world.hasOverslept);
          } catch (error) {
            throw new Error(`after ${told.join("; ")}\nwith ${JSON.stringify(profile)}`, { cause: error });
          }
          steps += history.length;
          paid += world.provider.payment?.status === "completed" ? 1 : 0;
          refunds += world.refunds.length;
        }),
        { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
      );
      // The histories are worth something only if things happen in them.
      expect(steps).toBeGreaterThan(RUNS * 5);
      expect(paid).toBeGreaterThan(RUNS / 10);
      expect(refunds).toBeGreaterThan(RUNS / 20);
    },
    20_000 + RUNS * 2,
  );
});
