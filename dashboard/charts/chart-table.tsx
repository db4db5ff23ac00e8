import type { ChartProps } from "./chart-props.ts";
import { intervalTitle } from "./interval-title.ts";

/** A chart's figures, row by row; intervals in which nothing happened are left out. */
export function ChartTable({ label, starts, series, interval, format }: ChartProps) {
  const rows = starts
    .map((start, index) => ({ start, values: series.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null && value !== 0));
  return (
    <details className="chart__table">
      <summary>As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="chart__scroll" tabIndex={0} aria-label={`${label}, as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{interval === "day" ? "Day (UTC)" : "Hour"}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ start, values }) => (
              <tr key={start}>
                <th scope="row">{intervalTitle(start, interval)}</th>
                {series.map(({ name }, number) => {
                  const value = values[number] ?? null;
                  return <td key={name}>{value === null ? "–" : format(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
