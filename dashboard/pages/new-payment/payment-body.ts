import type { CreatePayment, Provider } from "../../../src/client/index.ts";

/** What most payments here are in comes first; the rest of a long list follows by name. */
const COMMON_CURRENCIES = ["KES", "USD", "EUR", "NGN", "GHS", "ZAR", "UGX", "TZS"];

/** The currencies that a provider takes, the common ones first. */
export function currenciesOf(provider: Provider | undefined): readonly string[] {
  const all = provider?.currencies ?? [];
  const common = COMMON_CURRENCIES.filter((code) => all.includes(code));
  return [...common, ...all.filter((code) => !common.includes(code))];
}

/** The request that a filled-in form asks for; what was left empty is left out. */
export function toPaymentBody(textOf: (name: string) => string): CreatePayment {
  const optional = (name: string) => textOf(name) || undefined;
  return {
    provider: textOf("provider"),
    amount: textOf("amount").replace(/[\s,](?=[0-9]{3}(?:[.,\s]|$))/g, ""),
    currency: textOf("currency"),
    customer: {
      id: optional("customer_id"),
      phone: optional("phone"),
      email: optional("email"),
      name: optional("name"),
    },
    reference: optional("reference"),
    description: optional("description"),
    capture: textOf("capture") === "manual" ? "manual" : undefined,
  };
}
