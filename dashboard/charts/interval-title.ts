/** The interval that begins at a moment: days are UTC's, as the reports are; hours are the viewer's. */
export function intervalTitle(start: number, interval: "hour" | "day"): string {
  const at = new Date(start * 1_000);
  return interval === "day"
    ? new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(at)
    : new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(
        at,
      );
}
