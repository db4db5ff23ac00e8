import type { JsonValue } from "../../lib/canonical-json.ts";

/** How the customer pays: on Stripe's own page, or in the merchant's checkout with Stripe's components. */
export type PaymentMode = "checkout" | "payment_intent";

/** What decides the mode; fixed with the payment, so that every later call decides alike. */
interface ModeTerms {
  readonly returnUrl: string | null;
  readonly providerOptions: { readonly [name: string]: JsonValue };
}

/** `provider_options.mode`, else the hosted page where there is a `return_url` to come back to and no card is given yet. */
export function paymentModeOf({ returnUrl, providerOptions }: ModeTerms): PaymentMode {
  const { mode, payment_method: card } = providerOptions;
  if (mode === "checkout" || mode === "payment_intent") return mode;
  return returnUrl !== null && card === undefined ? "checkout" : "payment_intent";
}

/** The payment method that is charged at once, without the customer; null: the customer confirms. */
export function savedCardOf({ providerOptions }: ModeTerms): string | null {
  return typeof providerOptions.payment_method === "string" ? providerOptions.payment_method : null;
}
