import { useLiveState } from "../live/live-feed.tsx";

const WORDS = {
  live: "Live",
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  off: "Refreshing every 15 s",
} as const;

/** Whether what is shown follows what happens, without a reload. */
export function LiveIndicator() {
  const state = useLiveState();
  return (
    <span className={`live live--${state}`} role="status">
      <span className="live__dot" aria-hidden="true" />
      {WORDS[state]}
    </span>
  );
}
