import { useQuery } from "@tanstack/react-query";
import { formatDuration } from "../../format/time.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { Facts } from "../../ui/facts.tsx";
import { QueryView } from "../../ui/query-view.tsx";

const POLL_INTERVAL_MS = 10_000;
const TONES: Readonly<Record<string, Tone>> = { ok: "success", degraded: "warning", down: "danger" };

/** Whether the gateway and what it stands on work. */
export function HealthCard() {
  const { client } = useSession();
  const health = useQuery({
    queryKey: [...queryKeys.operator, "health"],
    queryFn: ({ signal }) => client.health({ signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
  return (
    <Card title="Health" actions={health.data && <State status={health.data.status} />}>
      <QueryView query={health} lines={3}>
        {({ checks, version }) => (
          <Facts
            items={[
              ...Object.entries(checks).map(
                ([name, check]) =>
                  [
                    toWords(name),
                    <span key={name} className="badges">
                      <State status={check.status} />
                      {check.latency_ms !== null && <span className="faint">{formatDuration(check.latency_ms)}</span>}
                    </span>,
                  ] as const,
              ),
              ["Version", version] as const,
            ]}
          />
        )}
      </QueryView>
    </Card>
  );
}

function State({ status }: { readonly status: string }) {
  return <Badge tone={TONES[status] ?? "neutral"}>{toWords(status)}</Badge>;
}
