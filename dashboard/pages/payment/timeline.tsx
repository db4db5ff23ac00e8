import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import type { AuditEntry } from "../../../src/client/index.ts";
import { formatDuration } from "../../format/time.ts";
import { useSession } from "../../session/session-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { JsonBlock } from "../../ui/json-block.tsx";
import { ProblemCallout } from "../../ui/problem-callout.tsx";
import { Time } from "../../ui/time.tsx";
import { describeActor, describeEntry } from "./describe-entry.ts";

interface TimelineProps {
  readonly entries: readonly AuditEntry[];
  readonly currency: string;
  readonly transactionId: string;
  readonly kind: "payment" | "payout";
}

/** The audit trail in plain words, the newest last, each entry with all it holds behind it. */
export function Timeline({ entries, currency, transactionId, kind }: TimelineProps) {
  return (
    <>
      <ol className="timeline">
        {entries.map((entry, index) => {
          const story = describeEntry(entry, currency);
          const before = entries[index - 1];
          return (
            <li key={entry.id} className={`timeline__item timeline__item--${story.tone}`}>
              <p className="timeline__title">
                <strong>{story.title}</strong>
                {before !== undefined && <Since before={before.timestamp} at={entry.timestamp} />}
              </p>
              {story.detail !== null && <p className="timeline__detail">{story.detail}</p>}
              <p className="faint">
                <Time at={entry.timestamp} /> · by {describeActor(entry)}
                {story.exchange !== null && ` · asked the provider, ${exchangeWords(story.exchange)}`}
              </p>
              <details>
                <summary>
                  Entry {entry.sequence}: <code>{entry.event_type}</code>
                </summary>
                <JsonBlock value={entry} label={`Audit entry ${entry.sequence}`} />
              </details>
            </li>
          );
        })}
      </ol>
      <ChainCheck transactionId={transactionId} kind={kind} />
    </>
  );
}

function exchangeWords({ status, latency_ms }: { readonly status: number | null; readonly latency_ms: number | null }) {
  const answer = status === null ? "no answer" : `answer ${status}`;
  return latency_ms === null ? answer : `${answer} after ${formatDuration(latency_ms)}`;
}

/** Shorter than this is at once. */
const NOTEWORTHY_MS = 1_000;

function Since({ before, at }: { readonly before: string; readonly at: string }) {
  const elapsedMs = Date.parse(at) - Date.parse(before);
  return elapsedMs < NOTEWORTHY_MS ? null : <span className="faint"> {formatDuration(elapsedMs)} later</span>;
}

function ChainCheck({ transactionId, kind }: Pick<TimelineProps, "transactionId" | "kind">) {
  const { client } = useSession();
  const check = useMutation({
    mutationFn: () =>
      kind === "payment" ? client.audit.verifyPayment(transactionId) : client.audit.verifyPayout(transactionId),
  });
  return (
    <div className="stack">
      <div className="actions">
        <Button size="small" isBusy={check.isPending} onClick={() => check.mutate()}>
          <ShieldCheck size={16} aria-hidden="true" /> Check that nobody has changed it
        </Button>
      </div>
      {check.isError && <ProblemCallout error={check.error} />}
      {check.data !== undefined &&
        (check.data.valid ? (
          <Callout tone="success" title={`All ${check.data.entries} entries are as they were written`}>
            {check.data.pending > 0 && `${check.data.pending} are not in the database yet. `}
            The chain ends in <code className="break">{check.data.head}</code>
          </Callout>
        ) : (
          <Callout tone="danger" title="The audit trail has been changed">
            The first entry that is not as it was written is number {check.data.first_invalid}.
          </Callout>
        ))}
    </div>
  );
}
