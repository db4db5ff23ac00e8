import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { queryKeys } from "../../live/query-keys.ts";
import { useScope, useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { mainCurrency } from "./chart-data.ts";
import { LiveEvents } from "./live-events.tsx";
import { PERIODS, parsePeriod, toSummaryQuery } from "./period.ts";
import { RecentPayments } from "./recent-payments.tsx";
import { SummaryCharts } from "./summary-charts.tsx";
import { SummaryTiles } from "./summary-tiles.tsx";

/** Sums of a time that is over do not change; those of now are asked for again this often, and after every event. */
const POLL_INTERVAL_MS = 30_000;

/** How the money is doing, and what is happening right now. */
export function OverviewPage() {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const canPay = useScope("payments:write");
  const period = parsePeriod(new URLSearchParams(useSearch()).get("period"));
  const [chosenCurrency, setCurrency] = useState<string | null>(null);
  const summary = useQuery({
    queryKey: [...queryKeys.summary, period.name],
    queryFn: ({ signal }) => client.reports.summary(toSummaryQuery(period, Date.now()), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_INTERVAL_MS,
  });
  const currencies = summary.data?.currencies ?? [];
  const fallback = summary.data && mainCurrency(summary.data);
  const currency = currencies.find((code) => code === chosenCurrency) ?? fallback;
  return (
    <Page
      title="Overview"
      actions={
        <>
          <SelectField
            label="Period"
            isLabelHidden
            value={period.name}
            options={PERIODS.map(({ name, title }) => [name, title] as const)}
            onChange={(name) => navigate(name === PERIODS[0].name ? "/" : `/?period=${name}`, { replace: true })}
          />
          {currencies.length > 1 && (
            <SelectField
              label="Currency of the volume"
              isLabelHidden
              value={currency ?? ""}
              options={currencies.map((code) => [code, code] as const)}
              onChange={setCurrency}
            />
          )}
          {canPay && (
            <ButtonLink href="/payments/new" variant="primary">
              <Plus size={16} aria-hidden="true" /> New payment
            </ButtonLink>
          )}
        </>
      }
    >
      <QueryView query={summary} lines={8}>
        {(figures) => (
          <>
            <SummaryTiles summary={figures} currency={currency} />
            <SummaryCharts summary={figures} currency={currency} />
          </>
        )}
      </QueryView>
      <div className="columns">
        <RecentPayments />
        <LiveEvents />
      </div>
    </Page>
  );
}
