import { useState } from "react";
import type { Payment } from "../../../src/client/index.ts";
import { formatMoney, parseAmount, toDecimalText } from "../../format/money.ts";
import { useSession } from "../../session/session-context.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { notify } from "../../ui/toasts.tsx";
import { useStableKey } from "../../ui/use-stable-key.ts";

interface RefundDialogProps {
  readonly payment: Payment;
  readonly refundableMinor: number;
  readonly onDone: () => void;
}

/** Gives money back: how much, why, and then really. */
export function RefundDialog({ payment, refundableMinor, onDone }: RefundDialogProps) {
  const { client } = useSession();
  const { currency } = payment;
  const all = toDecimalText(refundableMinor, currency);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? all;
  const amountMinor = parseAmount(text, currency);
  const isValid = amountMinor !== null && amountMinor > 0 && amountMinor <= refundableMinor;
  const key = useStableKey();
  const refund = (form: FormData) => {
    if (!isValid) throw new Error(`Give an amount of at most ${formatMoney(refundableMinor, currency)}.`);
    const reason = String(form.get("reason") ?? "").trim();
    const body = { amount: toDecimalText(amountMinor, currency), ...(reason === "" ? {} : { reason }) };
    return client.payments.refund(payment.id, body, { idempotencyKey: key.keyOf(body) });
  };
  return (
    <ActionDialog
      trigger="Refund"
      title="Refund this payment"
      description={`Up to ${formatMoney(refundableMinor, currency)} can be given back. Money that has gone does not come back.`}
      confirm={isValid ? `Refund ${formatMoney(amountMinor, currency)}` : "Refund"}
      isDanger
      onConfirm={async (form) => refund(form)}
      onDone={(made) => {
        key.renew();
        setTyped(null);
        notify(`Refund ${made.status}`, formatMoney(made.amount_minor, made.currency));
        onDone();
      }}
    >
      <TextField
        label={`Amount in ${currency}`}
        name="amount"
        inputMode="decimal"
        required
        autoComplete="off"
        value={text}
        onChange={setTyped}
        error={isValid ? undefined : `Give an amount of at most ${formatMoney(refundableMinor, currency)}.`}
      />
      <TextField label="Reason" name="reason" maxLength={255} autoComplete="off" />
    </ActionDialog>
  );
}
