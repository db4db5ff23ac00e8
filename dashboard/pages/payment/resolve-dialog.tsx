import { useState } from "react";
import type { Payment, ResolvePayment } from "../../../src/client/index.ts";
import { useSession } from "../../session/session-context.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { notify } from "../../ui/toasts.tsx";

interface ResolveDialogProps {
  readonly payment: Payment;
  readonly onDone: () => void;
}

const OUTCOMES = [
  ["", "Leave the state, only end the review"],
  ["completed", "Completed: the money has arrived"],
  ["failed", "Failed: it has not and will not"],
  ["cancelled", "Cancelled"],
] as const;

/** A person says what became of a payment; it is written down with name and reason. */
export function ResolveDialog({ payment, onDone }: ResolveDialogProps) {
  const { client } = useSession();
  const [status, setStatus] = useState<string>("");
  const resolve = (form: FormData) => {
    const body: ResolvePayment = {
      status: status === "" ? null : (status as "completed" | "failed" | "cancelled"),
      note: String(form.get("note") ?? ""),
    };
    return client.operator.resolvePayment(payment.id, body);
  };
  return (
    <ActionDialog
      trigger="Resolve"
      title="Settle this payment by hand"
      description="Only with certainty, such as from the provider's own statement. A success that the provider confirms later still wins."
      confirm="Settle it"
      isDanger
      onConfirm={resolve}
      onDone={() => {
        notify("Settled");
        onDone();
      }}
    >
      <SelectField label="What became of it" value={status} options={OUTCOMES} onChange={setStatus} />
      <TextField label="Why, and how you know" name="note" required maxLength={1000} autoComplete="off" />
    </ActionDialog>
  );
}
