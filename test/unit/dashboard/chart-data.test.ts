import { describe, expect, it } from "vitest";
import {
  mainCurrency,
  paymentsChart,
  rangeFigures,
  successChart,
  volumeChart,
} from "../../../dashboard/pages/overview/chart-data.ts";
import { parsePeriod, toSummaryQuery } from "../../../dashboard/pages/overview/period.ts";
import type { Summary } from "../../../src/client/index.ts";

const NONE = { initiated: 0, completed: 0, failed: 0, cancelled: 0, volume_minor: 0, refunds: 0, refunded_minor: 0 };
const row = (hour: number, provider: string, currency: string, figures: Partial<typeof NONE>) => ({
  start: `2026-01-31T${String(hour).padStart(2, "0")}:00:00.000Z`,
  provider,
  currency,
  ...NONE,
  ...figures,
});

const summary = {
  from: "2026-01-31T10:00:00.000Z",
  to: "2026-01-31T13:00:00.000Z",
  interval: "hour",
  currencies: ["KES", "USD"],
  series: [
    row(10, "mpesa", "KES", { initiated: 4, completed: 3, failed: 1, volume_minor: 300_000 }),
    row(12, "cpay", "KES", { initiated: 2, completed: 1, cancelled: 1, volume_minor: 50_000 }),
    row(12, "cpay", "USD", { initiated: 1, volume_minor: 900 }),
  ],
  totals: [
    {
      ...row(0, "mpesa", "KES", {
        initiated: 4,
        completed: 3,
        failed: 1,
        volume_minor: 300_000,
        refunds: 1,
        refunded_minor: 100,
      }),
      success_rate: 0.75,
    },
    { ...row(0, "cpay", "KES", { initiated: 2, completed: 1, cancelled: 1, volume_minor: 50_000 }), success_rate: 0.5 },
    { ...row(0, "cpay", "USD", { initiated: 1, volume_minor: 900 }), success_rate: null },
  ],
} as unknown as Summary;
const hours = [10, 11, 12].map((hour) => Date.UTC(2026, 0, 31, hour) / 1_000);

describe("a chart of a summary", () => {
  it("has every interval of the range, and money of one currency only", () => {
    expect(volumeChart(summary, "KES")).toEqual({
      starts: hours,
      series: [
        { name: "cpay", values: [0, 0, 50_000] },
        { name: "mpesa", values: [300_000, 0, 0] },
      ],
    });
    expect(volumeChart(summary, "EUR").series).toEqual([]);
  });

  it("counts payments by provider or currency", () => {
    expect(paymentsChart(summary, "currency").series).toEqual([
      { name: "KES", values: [4, 0, 2] },
      { name: "USD", values: [0, 0, 1] },
    ]);
    expect(paymentsChart(summary, "provider").series[0]).toEqual({ name: "cpay", values: [0, 0, 3] });
  });

  it("knows no success rate where nothing ended", () => {
    expect(successChart(summary, "currency").series).toEqual([
      { name: "KES", values: [75, null, 50] },
      { name: "USD", values: [null, null, null] },
    ]);
  });
});

describe("the figures of a range", () => {
  it("add up money of one currency, and counts of all", () => {
    expect(rangeFigures(summary, "KES")).toEqual({
      initiated: 7,
      successRate: 4 / 6,
      volumeMinor: 350_000,
      refundedMinor: 100,
      refunds: 1,
    });
  });

  it("begin with the currency that most is paid in", () => {
    expect(mainCurrency(summary)).toBe("KES");
    expect(mainCurrency({ ...summary, totals: [], currencies: [] })).toBe(undefined);
  });
});

describe("a period", () => {
  it("is asked for in whole hours or days, the present one included", () => {
    const now = Date.parse("2026-01-31T10:20:00Z");
    expect(toSummaryQuery(parsePeriod("24h"), now)).toEqual({
      from: "2026-01-30T11:00:00.000Z",
      to: "2026-01-31T11:00:00.000Z",
      interval: "hour",
    });
    expect(toSummaryQuery(parsePeriod("30d"), now)).toEqual({
      from: "2026-01-02T00:00:00.000Z",
      to: "2026-02-01T00:00:00.000Z",
      interval: "day",
    });
    expect(parsePeriod("forever")).toBe(parsePeriod(null));
  });
});
