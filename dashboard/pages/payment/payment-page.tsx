import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { Link } from "wouter";
import type { PaymentInFull } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { EventList } from "./event-list.tsx";
import { ExchangeList, exchangesOf } from "./exchange-list.tsx";
import { PaymentActions } from "./payment-actions.tsx";
import { CustomerCard, FactsCard, MetadataCard } from "./payment-facts.tsx";
import { PaymentNotices } from "./payment-notices.tsx";
import { RefundsCard } from "./refunds-card.tsx";
import { Timeline } from "./timeline.tsx";
import { useTransactionEvents } from "./use-transaction-events.ts";

/** One payment: where it stands, how it got there, and what can be done about it. */
export function PaymentPage({ id }: { readonly id: string }) {
  const { client } = useSession();
  const events = useTransactionEvents(id, queryKeys.payment(id));
  const payment = useQuery({
    queryKey: queryKeys.payment(id),
    queryFn: ({ signal }) => client.payments.get(id, { signal }),
    refetchInterval: usePollInterval(),
  });
  const { data } = payment;
  return (
    <Page
      title={data === undefined ? "Payment" : formatMoney(data.amount_minor, data.currency)}
      above={
        <Link href="/payments" className="above">
          <ChevronLeft size={16} aria-hidden="true" /> Payments
        </Link>
      }
      actions={data && <PaymentActions payment={data} />}
    >
      <QueryView query={payment} lines={10}>
        {(full) => (
          <>
            <p className="badges" aria-live="polite">
              <StatusBadge status={full.status} />
              {full.review !== null && <Badge tone="warning">Under review</Badge>}
              {full.description !== null && <span className="faint">{full.description}</span>}
            </p>
            <PaymentNotices payment={full} />
            <div className="columns">
              <Story payment={full} events={events} />
              <div className="stack">
                <FactsCard payment={full} />
                <CustomerCard payment={full} />
                <RefundsCard payment={full} />
                <MetadataCard payment={full} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

interface StoryProps {
  readonly payment: PaymentInFull;
  readonly events: ReturnType<typeof useTransactionEvents>;
}

function Story({ payment, events }: StoryProps) {
  const exchanges = exchangesOf(payment.audit_trail, payment.currency);
  return (
    <Card isFlush>
      <Tabs.Root defaultValue="timeline">
        <Tabs.List className="tabs tabs--card" aria-label="What happened">
          <Tabs.Tab className="tab" value="timeline">
            Timeline
          </Tabs.Tab>
          <Tabs.Tab className="tab" value="exchanges">
            Provider exchanges <span className="count">{exchanges.length}</span>
          </Tabs.Tab>
          <Tabs.Tab className="tab" value="events">
            Events <span className="count">{events.length}</span>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline" className="pad">
          <Timeline
            entries={payment.audit_trail}
            currency={payment.currency}
            transactionId={payment.id}
            kind="payment"
          />
        </Tabs.Panel>
        <Tabs.Panel value="exchanges" className="pad">
          <ExchangeList exchanges={exchanges} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className="pad">
          <EventList events={events} />
        </Tabs.Panel>
      </Tabs.Root>
    </Card>
  );
}
