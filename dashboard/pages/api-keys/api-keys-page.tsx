import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey, ApiKeyWithSecret } from "../../../src/client/index.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toasts.tsx";

const COLUMNS: readonly Column<ApiKey>[] = [
  { header: "Name", cell: ({ name }) => name },
  { header: "Client id", cell: ({ client_id }) => <CopyText text={client_id} what="client id" isShort /> },
  { header: "Secret", isMinor: true, cell: ({ last4 }) => <code>…{last4}</code> },
  { header: "May", isMinor: true, cell: ({ scopes }) => <span className="scopes">{scopes.join(" ")}</span> },
  {
    header: "Status",
    cell: ({ revoked_at }) => (
      <Badge tone={revoked_at === null ? "success" : "neutral"}>{revoked_at === null ? "Active" : "Revoked"}</Badge>
    ),
  },
  { header: "Made", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
  { header: "Actions", isActions: true, align: "end", cell: (key) => <Revoke apiKey={key} /> },
];

/** The credentials of the merchant's programs. */
export function ApiKeysPage() {
  const { client } = useSession();
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  const keys = useQuery({
    queryKey: queryKeys.apiKeys,
    queryFn: ({ signal }) => client.apiKeys.list({ signal }).page(),
  });
  return (
    <Page title="API keys" actions={<NewKey onMade={setMade} />}>
      <Card isFlush>
        <QueryView query={keys}>
          {(page) => (
            <DataTable
              caption="API keys"
              columns={COLUMNS}
              rows={page.data}
              keyOf={({ id }) => id}
              empty={<EmptyState title="No API keys yet">Make one for each of your programs.</EmptyState>}
            />
          )}
        </QueryView>
      </Card>
      <SecretDialog
        title="API key made"
        secrets={
          made && [
            ["Client id", made.client_id],
            ["Client secret", made.client_secret],
          ]
        }
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

function NewKey({ onMade }: { readonly onMade: (key: ApiKeyWithSecret) => void }) {
  const { client, claims } = useSession();
  const queries = useQueryClient();
  // A key can grant nothing that its maker does not have, and never the operator's scope.
  const scopes = [...claims.scopes].filter((scope) => scope !== "admin");
  return (
    <ActionDialog
      trigger="New API key"
      triggerVariant="primary"
      title="New API key"
      confirm="Make the key"
      onConfirm={(form) =>
        client.apiKeys.create({ name: String(form.get("name") ?? "").trim(), scopes: form.getAll("scope").map(String) })
      }
      onDone={(key) => {
        onMade(key);
        void queries.invalidateQueries({ queryKey: queryKeys.apiKeys });
      }}
    >
      <TextField label="Name" name="name" required maxLength={64} autoComplete="off" placeholder="web shop" />
      <fieldset className="form__group">
        <legend>What it may do</legend>
        {scopes.map((scope) => (
          <label key={scope} className="check">
            <input type="checkbox" name="scope" value={scope} defaultChecked={scope.startsWith("payments:")} />
            <code>{scope}</code>
          </label>
        ))}
      </fieldset>
    </ActionDialog>
  );
}

function Revoke({ apiKey: { id, name, revoked_at } }: { readonly apiKey: ApiKey }) {
  const { client } = useSession();
  const queries = useQueryClient();
  if (revoked_at !== null) return null;
  return (
    <ActionDialog
      trigger={
        <>
          Revoke<span className="visually-hidden"> {name}</span>
        </>
      }
      triggerSize="small"
      title={`Revoke “${name}”?`}
      description="It gets no further token from now on; tokens it has live for at most 15 minutes more. This cannot be taken back."
      confirm="Revoke the key"
      isDanger
      onConfirm={() => client.apiKeys.revoke(id)}
      onDone={() => {
        notify("Key revoked", name);
        void queries.invalidateQueries({ queryKey: queryKeys.apiKeys });
      }}
    />
  );
}
