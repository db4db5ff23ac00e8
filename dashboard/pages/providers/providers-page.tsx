import { useQuery } from "@tanstack/react-query";
import type { Provider } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

/** A provider's health changes without an event. */
const POLL_INTERVAL_MS = 15_000;

/** Who moves the money, how they are, and what they can do. */
export function ProvidersPage() {
  const { client } = useSession();
  const providers = useQuery({
    queryKey: queryKeys.providers,
    queryFn: ({ signal }) => client.providers.list({ signal }).page(),
    refetchInterval: POLL_INTERVAL_MS,
  });
  return (
    <Page title="Providers">
      <QueryView query={providers}>
        {(page) => (
          <div className="grid">
            {page.data.map((provider) => (
              <ProviderCard key={provider.name} provider={provider} />
            ))}
          </div>
        )}
      </QueryView>
    </Page>
  );
}

/** So many currencies are named; of more it is only said how many. */
const NAMED_CURRENCIES = 8;

function ProviderCard({ provider }: { readonly provider: Provider }) {
  const { currencies, limits, capabilities } = provider;
  const abilities = Object.keys(capabilities).filter((name) => capabilities[name]);
  const only = currencies.length === 1 ? currencies[0] : undefined;
  return (
    <Card
      title={provider.title}
      actions={
        <span className="badges">
          <Badge tone={provider.is_active ? "success" : "neutral"}>{provider.is_active ? "Set up" : "Off"}</Badge>
          <span className="faint">Health</span> <StatusBadge status={provider.health} />
        </span>
      }
    >
      <Facts
        items={[
          ["Name", <code key="name">{[provider.name, ...provider.aliases].join(", ")}</code>],
          ["Can", abilities.map((name) => toWords(name).toLowerCase()).join(", ")],
          ["Methods", provider.methods.map((name) => toWords(name).toLowerCase()).join(", ")],
          [
            "Currencies",
            currencies.length > NAMED_CURRENCIES ? `${currencies.length} currencies` : currencies.join(", "),
          ],
          ["Least", only && limits.min_amount_minor !== null && formatMoney(limits.min_amount_minor, only)],
          ["Most", only && limits.max_amount_minor !== null && formatMoney(limits.max_amount_minor, only)],
        ]}
      />
    </Card>
  );
}
