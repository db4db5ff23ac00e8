import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { queryKeys } from "../../live/query-keys.ts";
import { useSession } from "../../session/session-context.tsx";
import { ActionDialog } from "../../ui/action-dialog.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { notify } from "../../ui/toasts.tsx";
import { useProviders } from "../../ui/use-provider-options.ts";
import { useStableKey } from "../../ui/use-stable-key.ts";

/** Sends money; nothing where no provider that is set up can. */
export function NewPayout() {
  const { client } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const providers = useProviders().filter(({ is_active, capabilities }) => is_active && capabilities.payout === true);
  const [chosenProvider, setProvider] = useState<string | null>(null);
  const [chosenCurrency, setCurrency] = useState<string | null>(null);
  const key = useStableKey();
  const provider = providers.find(({ name }) => name === chosenProvider) ?? providers[0];
  if (provider === undefined) return null;
  const currency = provider.currencies.find((code) => code === chosenCurrency) ?? provider.currencies[0] ?? "";
  const send = (form: FormData) => {
    const textOf = (name: string) => String(form.get(name) ?? "").trim() || undefined;
    const body = {
      provider: provider.name,
      amount: textOf("amount") ?? "",
      currency,
      recipient: { phone: textOf("phone"), name: textOf("name") },
      reason: textOf("reason"),
      reference: textOf("reference"),
    };
    return client.payouts.create(body, { idempotencyKey: key.keyOf(body) });
  };
  return (
    <ActionDialog
      trigger="New payout"
      triggerVariant="primary"
      title="Send money"
      description="Money that has been sent cannot be called back."
      confirm="Send the money"
      isDanger
      onConfirm={send}
      onDone={(payout) => {
        key.renew();
        notify("Payout requested");
        void queries.invalidateQueries({ queryKey: queryKeys.payoutLists });
        navigate(`/payouts/${payout.id}`);
      }}
    >
      <SelectField
        label="Provider"
        value={provider.name}
        options={providers.map(({ name, title }) => [name, title] as const)}
        onChange={setProvider}
      />
      <div className="form__row">
        <TextField label="Amount" name="amount" inputMode="decimal" required autoComplete="off" />
        <SelectField
          label="Currency"
          value={currency}
          options={provider.currencies.map((code) => [code, code] as const)}
          onChange={setCurrency}
        />
      </div>
      <div className="form__row">
        <TextField label="Phone" name="phone" type="tel" required autoComplete="off" placeholder="+254700000000" />
        <TextField label="Name" name="name" autoComplete="off" />
      </div>
      <div className="form__row">
        <TextField label="Reason" name="reason" autoComplete="off" />
        <TextField label="Reference" name="reference" autoComplete="off" />
      </div>
    </ActionDialog>
  );
}
