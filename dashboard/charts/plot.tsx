import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onThemeChange } from "../shell/theme.ts";
import { type ChartProps, COLOURS } from "./chart-props.ts";

interface PlotProps extends ChartProps {
  /** Told which interval is pointed at; null: none. */
  readonly onPoint: (index: number | null) => void;
}

const HEIGHT = 220;
const AXIS_WIDTH = 76;
const X_AXIS_HEIGHT = 30;
const X_LABEL_WIDTH = 70;
const BAR_SHARE = 0.72;
const MAX_BAR_WIDTH = 36;
const FONT = '12px "Inter Variable", system-ui, sans-serif';

/** The drawing of a chart. It is drawn anew when what it shows, its room or the colours change. */
export function Plot(props: PlotProps) {
  const { label, onPoint } = props;
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(onPoint);
  latest.current = onPoint;
  const { starts, series, kind, interval, max } = props;
  const format = useRef(props.format);
  format.current = props.format;
  // What is drawn, as text: a new object with the same figures is not drawn again.
  const drawn = JSON.stringify([starts, series, kind, interval, max]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const [starts, series, kind, interval, max] = JSON.parse(drawn) as [
      number[],
      ChartProps["series"],
      ChartProps["kind"],
      ChartProps["interval"],
      number | null,
    ];
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      const shape = { starts, series, kind, interval, max: max ?? undefined };
      const options = toOptions(
        element,
        shape,
        (value) => format.current(value),
        (index) => latest.current(index),
      );
      plot = new uPlot(options, toData(shape), element);
    };
    draw();
    const stopThemes = onThemeChange(draw);
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      stopThemes();
      plot?.destroy();
    };
  }, [drawn]);
  return <div ref={frame} className="chart__plot" role="img" aria-label={label} />;
}

type Shape = Pick<ChartProps, "starts" | "series" | "kind" | "interval"> & { readonly max: number | undefined };

/** Stacks are drawn from the highest to the lowest, each covering what is below it; so the order is turned round. */
function toData({ starts, series, kind }: Shape): uPlot.AlignedData {
  if (kind === "lines") return [[...starts], ...series.map(({ values }) => [...values])];
  let below = starts.map(() => 0);
  const stacks = series.map(({ values }) => {
    below = below.map((sum, index) => sum + (values[index] ?? 0));
    return below;
  });
  return [[...starts], ...stacks.reverse()];
}

function toOptions(
  element: HTMLElement,
  { starts, series, kind, interval, max }: Shape,
  format: (value: number) => string,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const colours = series.map((_, index) => colourOf(element, `--chart-${(index % COLOURS) + 1}`));
  const axis = { stroke: colourOf(element, "--muted"), font: FONT, ticks: { show: false } };
  const grid = { stroke: colourOf(element, "--border"), width: 1 };
  const step = interval === "hour" ? 3_600 : 86_400;
  const first = starts[0] ?? 0;
  const last = starts.at(-1) ?? first;
  const lines = colours.map((stroke) => ({ stroke, width: 2, spanGaps: true, points: { size: 5, fill: stroke } }));
  const bars = uPlot.paths.bars?.({ size: [BAR_SHARE, MAX_BAR_WIDTH], radius: 0.1 });
  const stacks = colours.map((fill) => ({ fill, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: kind === "lines" }, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: [first - step / 2, last + step / 2] },
      y: { range: (_, __, top) => [0, max ?? Math.max(top * 1.08, 1)] },
    },
    series: [{}, ...(kind === "lines" ? lines : stacks.reverse())],
    axes: [
      {
        ...axis,
        size: X_AXIS_HEIGHT,
        space: X_LABEL_WIDTH,
        grid: { show: false },
        values: (_, splits) => splits.map((split) => tickText(split, starts.length, interval)),
      },
      { ...axis, grid, size: AXIS_WIDTH, values: (_, splits) => splits.map(format) },
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
    ...(interval === "day" ? { tzDate: (second: number) => uPlot.tzDate(new Date(second * 1_000), "Etc/UTC") } : {}),
  };
}

/** A day of hours is told by its hours, more by its days. */
function tickText(second: number, count: number, interval: "hour" | "day"): string {
  const isHours = interval === "hour" && count <= 24;
  return new Intl.DateTimeFormat(undefined, {
    ...(isHours ? { hour: "numeric" } : { day: "numeric", month: "short" }),
    ...(interval === "day" ? { timeZone: "UTC" } : {}),
  }).format(new Date(second * 1_000));
}

/** A colour by its name in the style sheet, as a canvas understands it. */
function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
