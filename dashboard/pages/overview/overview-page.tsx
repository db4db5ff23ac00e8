import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useScope, useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { PaymentTable } from "../payments/payment-table.tsx";
import { LiveEvents } from "./live-events.tsx";

/** Enough to see what is going on; the list has the rest. */
const RECENT_PAYMENTS = 8;

/** How the money is doing, and what is happening right now. */
export function OverviewPage() {
  const canPay = useScope("payments:write");
  return (
    <Page
      title="Overview"
      actions={
        canPay && (
          <ButtonLink href="/payments/new" variant="primary">
            <Plus size={16} aria-hidden="true" /> New payment
          </ButtonLink>
        )
      }
    >
      <div className="columns">
        <RecentPayments />
        <LiveEvents />
      </div>
    </Page>
  );
}

function RecentPayments() {
  const { client } = useSession();
  const query = { limit: RECENT_PAYMENTS };
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
            payments={page.data}
            empty={<EmptyState title="No payments yet">They appear here the moment they are made.</EmptyState>}
          />
        )}
      </QueryView>
    </Card>
  );
}
