import type { GatewayEvent } from "../../../src/client/index.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonBlock } from "../../ui/json-block.tsx";
import { Time } from "../../ui/time.tsx";

/** The events that sockets and webhook endpoints were told, in order. */
export function EventList({ events }: { readonly events: readonly GatewayEvent[] }) {
  if (events.length === 0) {
    return <EmptyState title="No events yet">What merchants' programs are told appears here.</EmptyState>;
  }
  return (
    <ol className="exchanges">
      {events.map((event) => (
        <li key={event.id}>
          <p className="exchange__head">
            <span className="count">{event.sequence}</span> <code>{event.type}</code>
          </p>
          <p className="faint">
            <Time at={event.timestamp} />
          </p>
          <details>
            <summary>The event as it is sent</summary>
            <JsonBlock value={event} label={`Event ${event.sequence}`} />
          </details>
        </li>
      ))}
    </ol>
  );
}
