import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { WebhookEndpoint, WebhookEndpointWithSecret } from "../../../src/client/index.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Time } from "../../ui/time.tsx";

const COLUMNS: readonly Column<WebhookEndpoint>[] = [
  { header: "Address", cell: ({ url }) => <span className="break">{url}</span> },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { header: "Events", cell: ({ events }) => (events.includes("*") ? "All" : events.join(", ")) },
  { header: "Made", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];

/** Where the merchant's own servers are told what happens. */
export function EndpointsPage() {
  const { client } = useSession();
  const queries = useQueryClient();
  const [made, setMade] = useState<WebhookEndpointWithSecret | null>(null);
  const endpoints = useQuery({
    queryKey: queryKeys.endpoints,
    queryFn: ({ signal }) => client.webhookEndpoints.list({ signal }).page(),
  });
  return (
    <Page
      title="Webhooks"
      actions={
        <ActionDialog
          trigger="New endpoint"
          triggerVariant="primary"
          title="New webhook endpoint"
          description="Every event is sent there, signed by Standard Webhooks, until it is acknowledged."
          confirm="Make the endpoint"
          onConfirm={(form) => {
            const events = String(form.get("events") ?? "")
              .split(/[\s,]+/)
              .filter(Boolean);
            return client.webhookEndpoints.create({
              url: String(form.get("url") ?? "").trim(),
              ...(events.length === 0 ? {} : { events }),
            });
          }}
          onDone={(endpoint) => {
            setMade(endpoint);
            void queries.invalidateQueries({ queryKey: queryKeys.endpoints });
          }}
        >
          <TextField
            label="Address"
            name="url"
            type="url"
            required
            autoComplete="off"
            placeholder="https://shop.example.com/webhooks"
          />
          <TextField
            label="Events"
            name="events"
            autoComplete="off"
            placeholder="payment.completed, refund.completed"
            hint="All of them unless you name some, separated by commas."
          />
        </ActionDialog>
      }
    >
      <Card isFlush>
        <QueryView query={endpoints}>
          {(page) => (
            <DataTable
              caption="Webhook endpoints"
              columns={COLUMNS}
              rows={page.data}
              keyOf={({ id }) => id}
              hrefOf={({ id }) => `/webhooks/${id}`}
              empty={
                <EmptyState title="No endpoints yet">
                  Make one to have your server told what happens to money.
                </EmptyState>
              }
            />
          )}
        </QueryView>
      </Card>
      <SecretDialog
        title="Endpoint made"
        secrets={made && [["Signing secret", made.secret]]}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}
