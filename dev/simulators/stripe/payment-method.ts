import { actionOfPaymentMethod } from "./cards.ts";
import type { Action } from "./records.ts";
import { noSuch } from "./stripe-error.ts";

/** What a payment method given by the merchant does; only Stripe's test ones exist, others are refused with 404. */
export function toAction(paymentMethod: string): Action {
  const action = actionOfPaymentMethod(paymentMethod);
  if (action === undefined) throw noSuch("PaymentMethod", paymentMethod, "payment_method");
  return action;
}
