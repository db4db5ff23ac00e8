import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CreateMerchant, Merchant } from "../../../src/client/index.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Pager } from "../../ui/pager.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toasts.tsx";
import { usePaging } from "../../ui/use-paging.ts";

type Region = NonNullable<CreateMerchant["region"]>;

const REGIONS: readonly (readonly [Region, string])[] = [
  ["default", "Wherever it is used first"],
  ["wnam", "Western North America"],
  ["enam", "Eastern North America"],
  ["sam", "South America"],
  ["weur", "Western Europe"],
  ["eeur", "Eastern Europe"],
  ["apac", "Asia-Pacific"],
  ["oc", "Oceania"],
  ["afr", "Africa"],
  ["me", "Middle East"],
];

const COLUMNS: readonly Column<Merchant>[] = [
  { header: "Name", cell: ({ name }) => name },
  { header: "Id", cell: ({ id }) => <CopyText text={id} what="merchant id" /> },
  { header: "Region", cell: ({ region }) => region },
  { header: "Made", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];

/** Everybody whose payments go through this gateway. */
export function MerchantsPage() {
  const { client } = useSession();
  const paging = usePaging("");
  const query = { cursor: paging.cursor };
  const merchants = useQuery({
    queryKey: [...queryKeys.operator, "merchants", query],
    queryFn: ({ signal }) => client.merchants.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="Merchants" actions={<NewMerchant />}>
      <Card isFlush>
        <QueryView query={merchants}>
          {(page) => (
            <>
              <DataTable
                caption="Merchants"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                empty={<EmptyState title="No merchants yet" />}
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={merchants.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}

function NewMerchant() {
  const { client } = useSession();
  const queries = useQueryClient();
  const [region, setRegion] = useState<Region>("default");
  return (
    <ActionDialog
      trigger="New merchant"
      triggerVariant="primary"
      title="New merchant"
      confirm="Make the merchant"
      onConfirm={(form) => client.merchants.create({ name: String(form.get("name") ?? "").trim(), region })}
      onDone={({ name }) => {
        notify("Merchant made", name);
        void queries.invalidateQueries({ queryKey: queryKeys.operator });
      }}
    >
      <TextField label="Name" name="name" required maxLength={128} autoComplete="off" />
      <SelectField
        label="Region"
        value={region}
        options={REGIONS}
        onChange={(value) => setRegion(REGIONS.find(([name]) => name === value)?.[0] ?? "default")}
        hint="Where its payments are kept. It is chosen once and never changes."
      />
    </ActionDialog>
  );
}
