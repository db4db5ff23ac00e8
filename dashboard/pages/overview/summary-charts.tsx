import { useState } from "react";
import type { Summary } from "../../../src/client/index.ts";
import { Chart } from "../../charts/chart.tsx";
import { formatMoneyShort } from "../../format/money.ts";
import { Card } from "../../ui/card.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { useProviderTitle } from "../../ui/use-provider-options.ts";
import { type ChartData, paymentsChart, type SplitBy, successChart, volumeChart } from "./chart-data.ts";

interface SummaryChartsProps {
  readonly summary: Summary;
  readonly currency: string | undefined;
}

const SPLITS = [
  ["provider", "By provider"],
  ["currency", "By currency"],
] as const;

const number = new Intl.NumberFormat();

/** How a period went: what was paid, how many payments were made, and how many of them went well. */
export function SummaryCharts({ summary, currency }: SummaryChartsProps) {
  const [by, setBy] = useState<SplitBy>("provider");
  const titleOf = useProviderTitle();
  const { interval } = summary;
  const named = ({ starts, series }: ChartData, isProvider: boolean): ChartData => ({
    starts,
    series: isProvider ? series.map(({ name, values }) => ({ name: titleOf(name), values })) : series,
  });
  const split = (
    <SelectField
      label="Split by"
      isLabelHidden
      value={by}
      options={SPLITS}
      onChange={(value) => setBy(value === "currency" ? "currency" : "provider")}
    />
  );
  return (
    <div className="grid grid--charts">
      <Card title={currency === undefined ? "Volume" : `Volume in ${currency}`}>
        {currency === undefined ? (
          <p className="chart__nothing faint">Nothing in this period.</p>
        ) : (
          <Chart
            label={`Volume in ${currency}, by provider and ${interval}`}
            {...named(volumeChart(summary, currency), true)}
            kind="bars"
            interval={interval}
            format={(minor) => formatMoneyShort(minor, currency)}
          />
        )}
      </Card>
      <Card title="Payments" actions={split}>
        <Chart
          label={`Payments made, by ${by} and ${interval}`}
          {...named(paymentsChart(summary, by), by === "provider")}
          kind="bars"
          interval={interval}
          format={(count) => (Number.isInteger(count) ? number.format(count) : "")}
        />
      </Card>
      <Card title="Success rate" actions={<span className="faint">By {by}</span>}>
        <Chart
          label={`Share of ended payments that were paid, by ${by} and ${interval}`}
          {...named(successChart(summary, by), by === "provider")}
          kind="lines"
          interval={interval}
          format={(percent) => `${Math.round(percent)} %`}
          max={100}
        />
      </Card>
    </div>
  );
}
