/** What a chart shows. */
export interface ChartProps {
  /** What is shown, in a sentence that needs no eyes: its name and what stands out. */
  readonly label: string;
  readonly starts: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Stacked bars add up; lines stand side by side. */
  readonly kind: "bars" | "lines";
  readonly interval: "hour" | "day";
  /** A value in words, for axes and legend. */
  readonly format: (value: number) => string;
  /** The top of the axis where it is given by nature, such as 100 percent. */
  readonly max?: number;
}

/** As many colours as `--chart-1 …` has. */
export const COLOURS = 6;
