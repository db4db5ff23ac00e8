import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Delivery, DeliveryStatus } from "../../../src/client/index.ts";
import { formatDuration } from "../../format/time.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Pager } from "../../ui/pager.tsx";
import { detailOf } from "../../ui/problem-callout.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toasts.tsx";
import { usePaging } from "../../ui/use-paging.ts";

const STATUSES = [
  "pending",
  "delivered",
  "retrying",
  "exhausted",
  "parked",
] as const satisfies readonly DeliveryStatus[];
/** Deliveries have no events of their own: whoever looks wants to see attempts come in. */
const POLL_INTERVAL_MS = 5_000;

const COLUMNS: readonly Column<Delivery>[] = [
  { header: "Event", cell: ({ event_type }) => <code>{event_type}</code> },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { header: "Attempts", cell: (delivery) => <Attempts delivery={delivery} /> },
  {
    header: "Transaction",
    isMinor: true,
    cell: ({ transaction_id }) => <Link href={`/payments/${transaction_id}`}>{transaction_id.slice(0, 8)}…</Link>,
  },
  { header: "Made", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
  { header: "Actions", isActions: true, align: "end", cell: (delivery) => <Resend delivery={delivery} /> },
];

/** What was sent to an endpoint, how often, and what it answered. */
export function DeliveriesCard({ endpointId }: { readonly endpointId: string }) {
  const { client } = useSession();
  const [status, setStatus] = useState<DeliveryStatus | undefined>(undefined);
  const paging = usePaging(`${endpointId}|${status ?? ""}`);
  const query = { status, cursor: paging.cursor };
  const deliveries = useQuery({
    queryKey: [...queryKeys.deliveries, endpointId, query],
    queryFn: ({ signal }) => client.deliveries.list(endpointId, query, { signal }).page(),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_INTERVAL_MS,
  });
  return (
    <Card
      title="Deliveries"
      isFlush
      actions={
        <SelectField
          label="Status of deliveries"
          isLabelHidden
          value={status ?? ""}
          options={[["", "Any status"], ...STATUSES.map((name) => [name, toWords(name)] as const)]}
          onChange={(value) => setStatus(STATUSES.find((name) => name === value))}
        />
      }
    >
      <QueryView query={deliveries}>
        {(page) => (
          <>
            <DataTable
              caption="Deliveries"
              columns={COLUMNS}
              rows={page.data}
              keyOf={({ id }) => id}
              empty={<EmptyState title="No deliveries">Send a test event, or wait for something to happen.</EmptyState>}
            />
            <Pager paging={paging} nextCursor={page.next_cursor} />
          </>
        )}
      </QueryView>
    </Card>
  );
}

function Attempts({ delivery: { attempts, next_attempt_at: next } }: { readonly delivery: Delivery }) {
  if (attempts.length === 0) return <span className="faint">None yet</span>;
  return (
    <details>
      <summary>
        {attempts.length} · {attempts.at(-1)?.status_code ?? attempts.at(-1)?.error ?? "no answer"}
      </summary>
      <ol className="attempts">
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <Time at={attempt.at} /> · {attempt.status_code ?? attempt.error ?? "no answer"}
            {attempt.latency_ms !== null && ` · ${formatDuration(attempt.latency_ms)}`}
            {attempt.response !== null && <code className="break"> {attempt.response}</code>}
          </li>
        ))}
      </ol>
      {next !== null && (
        <p className="faint">
          Next at <Time at={next} />
        </p>
      )}
    </details>
  );
}

function Resend({ delivery: { id, event_type: type } }: { readonly delivery: Delivery }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const resend = useMutation({
    mutationFn: () => client.deliveries.resend(id),
    onSuccess: () => {
      notify("It is being sent again", type);
      void queries.invalidateQueries({ queryKey: queryKeys.deliveries });
    },
    onError: (error) => notify("It was not sent again", detailOf(error)),
  });
  return (
    <Button size="small" isBusy={resend.isPending} onClick={() => resend.mutate()} aria-label={`Resend ${type}`}>
      Resend
    </Button>
  );
}
