import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useScope, useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Pager } from "../../ui/pager.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { usePaging } from "../../ui/use-paging.ts";
import { FilterBar } from "./filter-bar.tsx";
import { type PaymentFilters, parseFilters, toQuery, toSearch } from "./payment-filters.ts";
import { PaymentTable } from "./payment-table.tsx";

/** All payments, newest first, narrowed by what the address says; new ones appear on top by themselves. */
export function PaymentsPage() {
  const { client } = useSession();
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => parseFilters(search), [search]);
  const paging = usePaging(toSearch(filters));
  const query = toQuery(filters, paging.cursor);
  const pollInterval = usePollInterval();
  const payments = useQuery({
    queryKey: [...queryKeys.paymentLists, query],
    queryFn: ({ signal }) => client.payments.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
    refetchInterval: pollInterval,
  });
  const change = (next: PaymentFilters) => navigate(`/payments${toSearch(next)}`, { replace: true });
  const canPay = useScope("payments:write");
  const isFiltered = toSearch(filters) !== "";
  return (
    <Page
      title="Payments"
      actions={
        canPay && (
          <ButtonLink href="/payments/new" variant="primary">
            <Plus size={16} aria-hidden="true" /> New payment
          </ButtonLink>
        )
      }
    >
      <FilterBar filters={filters} onChange={change} />
      <Card isFlush>
        <QueryView query={payments} lines={10}>
          {(page) => (
            <>
              <PaymentTable
                payments={page.data}
                empty={isFiltered ? <NoMatch onClear={() => change({})} /> : <NoPayments />}
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={payments.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState title="No payment matches" actions={<Button onClick={onClear}>Clear the filters</Button>}>
      Reference and customer id have to match exactly.
    </EmptyState>
  );
}

function NoPayments() {
  const canPay = useScope("payments:write");
  return (
    <EmptyState
      title="No payments yet"
      actions={
        canPay && (
          <ButtonLink href="/payments/new" variant="primary">
            Make the first one
          </ButtonLink>
        )
      }
    >
      They appear here the moment they are made, with the API or with a form.
    </EmptyState>
  );
}
