import type { PaymentInFull } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { Card } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Facts } from "../../ui/facts.tsx";
import { JsonBlock } from "../../ui/json-block.tsx";
import { Money } from "../../ui/money.tsx";
import { ProviderName } from "../../ui/provider-name.tsx";
import { Time } from "../../ui/time.tsx";

/** What is known of a payment. */
export function FactsCard({ payment }: { readonly payment: PaymentInFull }) {
  const { currency, amount_captured_minor: captured } = payment;
  return (
    <Card title="Payment">
      <Facts
        items={[
          ["Id", <CopyText key="id" text={payment.id} what="payment id" isShort />],
          ["Reference", payment.reference && <CopyText text={payment.reference} what="reference" />],
          ["Amount", <Money key="amount" minor={payment.amount_minor} currency={currency} />],
          [
            "Captured",
            captured !== null && captured !== payment.amount_minor && (
              <Money key="captured" minor={captured} currency={currency} />
            ),
          ],
          [
            "Refunded",
            payment.amount_refunded_minor > 0 && <Money minor={payment.amount_refunded_minor} currency={currency} />,
          ],
          ["Provider", <ProviderName key="provider" name={payment.provider} />],
          ["Method", payment.payment_method && toWords(payment.payment_method)],
          [
            "Provider's id",
            payment.provider_transaction_id && (
              <CopyText text={payment.provider_transaction_id} what="provider's id" isShort />
            ),
          ],
          ["Receipt", payment.provider_receipt && <CopyText text={payment.provider_receipt} what="receipt" isShort />],
          ["Account", <code key="account">{payment.account_id}</code>],
          ["Created", <Time key="created" at={payment.created_at} />],
          ["Completed", payment.completed_at && <Time at={payment.completed_at} />],
          ["Expires", isOpen(payment) && payment.expires_at && <Time at={payment.expires_at} />],
          ["Idempotency key", <CopyText key="key" text={payment.idempotency_key} what="idempotency key" isShort />],
          ["Merchant", <CopyText key="merchant" text={payment.merchant_id} what="merchant id" isShort />],
        ]}
      />
    </Card>
  );
}

/** Who pays. */
export function CustomerCard({ payment: { customer } }: { readonly payment: PaymentInFull }) {
  return (
    <Card title="Customer">
      <Facts
        items={[
          ["Name", customer.name],
          ["E-mail", customer.email],
          ["Phone", customer.phone],
          ["Customer id", customer.id && <CopyText text={customer.id} what="customer id" />],
        ]}
      />
    </Card>
  );
}

/** The merchant's own notes, if there are any. */
export function MetadataCard({ payment: { metadata } }: { readonly payment: PaymentInFull }) {
  if (Object.keys(metadata).length === 0) return null;
  return (
    <Card title="Metadata">
      <JsonBlock value={metadata} label="Metadata" />
    </Card>
  );
}

function isOpen({ status }: PaymentInFull): boolean {
  return status === "pending" || status === "processing" || status === "authorized";
}
