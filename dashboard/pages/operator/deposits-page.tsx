import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { Deposit } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Money } from "../../ui/money.tsx";
import { Pager } from "../../ui/pager.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toasts.tsx";
import { usePaging } from "../../ui/use-paging.ts";

const STATUSES = ["told", "confirmed", "applied", "suspense", "refuted"] as const;

const COLUMNS: readonly Column<Deposit>[] = [
  {
    header: "Amount",
    align: "end",
    cell: ({ amount_minor, currency }) => <Money minor={amount_minor} currency={currency} />,
  },
  { header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { header: "Receipt", cell: ({ receipt }) => <code>{receipt}</code> },
  { header: "Payer", cell: ({ payer }) => payer.name ?? payer.phone ?? "–" },
  { header: "They typed", cell: ({ account_reference }) => account_reference ?? "–" },
  { header: "Why", isMinor: true, cell: ({ reason }) => (reason === null ? "–" : toWords(reason)) },
  { header: "Received", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
  {
    header: "Actions",
    isActions: true,
    align: "end",
    cell: (deposit) =>
      deposit.transaction_id === null ? (
        deposit.status === "suspense" && <Assign deposit={deposit} />
      ) : (
        <Link href={`/payments/${deposit.transaction_id}`}>Payment</Link>
      ),
  },
];

/** Money that came without having been asked for; in suspense until somebody says whose it is. */
export function DepositsPage() {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const given = new URLSearchParams(useSearch()).get("status");
  const status = STATUSES.find((name) => name === given);
  const paging = usePaging(status ?? "");
  const query = { status, cursor: paging.cursor };
  const deposits = useQuery({
    queryKey: [...queryKeys.operator, "deposits", query],
    queryFn: ({ signal }) => client.deposits.list(query, { signal }).page(),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="Deposits">
      <div className="filters">
        <SelectField
          label="Status"
          isLabelHidden
          value={status ?? ""}
          options={[["", "Any status"], ...STATUSES.map((name) => [name, toWords(name)] as const)]}
          onChange={(value) =>
            navigate(value === "" ? "/operator/deposits" : `/operator/deposits?status=${value}`, { replace: true })
          }
        />
      </div>
      <Card isFlush>
        <QueryView query={deposits}>
          {(page) => (
            <>
              <DataTable
                caption="Deposits"
                columns={COLUMNS}
                rows={page.data}
                keyOf={({ id }) => id}
                empty={
                  <EmptyState title="No deposits">Money that reaches an account by itself appears here.</EmptyState>
                }
              />
              <Pager paging={paging} nextCursor={page.next_cursor} isBusy={deposits.isPlaceholderData} />
            </>
          )}
        </QueryView>
      </Card>
    </Page>
  );
}

function Assign({ deposit }: { readonly deposit: Deposit }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const [to, setTo] = useState<"transaction_id" | "merchant_id">("transaction_id");
  return (
    <ActionDialog
      trigger={
        <>
          Assign<span className="visually-hidden"> {deposit.receipt}</span>
        </>
      }
      triggerSize="small"
      title="Whose money is this?"
      description={`Receipt ${deposit.receipt}. It can be said only once.`}
      confirm="Assign it"
      onConfirm={(form) => client.deposits.assign(deposit.id, { [to]: String(form.get("id") ?? "").trim() })}
      onDone={() => {
        notify("Assigned");
        void queries.invalidateQueries({ queryKey: queryKeys.operator });
      }}
    >
      <SelectField
        label="It belongs to"
        value={to}
        options={[
          ["transaction_id", "A payment that waits for it"],
          ["merchant_id", "A merchant, for whom a payment is made of it"],
        ]}
        onChange={(value) => setTo(value === "merchant_id" ? "merchant_id" : "transaction_id")}
      />
      <TextField
        label={to === "merchant_id" ? "Merchant id" : "Payment id"}
        name="id"
        required
        autoComplete="off"
        spellCheck={false}
      />
    </ActionDialog>
  );
}
