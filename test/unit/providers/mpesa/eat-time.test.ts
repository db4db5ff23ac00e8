import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromEatTime, toEatTimestamp } from "../../../../src/providers/mpesa/eat-time.ts";

describe("East Africa Time", () => {
  it("is three hours ahead, past midnight and the new year too", () => {
    expect(toEatTimestamp(Date.parse("2026-10-18T11:30:00Z"))).toBe("20261018143000");
    expect(toEatTimestamp(Date.parse("2026-12-31T22:00:01.999Z"))).toBe("20270101010001");
  });

  it("comes back as the second it was", () => {
    const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(fromEatTime(toEatTimestamp(second * 1_000))).toBe(second * 1_000);
      }),
    );
  });

  it.each([
    ["20240706224852", "2024-07-06T19:48:52Z"],
    ["06.07.2024 22:48:52", "2024-07-06T19:48:52Z"],
    ["6/7/2024 22:48:52", "2024-07-06T19:48:52Z"],
    ["6/7/2024 2:48:52", "2024-07-05T23:48:52Z"],
  ])("reads %s", (written, moment) => {
    expect(fromEatTime(written)).toBe(Date.parse(moment));
  });

  it.each(["", "2024", "20241306000000", "20240230000000", "20240706250000", "31.02.2024 00:00:00", "yesterday"])(
    "takes %s for no moment",
    (written) => {
      expect(fromEatTime(written)).toBeNull();
    },
  );
});
