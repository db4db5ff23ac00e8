import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import type { GatewayEvent } from "../../src/client/index.ts";
import { useSession } from "../session/session-context.tsx";
import { createEventApplier } from "./apply-event.ts";

/** How what is shown follows what happens. `off`: by asking again, as there is no one merchant to listen to. */
export type LiveState = "live" | "connecting" | "reconnecting" | "off";

interface Live {
  readonly state: LiveState;
  /** The newest events first, of this session only. */
  readonly events: readonly GatewayEvent[];
}

/** As many as anybody looks at. */
const KEPT_EVENTS = 30;

/** Soon enough to be at once, late enough for a burst to be one. */
const SHOW_AFTER_MS = 50;

const LiveContext = createContext<Live>({ state: "off", events: [] });

/** Listens to everything that happens to the merchant's money, and keeps what is shown up to date. */
export function LiveFeed({ children }: { readonly children: ReactNode }) {
  const { client, claims } = useSession();
  const queries = useQueryClient();
  const isPossible = claims.merchantId !== null && claims.scopes.has("payments:read");
  const [state, setState] = useState<LiveState>(isPossible ? "connecting" : "off");
  const [events, setEvents] = useState<readonly GatewayEvent[]>([]);
  useEffect(() => {
    if (!isPossible) return;
    const stop = new AbortController();
    const { apply, catchUp } = createEventApplier(queries);
    let fresh: GatewayEvent[] = [];
    const show = () => {
      const shown = fresh.reverse();
      fresh = [];
      setEvents((before) => [...shown, ...before].slice(0, KEPT_EVENTS));
    };
    const listen = async () => {
      const feed = client.watchMerchant({
        signal: stop.signal,
        onConnection: (isConnected) => {
          if (stop.signal.aborted) return;
          setState(isConnected ? "live" : "reconnecting");
          if (isConnected) catchUp();
        },
        onGap: () => void queries.invalidateQueries(),
      });
      for await (const event of feed) {
        apply(event);
        // Many events at once are one change of what is shown.
        if (fresh.push(event) === 1) setTimeout(show, SHOW_AFTER_MS);
      }
    };
    // What ends the feed for good is a token that is refused, which ends the session wherever it is used next.
    listen().catch(() => refuse(queries, setState, stop.signal));
    return () => stop.abort();
  }, [client, queries, isPossible]);
  return <LiveContext value={{ state, events }}>{children}</LiveContext>;
}

function refuse(queries: QueryClient, setState: (state: LiveState) => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  setState("off");
  void queries.invalidateQueries();
}

/** Whether things are live. */
export function useLiveState(): LiveState {
  return use(LiveContext).state;
}

/** What has happened since the page was opened, the newest first. */
export function useLiveEvents(): readonly GatewayEvent[] {
  return use(LiveContext).events;
}

/** How often lists are asked for again where no events say when, milliseconds. */
const POLL_INTERVAL_MS = 15_000;

/** How often to ask again: not at all while live, unless the viewer sees more than the one merchant that is listened to. */
export function usePollInterval(): number | false {
  const isOperator = useSession().claims.scopes.has("admin");
  return useLiveState() === "live" && !isOperator ? false : POLL_INTERVAL_MS;
}
