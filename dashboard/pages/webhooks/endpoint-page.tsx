import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { WebhookEndpoint } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Facts } from "../../ui/facts.tsx";
import { detailOf } from "../../ui/problem-callout.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toasts.tsx";
import { DeliveriesCard } from "./deliveries-card.tsx";

/** One webhook endpoint, and what became of what was sent there. */
export function EndpointPage({ id }: { readonly id: string }) {
  const { client } = useSession();
  const endpoint = useQuery({
    queryKey: [...queryKeys.endpoints, id],
    queryFn: ({ signal }) => client.webhookEndpoints.get(id, { signal }),
  });
  return (
    <Page
      title="Webhook endpoint"
      above={
        <Link href="/webhooks" className="above">
          <ChevronLeft size={16} aria-hidden="true" /> Webhooks
        </Link>
      }
      actions={endpoint.data && <EndpointActions endpoint={endpoint.data} />}
    >
      <QueryView query={endpoint}>
        {(found) => (
          <>
            <Card title={<span className="break">{found.url}</span>} actions={<StatusBadge status={found.status} />}>
              <Facts
                items={[
                  ["Id", <CopyText key="id" text={found.id} what="endpoint id" />],
                  ["Events", found.events.includes("*") ? "All" : found.events.join(", ")],
                  ["Disabled", found.disabled_reason && `Because: ${toWords(found.disabled_reason).toLowerCase()}`],
                  ["Made", <Time key="made" at={found.created_at} />],
                  ["Changed", <Time key="changed" at={found.updated_at} />],
                ]}
              />
            </Card>
            <DeliveriesCard endpointId={found.id} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function EndpointActions({ endpoint: { id, status, url } }: { readonly endpoint: WebhookEndpoint }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: queryKeys.endpoints });
    void queries.invalidateQueries({ queryKey: queryKeys.deliveries });
  };
  const test = useMutation({
    mutationFn: () => client.webhookEndpoints.test(id),
    onSuccess: () => {
      notify("A test event is on its way");
      refresh();
    },
    onError: (error) => notify("The test event was not sent", detailOf(error)),
  });
  const next = status === "enabled" ? "disabled" : "enabled";
  const toggle = useMutation({
    mutationFn: () => client.webhookEndpoints.update(id, { status: next }),
    onSuccess: () => {
      notify(next === "enabled" ? "Enabled" : "Disabled: what comes is parked");
      refresh();
    },
    onError: (error) => notify("That did not work", detailOf(error)),
  });
  return (
    <>
      <Button isBusy={test.isPending} onClick={() => test.mutate()}>
        Send a test event
      </Button>
      <Button isBusy={toggle.isPending} onClick={() => toggle.mutate()}>
        {next === "enabled" ? "Enable" : "Disable"}
      </Button>
      <ActionDialog
        trigger="New secret"
        title="Make a new signing secret?"
        description="The present one goes on signing beside it for 24 hours, so that your server can change in peace."
        confirm="Make a new secret"
        onConfirm={() => client.webhookEndpoints.rotateSecret(id)}
        onDone={(rotated) => setSecret(rotated.secret)}
      />
      <ActionDialog
        trigger="Delete"
        triggerVariant="ghost"
        title="Delete this endpoint?"
        description={`Nothing is sent to ${url} any more, and its deliveries are forgotten.`}
        confirm="Delete the endpoint"
        isDanger
        onConfirm={() => client.webhookEndpoints.delete(id)}
        onDone={() => {
          notify("Endpoint deleted");
          navigate("/webhooks");
          queries.removeQueries({ queryKey: [...queryKeys.endpoints, id] });
          void queries.invalidateQueries({ queryKey: queryKeys.endpoints });
        }}
      />
      <SecretDialog
        title="New signing secret"
        secrets={secret === null ? null : [["Signing secret", secret]]}
        onClose={() => setSecret(null)}
      />
    </>
  );
}
