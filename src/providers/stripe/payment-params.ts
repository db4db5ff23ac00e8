import type Stripe from "stripe";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { CAPTURE_METADATA, MODE_METADATA, TRANSACTION_METADATA } from "./payment-mapping.ts";
import { savedCardOf } from "./payment-mode.ts";
import { toStripeAmount } from "./stripe-money.ts";

// Nothing is sent that says what Stripe does anyway: every parameter is one more that a compatible server may not know.

/** What makes a PaymentIntent for the merchant's own checkout or, with a saved card, charges it at once. */
export function toIntentParams(transaction: Transaction): Stripe.PaymentIntentCreateParams {
  const card = savedCardOf(transaction);
  const { returnUrl } = transaction;
  return {
    amount: toStripeAmount(transaction.amountMinor, transaction.currency),
    currency: transaction.currency.toLowerCase(),
    metadata: { [TRANSACTION_METADATA]: transaction.id },
    ...(transaction.description === null ? {} : { description: transaction.description }),
    ...(transaction.capture === "manual" ? { capture_method: "manual" } : {}),
    ...(card === null ? {} : { payment_method: card, confirm: true }),
    ...(card !== null && returnUrl !== null ? { return_url: returnUrl } : {}),
    // Without an address to come back to, Stripe takes only methods that never leave the page.
    ...(card !== null && returnUrl === null
      ? { automatic_payment_methods: { enabled: true, allow_redirects: "never" as const } }
      : {}),
  };
}

/** What makes a Checkout Session, Stripe's own page. */
export function toSessionParams(transaction: Transaction): Stripe.Checkout.SessionCreateParams {
  const { returnUrl, customer, description, reference } = transaction;
  const metadata = { [TRANSACTION_METADATA]: transaction.id };
  const isManual = transaction.capture === "manual";
  return {
    mode: "payment",
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: transaction.currency.toLowerCase(),
          unit_amount: toStripeAmount(transaction.amountMinor, transaction.currency),
          product_data: { name: description ?? reference ?? "Payment" },
        },
      },
    ],
    ...(returnUrl === null ? {} : { success_url: returnUrl }),
    client_reference_id: transaction.id,
    ...(customer.email === null ? {} : { customer_email: customer.email }),
    metadata: isManual ? { ...metadata, [CAPTURE_METADATA]: "manual" } : metadata,
    // A session's metadata is not copied to its intent.
    payment_intent_data: {
      metadata: { ...metadata, [MODE_METADATA]: "checkout" },
      ...(isManual ? { capture_method: "manual" as const } : {}),
    },
  };
}
