import { formatTime, formatTimeShort, formatUtc } from "../format/time.ts";

interface TimeProps {
  readonly at: string | null;
  /** Without seconds and this year, for tables. */
  readonly isShort?: boolean;
}

/** A moment in the viewer's zone; in UTC when pointed at. */
export function Time({ at, isShort = false }: TimeProps) {
  if (at === null) return <span className="faint">–</span>;
  return (
    <time dateTime={at} title={formatUtc(at)} className="number">
      {isShort ? formatTimeShort(at, Date.now()) : formatTime(at)}
    </time>
  );
}
