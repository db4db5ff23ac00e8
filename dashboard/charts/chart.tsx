import { lazy, Suspense, useState } from "react";
import { Skeleton } from "../ui/skeleton.tsx";
import { type ChartProps, COLOURS } from "./chart-props.ts";
import { ChartTable } from "./chart-table.tsx";
import { intervalTitle } from "./interval-title.ts";

// The library is as large as some pages: it comes when there is something to draw.
const Plot = lazy(async () => ({ default: (await import("./plot.tsx")).Plot }));

/** A chart with its legend, and the same figures as a table for who wants or needs them so. */
export function Chart(props: ChartProps) {
  const { series, starts, format, interval } = props;
  const [index, setIndex] = useState<number | null>(null);
  const isBare = series.every(({ values }) => values.every((value) => value === null || value === 0));
  if (isBare) return <p className="chart__nothing faint">Nothing in this period.</p>;
  return (
    <figure className="chart">
      <figcaption className="legend" aria-hidden="true">
        {series.map(({ name, values }, number) => (
          <span key={name} className="legend__item">
            <span className={`swatch swatch--${(number % COLOURS) + 1}`} /> {name}
            <strong className="number">{valueText(index === null ? null : (values[index] ?? null), format)}</strong>
          </span>
        ))}
        <span className="legend__when">{index !== null && intervalTitle(starts[index] ?? 0, interval)}</span>
      </figcaption>
      <Suspense fallback={<Skeleton lines={6} />}>
        <Plot {...props} onPoint={setIndex} />
      </Suspense>
      <ChartTable {...props} />
    </figure>
  );
}

function valueText(value: number | null, format: (value: number) => string): string {
  return value === null ? "" : ` ${format(value)}`;
}
