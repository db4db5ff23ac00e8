import { Link } from "wouter";
import type { GatewayEvent } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { toWords } from "../../format/words.ts";
import { useLiveEvents, useLiveState } from "../../live/live-feed.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Time } from "../../ui/time.tsx";

/** Everything that happens while one looks, the newest first. */
export function LiveEvents() {
  const events = useLiveEvents();
  const state = useLiveState();
  return (
    <Card title="Live">
      {events.length === 0 ? (
        <EmptyState title={state === "off" ? "This token names no merchant" : "Waiting for something to happen"}>
          {state === "off" ? "There is no feed of all merchants." : "Events appear here as they happen."}
        </EmptyState>
      ) : (
        <ol className="rows" aria-live="polite" aria-relevant="additions">
          {events.map((event) => (
            <li key={event.id}>
              <span className="rows__main">
                <Link href={`/${event.type.startsWith("payout.") ? "payouts" : "payments"}/${event.transaction_id}`}>
                  {toWords(event.type)}
                </Link>
                <Amount event={event} />
              </span>
              <span className="faint">
                <Time at={event.timestamp} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Amount({ event: { data } }: { readonly event: GatewayEvent }) {
  const { amount_minor: minor, currency } = data;
  return minor == null || currency == null ? null : <span className="number">{formatMoney(minor, currency)}</span>;
}
