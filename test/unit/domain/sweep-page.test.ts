import { describe, expect, it } from "vitest";
import { SWEEP_PAGE_SIZE, sweepPageAt } from "../../../src/domain/sweep-page.ts";

const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-03-01T12:00:07.000Z");

/** Places of the merchants that consecutive runs wake, in order. */
function placesIn(runs: number, merchants: number): number[] {
  return Array.from({ length: runs }, (_, run) => sweepPageAt(NOW + run * MINUTE_MS, merchants)).flatMap(
    ({ offset, limit }) => Array.from({ length: Math.min(limit, merchants - offset) }, (_, place) => offset + place),
  );
}

describe("the page of a sweep", () => {
  it.each([0, 1, SWEEP_PAGE_SIZE])("is the same in every run for %i merchants", (merchants) => {
    for (const run of [0, 1, 2]) {
      expect(sweepPageAt(NOW + run * MINUTE_MS, merchants)).toEqual({ offset: 0, limit: SWEEP_PAGE_SIZE });
    }
  });

  it.each([
    [SWEEP_PAGE_SIZE + 1, 2],
    [3 * SWEEP_PAGE_SIZE, 3],
    [10 * SWEEP_PAGE_SIZE - 1, 10],
  ])("of %i merchants comes round to each of them once in %i runs", (merchants, runs) => {
    const places = placesIn(runs, merchants).sort((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: merchants }, (_, place) => place));
  });

  it("is the same however late within its minute the run begins", () => {
    const start = Math.floor(NOW / MINUTE_MS) * MINUTE_MS;
    expect(sweepPageAt(start, 1_000)).toEqual(sweepPageAt(start + MINUTE_MS - 1, 1_000));
  });
});
