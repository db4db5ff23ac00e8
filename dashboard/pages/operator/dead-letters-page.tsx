import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { WebhookEvent } from "../../../src/client/index.ts";
import { countOf, toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Pager } from "../../ui/pager.tsx";
import { detailOf } from "../../ui/problem-callout.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { notify } from "../../ui/toasts.tsx";
import { usePaging } from "../../ui/use-paging.ts";
import { WEBHOOK_EVENT_COLUMNS } from "./webhook-event-columns.tsx";

const COLUMNS: readonly Column<WebhookEvent>[] = [
  ...WEBHOOK_EVENT_COLUMNS,
  { header: "Actions", isActions: true, align: "end", cell: (letter) => <Replay letter={letter} /> },
];

/** Events that could not be applied on their whole schedule: nothing is lost, but somebody has to look. */
export function DeadLettersPage() {
  const { client } = useSession();
  const queries = useQueryClient();
  const paging = usePaging("");
  const query = { cursor: paging.cursor };
  const letters = useQuery({
    queryKey: [...queryKeys.operator, "dead-letters", query],
    queryFn: ({ signal }) => client.deadLetters.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
  });
  const hasSome = (letters.data?.data.length ?? 0) > 0;
  return (
    <Page
      title="Dead letters"
      actions={
        hasSome && (
          <ActionDialog
            trigger="Replay all"
            title="Try all dead letters again?"
            description="The oldest first. What was applied meanwhile is passed over, and nothing counts twice."
            confirm="Try them again"
            onConfirm={() => client.deadLetters.replayAll()}
            onDone={({ queued }) => {
              notify(`${countOf(queued, "event")} will be tried again`);
              void queries.invalidateQueries({ queryKey: queryKeys.operator });
            }}
          />
        )
      }
    >
      <Card isFlush>
        <QueryView query={letters}>
          {(page) => (
            <>
              <DataTable
                caption="Dead letters"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                empty={
                  <EmptyState title="No dead letters">Every event of a provider has found its payment.</EmptyState>
                }
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={letters.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}

function Replay({ letter: { id, event_type: type } }: { readonly letter: WebhookEvent }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => client.deadLetters.replay(id),
    onSuccess: ({ status }) => {
      notify(`Tried again: ${toWords(status).toLowerCase()}`, type);
      void queries.invalidateQueries({ queryKey: queryKeys.operator });
    },
    onError: (error) => notify("It could not be tried again", detailOf(error)),
  });
  return (
    <Button size="small" isBusy={replay.isPending} onClick={() => replay.mutate()} aria-label={`Replay ${type}`}>
      Replay
    </Button>
  );
}
