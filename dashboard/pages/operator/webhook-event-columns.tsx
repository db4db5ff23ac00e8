import { Link } from "wouter";
import type { WebhookEvent } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import type { Column } from "../../ui/data-table.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** What there is to see of a provider's webhook. */
export const WEBHOOK_EVENT_COLUMNS: readonly Column<WebhookEvent>[] = [
  { header: "Event", cell: ({ event_type }) => <code>{event_type}</code> },
  { header: "Provider", cell: ({ provider }) => <ProviderName name={provider} /> },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    header: "Why",
    cell: ({ error_message, retry_count }) => (
      <span>
        {error_message === null ? "–" : toWords(error_message)}
        {retry_count > 0 && <span className="faint"> · tried {retry_count} times</span>}
      </span>
    ),
  },
  {
    header: "Payment",
    cell: ({ transaction_id: id }) =>
      id === null ? <span className="faint">–</span> : <Link href={`/payments/${id}`}>{id.slice(0, 8)}…</Link>,
  },
  { header: "Received", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];
