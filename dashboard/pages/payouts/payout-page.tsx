import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { Link } from "wouter";
import type { PayoutInFull } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { toWords } from "../../format/words.ts";
import { usePollInterval } from "../../live/live-feed.tsx";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Money } from "../../ui/money.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { Timeline } from "../payment/timeline.tsx";
import { useTransactionEvents } from "../payment/use-transaction-events.ts";

/** One payout: where it stands and how it got there. */
export function PayoutPage({ id }: { readonly id: string }) {
  const { client } = useSession();
  useTransactionEvents(id, queryKeys.payout(id));
  const payout = useQuery({
    queryKey: queryKeys.payout(id),
    queryFn: ({ signal }) => client.payouts.get(id, { signal }),
    refetchInterval: usePollInterval(),
  });
  const { data } = payout;
  return (
    <Page
      title={data === undefined ? "Payout" : formatMoney(data.amount_minor, data.currency)}
      above={
        <Link href="/payouts" className="above">
          <ChevronLeft size={16} aria-hidden="true" /> Payouts
        </Link>
      }
    >
      <QueryView query={payout} lines={10}>
        {(full) => (
          <>
            <p className="badges" aria-live="polite">
              <StatusBadge status={full.status} />
            </p>
            {full.failure !== null && <Callout tone="danger" title={full.failure.message} />}
            {full.review !== null && (
              <Callout tone="warning" title="Under review: a person has to look at it">
                {toWords(full.review.reason)}
              </Callout>
            )}
            <div className="columns">
              <Card title="Timeline">
                <Timeline entries={full.audit_trail} currency={full.currency} transactionId={full.id} kind="payout" />
              </Card>
              <PayoutFacts payout={full} />
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function PayoutFacts({ payout }: { readonly payout: PayoutInFull }) {
  return (
    <Card title="Payout">
      <Facts
        items={[
          ["Id", <CopyText key="id" text={payout.id} what="payout id" isShort />],
          ["Reference", payout.reference],
          ["Amount", <Money key="amount" minor={payout.amount_minor} currency={payout.currency} />],
          ["Recipient", payout.recipient.name],
          ["Phone", payout.recipient.phone],
          ["Reason", payout.reason],
          ["Provider", <ProviderName key="provider" name={payout.provider} />],
          [
            "Provider's id",
            payout.provider_transaction_id && (
              <CopyText text={payout.provider_transaction_id} what="provider's id" isShort />
            ),
          ],
          ["Created", <Time key="created" at={payout.created_at} />],
          ["Completed", payout.completed_at && <Time at={payout.completed_at} />],
        ]}
      />
    </Card>
  );
}
