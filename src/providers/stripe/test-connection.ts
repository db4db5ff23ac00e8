import { type ConnectionOutcome, toConnectionOutcome } from "../connection-outcome.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { callStripe } from "./stripe-call.ts";
import { listSchema } from "./wire.ts";

/** Lists one PaymentIntent, which any key that can take payments may read (docs.stripe.com/api/payment_intents/list). */
export async function testConnection(config: StripeConfig, context: CallContext): Promise<ConnectionOutcome> {
  const answer = await callStripe(config, context, "read", (stripe) => stripe.paymentIntents.list({ limit: 1 }));
  return toConnectionOutcome(answer, answer.kind === "answered" && listSchema.safeParse(answer.body).success);
}
