import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { AuditEntry } from "../../../src/client/index.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonBlock } from "../../ui/json-block.tsx";
import { Pager } from "../../ui/pager.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Time } from "../../ui/time.tsx";
import { usePaging } from "../../ui/use-paging.ts";
import { describeActor, describeEntry } from "../payment/describe-entry.ts";

const COLUMNS: readonly Column<AuditEntry>[] = [
  { header: "When", cell: ({ timestamp }) => <Time at={timestamp} /> },
  { header: "What", cell: (entry) => describeEntry(entry, "").title },
  { header: "Who", cell: (entry) => describeActor(entry) },
  {
    header: "About",
    cell: ({ transaction_id: id, event_type: type }) =>
      id === null ? (
        <span className="faint">Configuration</span>
      ) : (
        <Link href={`/${type.startsWith("payout.") ? "payouts" : "payments"}/${id}`}>{id.slice(0, 8)}…</Link>
      ),
  },
  {
    header: "Entry",
    cell: (entry) => (
      <details>
        <summary>
          <code>{entry.event_type}</code>
        </summary>
        <JsonBlock value={entry} label={`Audit entry ${entry.event_type}`} />
      </details>
    ),
  },
];

/** Who did what, newest first: to payments and to the configuration. */
export function AuditLogPage() {
  const { client } = useSession();
  const paging = usePaging("");
  const query = { cursor: paging.cursor };
  const entries = useQuery({
    queryKey: [...queryKeys.auditLog, query],
    queryFn: ({ signal }) => client.audit.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="Audit log">
      <Card isFlush>
        <QueryView query={entries} lines={10}>
          {(page) => (
            <>
              <DataTable
                caption="Audit log"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                empty={<EmptyState title="Nothing has been done yet" />}
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={entries.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}
