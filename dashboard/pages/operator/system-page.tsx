import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Metrics } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { formatDuration } from "../../format/time.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Tile } from "../../ui/tile.tsx";
import { useProviderTitle } from "../../ui/use-provider-options.ts";
import { HealthCard } from "./health-card.tsx";

const POLL_INTERVAL_MS = 15_000;
const number = new Intl.NumberFormat();

/** How the whole gateway is doing. */
export function SystemPage() {
  const { client } = useSession();
  const metrics = useQuery({
    queryKey: [...queryKeys.operator, "metrics"],
    queryFn: ({ signal }) => client.operator.metrics({ signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
  return (
    <Page title="System">
      <HealthCard />
      <QueryView query={metrics}>{(figures) => <Figures metrics={figures} />}</QueryView>
    </Page>
  );
}

function Figures({ metrics }: { readonly metrics: Metrics }) {
  const titleOf = useProviderTitle();
  const { transactions, success_rate: successRate, latency_ms: latency, webhooks } = metrics;
  return (
    <>
      <div className="tiles">
        <Tile title="Payments" value={number.format(transactions.total)} />
        <Tile title="Success rate" value={successRate === null ? "–" : `${(successRate * 100).toFixed(1)} %`} />
        <Tile title="Provider latency, median" value={latency.p50 === null ? "–" : formatDuration(latency.p50)} />
        <Tile title="95 % within" value={latency.p95 === null ? "–" : formatDuration(latency.p95)} />
        <Tile title="Events waiting" value={number.format(webhooks.backlog)} />
        <Tile
          title="Dead letters"
          value={number.format(webhooks.dead_letters)}
          tone={webhooks.dead_letters > 0 ? "danger" : "neutral"}
          href="/operator/dead-letters"
        />
      </div>
      <div className="grid grid--narrow">
        <Card title="By status">
          <Counts counts={transactions.by_status} />
        </Card>
        <Card title="By provider">
          <Counts counts={transactions.by_provider} nameOf={titleOf} />
        </Card>
        <Card title="Volume">
          <Facts
            items={metrics.volume.map(({ currency, amount_minor }): readonly [string, ReactNode] => [
              currency,
              <span key={currency} className="number">
                {formatMoney(amount_minor, currency)}
              </span>,
            ])}
          />
        </Card>
      </div>
    </>
  );
}

interface CountsProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly nameOf?: (name: string) => string;
}

function Counts({ counts, nameOf = toWords }: CountsProps) {
  const items = Object.entries(counts).map(([name, count]) => [nameOf(name), number.format(count)] as const);
  return <Facts items={items} />;
}
