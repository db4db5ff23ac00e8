import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import type { PaymentInFull, PaymentWithAction } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { toWords } from "../../format/words.ts";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { detailOf } from "../../ui/problem-callout.tsx";
import { notify } from "../../ui/toasts.tsx";
import { useProviders } from "../../ui/use-provider-options.ts";
import { availableActions } from "./available-actions.ts";
import { CaptureDialog } from "./capture-dialog.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";

/** What can be done about a payment. */
export function PaymentActions({ payment }: { readonly payment: PaymentInFull }) {
  const { client, claims } = useSession();
  const queries = useQueryClient();
  const provider = useProviders().find(({ name }) => name === payment.provider);
  const available = availableActions(payment, provider, claims.scopes);
  const refresh = () => queries.invalidateQueries({ queryKey: queryKeys.payment(payment.id) });
  const tell = (what: string) => (after: PaymentWithAction) => {
    notify(what, `The payment is ${toWords(after.status).toLowerCase()}.`);
    void refresh();
  };
  const verify = useMutation({
    mutationFn: () => client.payments.verify(payment.id),
    onSuccess: tell("The provider has been asked"),
    onError: (error) => notify("The provider could not be asked", detailOf(error)),
  });
  const amount = formatMoney(payment.amount_minor, payment.currency);
  return (
    <>
      {available.verify && (
        <Button isBusy={verify.isPending} onClick={() => verify.mutate()}>
          <RefreshCw size={16} aria-hidden="true" /> Ask the provider now
        </Button>
      )}
      {available.resolve && <ResolveDialog payment={payment} onDone={refresh} />}
      {available.cancel && (
        <ActionDialog
          trigger="Cancel payment"
          title="Cancel this payment?"
          description={`The customer can no longer pay these ${amount}. It counts once the provider has confirmed it.`}
          confirm="Cancel the payment"
          isDanger
          onConfirm={() => client.payments.cancel(payment.id)}
          onDone={tell("Cancellation asked for")}
        />
      )}
      {available.capture && (
        <>
          <ActionDialog
            trigger="Release"
            title="Release the reserved money?"
            description={`The customer keeps these ${amount}. This cannot be taken back.`}
            confirm="Release the money"
            isDanger
            onConfirm={() => client.payments.void(payment.id)}
            onDone={tell("Released")}
          />
          <CaptureDialog payment={payment} onDone={tell("Captured")} />
        </>
      )}
      {available.refund && (
        <RefundDialog payment={payment} refundableMinor={available.refundableMinor} onDone={refresh} />
      )}
    </>
  );
}
