import type { PaymentInFull } from "../../../src/client/index.ts";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Money } from "../../ui/money.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** What has been given back, if anything. */
export function RefundsCard({ payment: { refunds } }: { readonly payment: PaymentInFull }) {
  if (refunds.length === 0) return null;
  return (
    <Card title="Refunds">
      <ul className="rows">
        {refunds.map((refund) => (
          <li key={refund.id}>
            <span className="rows__main">
              <Money minor={refund.amount_minor} currency={refund.currency} /> <StatusBadge status={refund.status} />
            </span>
            <span className="faint">
              <Time at={refund.created_at} isShort />
              {refund.origin === "provider" && " · made at the provider"}
              {refund.reason !== null && ` · ${refund.reason}`}
            </span>
            {refund.failure !== null && <span className="field__error">{refund.failure.message}</span>}
            <CopyText text={refund.id} what="refund id" isShort />
          </li>
        ))}
      </ul>
    </Card>
  );
}
