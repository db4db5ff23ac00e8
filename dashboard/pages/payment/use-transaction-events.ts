import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { GatewayEvent } from "../../../src/client/index.ts";
import { useScope, useSession } from "../../session/session-context.tsx";

/**
 * All events of a payment or payout: those of before come first, then each as it happens. What is kept of it is asked
 * for again as soon as there is news.
 */
export function useTransactionEvents(id: string, queryKey: QueryKey): readonly GatewayEvent[] {
  const { client } = useSession();
  const queries = useQueryClient();
  const [events, setEvents] = useState<readonly GatewayEvent[]>([]);
  const isAllowed = useScope("payments:read");
  const [, , ownId] = queryKey;
  useEffect(() => {
    if (!isAllowed) return;
    const stop = new AbortController();
    const listen = async () => {
      for await (const event of client.watch(id, { signal: stop.signal })) {
        setEvents((before) => [...before, event]);
        void queries.invalidateQueries({ predicate: ({ queryKey: key }) => key[1] === "one" && key[2] === ownId });
      }
    };
    setEvents([]);
    // Refused, there is nothing to listen to; the page itself says why.
    listen().catch(() => undefined);
    return () => stop.abort();
  }, [client, queries, id, ownId, isAllowed]);
  return events;
}
