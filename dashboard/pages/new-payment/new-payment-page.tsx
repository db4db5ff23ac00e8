import { useMutation } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "wouter";
import { type CreatePayment, GatewayError } from "../../../src/client/index.ts";
import { useSession } from "../../session/session-context.tsx";
import { Page } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ProblemCallout } from "../../ui/problem-callout.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useProviders } from "../../ui/use-provider-options.ts";
import { useStableKey } from "../../ui/use-stable-key.ts";
import { currenciesOf, toPaymentBody } from "./payment-body.ts";

/** The gateway chooses the provider. */
const AUTOMATIC = "auto";

/** A payment by hand: for trying things out, and for customers on the phone. */
export function NewPaymentPage() {
  const { client } = useSession();
  const [, navigate] = useLocation();
  const providers = useProviders().filter(({ is_active }) => is_active);
  const [chosenProvider, setProvider] = useState<string | null>(null);
  const [chosenCurrency, setCurrency] = useState<string | null>(null);
  const [capture, setCapture] = useState("automatic");
  const isAutomatic = chosenProvider === AUTOMATIC;
  const provider = isAutomatic ? undefined : (providers.find(({ name }) => name === chosenProvider) ?? providers[0]);
  const currencies = currenciesOf(provider === undefined ? providers : [provider]);
  const currency = chosenCurrency !== null && currencies.includes(chosenCurrency) ? chosenCurrency : currencies[0];
  const key = useStableKey();
  const pay = useMutation({
    mutationFn: (body: CreatePayment) => client.payments.create(body, { idempotencyKey: key.keyOf(body) }),
    onSuccess: ({ id }) => navigate(`/payments/${id}`),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    pay.mutate(toPaymentBody((name) => String(form.get(name) ?? "").trim()));
  };
  const errorOf = (path: string) =>
    pay.error instanceof GatewayError ? pay.error.errors.find((error) => error.path === path)?.message : undefined;
  return (
    <Page
      title="New payment"
      above={
        <Link href="/payments" className="above">
          <ChevronLeft size={16} aria-hidden="true" /> Payments
        </Link>
      }
    >
      <Card>
        <form className="form" onSubmit={submit}>
          <div className="form__row">
            <SelectField
              label="Provider"
              name="provider"
              value={provider?.name ?? AUTOMATIC}
              options={[
                ...providers.map(({ name, title }) => [name, title] as const),
                [AUTOMATIC, "Automatic, by the routing rules"],
              ]}
              onChange={setProvider}
              error={errorOf("provider")}
            />
            {provider?.capabilities.manual_capture === true && (
              <SelectField
                label="Capture"
                name="capture"
                value={capture}
                options={[
                  ["automatic", "At once"],
                  ["manual", "Later, by hand"],
                ]}
                onChange={setCapture}
                error={errorOf("capture")}
              />
            )}
          </div>
          <div className="form__row">
            <TextField
              label="Amount"
              name="amount"
              inputMode="decimal"
              required
              autoComplete="off"
              placeholder="1000.00"
              error={errorOf("amount")}
            />
            <SelectField
              label="Currency"
              name="currency"
              value={currency ?? ""}
              options={currencies.map((code) => [code, code] as const)}
              onChange={setCurrency}
              error={errorOf("currency")}
            />
          </div>
          <fieldset className="form__group">
            <legend>Customer</legend>
            <p className="field__hint">An e-mail address, a phone number or your own id for the customer is needed.</p>
            <div className="form__row">
              <TextField
                label="E-mail"
                name="email"
                type="email"
                autoComplete="off"
                error={errorOf("customer.email")}
              />
              <TextField
                label="Phone"
                name="phone"
                type="tel"
                autoComplete="off"
                placeholder="+254700000000"
                error={errorOf("customer.phone")}
              />
            </div>
            <div className="form__row">
              <TextField label="Name" name="name" autoComplete="off" error={errorOf("customer.name")} />
              <TextField label="Customer id" name="customer_id" autoComplete="off" error={errorOf("customer.id")} />
            </div>
          </fieldset>
          <div className="form__row">
            <TextField label="Reference" name="reference" autoComplete="off" error={errorOf("reference")} />
            <TextField label="Description" name="description" autoComplete="off" error={errorOf("description")} />
          </div>
          {pay.isError && <ProblemCallout error={pay.error} title="The payment was not made" />}
          <div className="actions actions--end">
            <Button type="submit" variant="primary" isBusy={pay.isPending} disabled={providers.length === 0}>
              Make the payment
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}
