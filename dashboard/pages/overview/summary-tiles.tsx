import type { Summary } from "../../../src/client/index.ts";
import { formatMoney, formatMoneyShort } from "../../format/money.ts";
import { formatDuration } from "../../format/time.ts";
import { countOf } from "../../format/words.ts";
import { useScope } from "../../session/session-context.tsx";
import { Tile } from "../../ui/tile.tsx";
import { rangeFigures } from "./chart-data.ts";

interface SummaryTilesProps {
  readonly summary: Summary;
  /** Undefined as long as nothing was ever paid. */
  readonly currency: string | undefined;
}

/** More digits than this do not fit a tile; the whole amount is behind it. */
const LONG_AMOUNT = 14;

/** What a period comes to. */
export function SummaryTiles({ summary, currency }: SummaryTilesProps) {
  const isOperator = useScope("admin");
  const figures = rangeFigures(summary, currency ?? "");
  const { latency_ms: latency, completion_ms: completion } = summary;
  const paid = currency === undefined ? "–" : formatMoney(figures.volumeMinor, currency);
  return (
    <div className="tiles">
      <Tile
        title={currency === undefined ? "Paid" : `Paid in ${currency}`}
        value={
          currency !== undefined && paid.length > LONG_AMOUNT ? (
            <span title={paid}>{formatMoneyShort(figures.volumeMinor, currency)}</span>
          ) : (
            paid
          )
        }
        note={
          currency !== undefined && figures.refundedMinor > 0
            ? `${formatMoneyShort(figures.refundedMinor, currency)} refunded`
            : undefined
        }
      />
      <Tile
        title="Payments"
        value={new Intl.NumberFormat().format(figures.initiated)}
        note={countOf(figures.refunds, "refund")}
      />
      <Tile
        title="Success rate"
        value={figures.successRate === null ? "–" : `${(figures.successRate * 100).toFixed(1)} %`}
        note="of those that ended"
      />
      <Tile
        title="Provider's answer"
        value={latency.p50 === null ? "–" : formatDuration(latency.p50)}
        note={latency.p95 === null ? undefined : `95 % within ${formatDuration(latency.p95)}`}
      />
      <Tile
        title="Until it is paid"
        value={completion.p50 === null ? "–" : formatDuration(completion.p50)}
        note={completion.p95 === null ? undefined : `95 % within ${formatDuration(completion.p95)}`}
      />
      <Tile
        title="Under review"
        value={summary.under_review}
        tone={summary.under_review > 0 ? "warning" : "neutral"}
        {...(isOperator ? { href: "/operator/review" } : {})}
        note="now"
      />
    </div>
  );
}
