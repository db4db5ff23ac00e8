import { useState } from "react";
import type { Payment, PaymentWithAction } from "../../../src/client/index.ts";
import { formatMoney, parseAmount, toDecimalText } from "../../format/money.ts";
import { useSession } from "../../session/session-context.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useStableKey } from "../../ui/use-stable-key.ts";

interface CaptureDialogProps {
  readonly payment: Payment;
  readonly onDone: (payment: PaymentWithAction) => void;
}

/** Takes money that is reserved, all or less of it. */
export function CaptureDialog({ payment, onDone }: CaptureDialogProps) {
  const { client } = useSession();
  const { currency, amount_minor: reservedMinor } = payment;
  const [text, setText] = useState(() => toDecimalText(reservedMinor, currency));
  const amountMinor = parseAmount(text, currency);
  const isValid = amountMinor !== null && amountMinor > 0 && amountMinor <= reservedMinor;
  const key = useStableKey();
  const hint = `At most ${formatMoney(reservedMinor, currency)}; what is not captured goes back to the customer.`;
  return (
    <ActionDialog
      trigger="Capture"
      triggerVariant="primary"
      title="Capture this payment"
      confirm={isValid ? `Capture ${formatMoney(amountMinor, currency)}` : "Capture"}
      onConfirm={async () => {
        if (!isValid) throw new Error(hint);
        const body = { amount: toDecimalText(amountMinor, currency) };
        return client.payments.capture(payment.id, body, { idempotencyKey: key.keyOf(body) });
      }}
      onDone={(captured) => {
        key.renew();
        onDone(captured);
      }}
    >
      <TextField
        label={`Amount in ${currency}`}
        name="amount"
        inputMode="decimal"
        required
        autoComplete="off"
        value={text}
        onChange={setText}
        hint={hint}
        error={isValid ? undefined : "Give an amount that is reserved."}
      />
    </ActionDialog>
  );
}
