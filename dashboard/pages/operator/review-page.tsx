import { useQueries, useQuery } from "@tanstack/react-query";
import type { Payment } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Money } from "../../ui/money.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** So far back it is looked for what was put under review. */
const REVIEWS_READ = 100;

const COLUMNS: readonly Column<Payment>[] = [
  {
    header: "Amount",
    align: "end",
    cell: (payment) => <Money minor={payment.amount_minor} currency={payment.currency} />,
  },
  { header: "Why", cell: ({ review }) => (review === null ? "–" : toWords(review.reason)) },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { header: "Provider", cell: ({ provider }) => <ProviderName name={provider} /> },
  { header: "Reference", isMinor: true, cell: ({ reference }) => reference ?? "–" },
  { header: "Created", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];

/** Payments about which a person has to find out the truth; each is settled on its own page. */
export function ReviewPage() {
  const { client } = useSession();
  const reviews = useQuery({
    queryKey: [...queryKeys.operator, "reviews"],
    queryFn: ({ signal }) =>
      client.audit.list({ event_type: "payment.review_required", limit: REVIEWS_READ }, { signal }).page(),
  });
  const ids = [...new Set((reviews.data?.data ?? []).flatMap(({ transaction_id: id }) => id ?? []))];
  const payments = useQueries({
    queries: ids.map((id) => ({
      queryKey: queryKeys.payment(id),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => client.payments.get(id, { signal }),
    })),
    combine: (results) => ({
      isPending: results.some((result) => result.isPending),
      underReview: results.flatMap(({ data }) => (data === undefined || data.review === null ? [] : [data])),
    }),
  });
  return (
    <Page title="Under review">
      <Card isFlush>
        <QueryView query={reviews}>
          {() => (
            <DataTable
              caption="Payments under review"
              columns={COLUMNS}
              rows={payments.underReview}
              keyOf={({ id }) => id}
              hrefOf={({ id }) => `/payments/${id}`}
              empty={
                <EmptyState title={payments.isPending ? "Looking…" : "Nothing to review"}>
                  Payments whose provider contradicts itself, or whose outcome nobody can tell, appear here.
                </EmptyState>
              }
            />
          )}
        </QueryView>
      </Card>
    </Page>
  );
}
