import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import type { Payout, PayoutStatus } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Money } from "../../ui/money.tsx";
import { Pager } from "../../ui/pager.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { usePaging } from "../../ui/use-paging.ts";
import { NewPayout } from "./new-payout.tsx";

const STATUSES = ["pending", "processing", "completed", "failed"] as const satisfies readonly PayoutStatus[];

const COLUMNS: readonly Column<Payout>[] = [
  {
    header: "Amount",
    align: "end",
    cell: (payout) => <Money minor={payout.amount_minor} currency={payout.currency} />,
  },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    header: "Recipient",
    cell: ({ recipient }) => <span className="truncate">{recipient.name ?? recipient.phone ?? "–"}</span>,
  },
  { header: "Reference", cell: ({ reference }) => <span className="truncate">{reference ?? "–"}</span> },
  { header: "Provider", isMinor: true, cell: ({ provider }) => <ProviderName name={provider} /> },
  { header: "Created", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];

/** Money out, newest first. */
export function PayoutsPage() {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const given = new URLSearchParams(useSearch()).get("status");
  const status = STATUSES.find((name) => name === given);
  const paging = usePaging(status ?? "");
  const query = { status, cursor: paging.cursor };
  const payouts = useQuery({
    queryKey: [...queryKeys.payoutLists, query],
    queryFn: ({ signal }) => client.payouts.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
  });
  return (
    <Page title="Payouts" actions={<NewPayout />}>
      <div className="filters">
        <SelectField
          label="Status"
          isLabelHidden
          value={status ?? ""}
          options={[["", "Any status"], ...STATUSES.map((name) => [name, toWords(name)] as const)]}
          onChange={(value) => navigate(value === "" ? "/payouts" : `/payouts?status=${value}`, { replace: true })}
        />
      </div>
      <Card isFlush>
        <QueryView query={payouts} lines={8}>
          {(page) => (
            <>
              <DataTable
                caption="Payouts"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                hrefOf={({ id }) => `/payouts/${id}`}
                empty={
                  <EmptyState title={status === undefined ? "No payouts yet" : "No payout matches"}>
                    Money that is sent to people, such as salaries and withdrawals, appears here.
                  </EmptyState>
                }
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={payouts.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}
