import type { ReactNode } from "react";
import type { Payment } from "../../../src/client/index.ts";
import { Badge } from "../../ui/badge.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Money } from "../../ui/money.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

const COLUMNS: readonly Column<Payment>[] = [
  {
    header: "Amount",
    align: "end",
    cell: (payment) => <Money minor={payment.amount_minor} currency={payment.currency} />,
  },
  {
    header: "Status",
    cell: (payment) => (
      <span className="badges">
        <StatusBadge status={payment.status} />
        {payment.review !== null && <Badge tone="warning">Under review</Badge>}
      </span>
    ),
  },
  {
    header: "Customer",
    cell: ({ customer }) => (
      <span className="truncate">{customer.name ?? customer.email ?? customer.phone ?? customer.id ?? "–"}</span>
    ),
  },
  { header: "Reference", cell: ({ reference }) => <span className="truncate">{reference ?? "–"}</span> },
  { header: "Provider", isMinor: true, cell: ({ provider }) => <ProviderName name={provider} /> },
  { header: "Created", align: "end", cell: ({ created_at }) => <Time at={created_at} isShort /> },
];

/** Where there is room for little more than what and whose. */
const NARROW_COLUMNS = COLUMNS.filter(({ header }) => header !== "Provider" && header !== "Reference");

interface PaymentTableProps {
  readonly payments: readonly Payment[];
  readonly empty: ReactNode;
  readonly caption?: string;
  readonly isNarrow?: boolean;
}

/** Payments, each a way to its own page. */
export function PaymentTable({ payments, empty, caption = "Payments", isNarrow = false }: PaymentTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={isNarrow ? NARROW_COLUMNS : COLUMNS}
      rows={payments}
      keyOf={({ id }) => id}
      hrefOf={({ id }) => `/payments/${id}`}
      empty={empty}
    />
  );
}
