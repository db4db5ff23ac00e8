import type { AuditEntry } from "../../../src/client/index.ts";
import { formatDuration } from "../../format/time.ts";
import { Badge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonBlock } from "../../ui/json-block.tsx";
import { Time } from "../../ui/time.tsx";
import { describeEntry, type ProviderExchange } from "./describe-entry.ts";

/** An exchange with the provider and what came of it. */
export interface ToldExchange extends ProviderExchange {
  readonly key: string;
  readonly at: string;
  readonly outcome: string;
}

/** The exchanges with the provider that an audit trail tells of, in order. */
export function exchangesOf(entries: readonly AuditEntry[], currency: string): readonly ToldExchange[] {
  return entries.flatMap((entry) => {
    const { exchange, title } = describeEntry(entry, currency);
    return exchange === null ? [] : [{ ...exchange, key: entry.id, at: entry.timestamp, outcome: title }];
  });
}

/** What was said to the provider and what it answered; secrets were taken out before any of it was written down. */
export function ExchangeList({ exchanges }: { readonly exchanges: readonly ToldExchange[] }) {
  if (exchanges.length === 0) {
    return (
      <EmptyState title="The provider has not been asked yet">What it is told and answers appears here.</EmptyState>
    );
  }
  return (
    <ol className="exchanges">
      {exchanges.map((exchange) => (
        <li key={exchange.key}>
          <p className="exchange__head">
            <Badge tone={toneOf(exchange.status)}>{exchange.status ?? "no answer"}</Badge>
            <code className="break">
              {exchange.method} {exchange.url}
            </code>
          </p>
          <p className="faint">
            <Time at={exchange.at} />
            {exchange.latency_ms !== null && ` · ${formatDuration(exchange.latency_ms)}`} · {exchange.outcome}
          </p>
          <details>
            <summary>What was said</summary>
            <div className="exchange__bodies">
              <JsonBlock value={exchange.request} label="Request" />
              <JsonBlock value={exchange.response} label="Response" />
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

function toneOf(status: number | null) {
  if (status === null || status >= 500) return "warning";
  return status >= 400 ? "danger" : "success";
}
