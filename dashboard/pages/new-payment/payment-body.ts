import type { CreatePayment, Provider } from "../../../src/client/index.ts";

/** What most payments here are in comes first; the rest of a long list follows by name. */
const COMMON_CURRENCIES = ["KES", "USD", "EUR", "NGN", "GHS", "ZAR", "UGX", "TZS"];

/** The currencies that one of some providers takes, the common ones first. */
export function currenciesOf(providers: readonly Provider[]): readonly string[] {
  const all = [...new Set(providers.flatMap(({ currencies }) => currencies))].sort();
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
