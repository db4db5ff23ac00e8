import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallContext } from "../provider.ts";
import type { PaypalClient } from "./client.ts";
import { toOrderOutcome } from "./order-outcome.ts";
import { toPaypalMoney } from "./paypal-money.ts";
import { findRefusal } from "./refusal.ts";

/** PayPal's limit of a description, characters. */
const MAX_DESCRIPTION = 127;

/** Makes an order, under the payment's own id as its key: asked again within six hours, PayPal answers with the same one. */
export async function createOrder(
  client: PaypalClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const answer = await client.post("/v2/checkout/orders", transaction.id, toBody(transaction), context);
  if (answer.kind !== "refused") return toOrderOutcome(answer);
  const failure = findRefusal(answer, transaction.pursuit);
  if (failure === null) return { kind: "unknown", reason: `http_${answer.status}`, exchange: answer.exchange };
  const nothing = { providerTransactionId: null, amountMinor: null, currency: null, reference: null, nextAction: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange };
}

function toBody(transaction: Transaction): JsonValue {
  const { id, amountMinor, currency, capture, description, returnUrl, customer } = transaction;
  return {
    intent: capture === "manual" ? "AUTHORIZE" : "CAPTURE",
    purchase_units: [
      {
        reference_id: "default",
        custom_id: id,
        // PayPal takes an invoice's number once: a second guard against paying twice.
        invoice_id: id,
        amount: toPaypalMoney(amountMinor, currency),
        ...(description === null ? {} : { description: description.slice(0, MAX_DESCRIPTION) }),
      },
    ],
    payment_source: {
      paypal: {
        ...(customer.email === null ? {} : { email_address: customer.email }),
        experience_context: {
          user_action: "PAY_NOW",
          shipping_preference: "NO_SHIPPING",
          ...(returnUrl === null ? {} : { return_url: returnUrl, cancel_url: returnUrl }),
        },
      },
    },
  };
}
