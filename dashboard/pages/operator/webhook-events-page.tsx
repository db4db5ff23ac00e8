import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import type { WebhookEvent } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Pager } from "../../ui/pager.tsx";
import { detailOf } from "../../ui/problem-callout.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { notify } from "../../ui/toasts.tsx";
import { usePaging } from "../../ui/use-paging.ts";
import { useProviderOptions } from "../../ui/use-provider-options.ts";
import { WEBHOOK_EVENT_COLUMNS } from "./webhook-event-columns.tsx";

const STATUSES = ["received", "applied", "ignored", "held", "retrying", "dead"] as const;
/** What providers send has no events of its own here. */
const POLL_INTERVAL_MS = 10_000;

const COLUMNS: readonly Column<WebhookEvent>[] = [
  ...WEBHOOK_EVENT_COLUMNS,
  { header: "Actions", isActions: true, align: "end", cell: (event) => <Replay event={event} /> },
];

/** What providers have told, and what became of it. */
export function WebhookEventsPage() {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const given = new URLSearchParams(useSearch());
  const status = STATUSES.find((name) => name === given.get("status"));
  const provider = given.get("provider") ?? undefined;
  const paging = usePaging(`${status ?? ""}|${provider ?? ""}`);
  const query = { status, provider, cursor: paging.cursor };
  const events = useQuery({
    queryKey: [...queryKeys.operator, "webhook-events", query],
    queryFn: ({ signal }) => client.webhookEvents.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_INTERVAL_MS,
  });
  const change = (name: string, value: string) => {
    if (value === "") given.delete(name);
    else given.set(name, value);
    navigate(`/operator/webhook-events?${given}`, { replace: true });
  };
  const providers = useProviderOptions();
  return (
    <Page title="Provider events">
      <div className="filters">
        <SelectField
          label="Status"
          isLabelHidden
          value={status ?? ""}
          options={[["", "Any status"], ...STATUSES.map((name) => [name, toWords(name)] as const)]}
          onChange={(value) => change("status", value)}
        />
        <SelectField
          label="Provider"
          isLabelHidden
          value={provider ?? ""}
          options={[["", "Any provider"], ...providers]}
          onChange={(value) => change("provider", value)}
        />
      </div>
      <Card isFlush>
        <QueryView query={events} lines={10}>
          {(page) => (
            <>
              <DataTable
                caption="Provider events"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                empty={<EmptyState title="No events">What providers send about payments appears here.</EmptyState>}
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={events.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}

function Replay({ event: { id, event_type: type } }: { readonly event: WebhookEvent }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => client.webhookEvents.replay(id),
    onSuccess: ({ status }) => {
      notify(`Applied again: ${toWords(status).toLowerCase()}`, type);
      void queries.invalidateQueries({ queryKey: queryKeys.operator });
    },
    onError: (error) => notify("It could not be applied again", detailOf(error)),
  });
  return (
    <Button size="small" isBusy={replay.isPending} onClick={() => replay.mutate()} aria-label={`Replay ${type}`}>
      Replay
    </Button>
  );
}
