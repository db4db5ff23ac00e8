import { useQuery } from "@tanstack/react-query";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { PaymentTable } from "../payments/payment-table.tsx";

/** Enough to see what is going on; the list has the rest. */
const SHOWN = 8;

/** The newest payments; they change and come as things happen. */
export function RecentPayments() {
  const { client } = useSession();
  const query = { limit: SHOWN };
  const payments = useQuery({
    queryKey: [...queryKeys.paymentLists, query],
    queryFn: ({ signal }) => client.payments.list(query, { signal }).page(),
    refetchInterval: usePollInterval(),
  });
  return (
    <Card
      title="Latest payments"
      isFlush
      actions={
        <ButtonLink href="/payments" size="small">
          All payments
        </ButtonLink>
      }
    >
      <QueryView query={payments} lines={8}>
        {(page) => (
          <PaymentTable
            caption="Latest payments"
            isNarrow
            payments={page.data}
            empty={<EmptyState title="No payments yet">They appear here the moment they are made.</EmptyState>}
          />
        )}
      </QueryView>
    </Card>
  );
}
