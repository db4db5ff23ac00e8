import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_SCHEDULE, retryDelayMs } from "../../../src/domain/retry-schedule.ts";

describe("the retry schedule", () => {
  it("is that of the contract unless another is configured", () => {
    expect(DEFAULT_RETRY_SCHEDULE).toEqual([60, 300, 900, 3_600, 21_600]);
  });

  it("gives each delay once, in order, and then says that it is over", () => {
    const delays = [0, 1, 2, 3, 4, 5, 6].map((made) => retryDelayMs(DEFAULT_RETRY_SCHEDULE, made));
    expect(delays).toEqual([60_000, 300_000, 900_000, 3_600_000, 21_600_000, null, null]);
  });

  it("may have any length, none included", () => {
    expect(retryDelayMs([], 0)).toBeNull();
    expect(retryDelayMs([0.5], 0)).toBe(500);
    expect(
      retryDelayMs(
        Array.from({ length: 500 }, () => 1),
        499,
      ),
    ).toBe(1_000);
  });
});
