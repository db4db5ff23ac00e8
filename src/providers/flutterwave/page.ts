import { toMajorNumber } from "../../domain/money.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallContext } from "../provider.ts";
import type { FlutterwaveClient } from "./client.ts";
import { refused } from "./refused.ts";
import { pageSchema } from "./wire.ts";

const MINUTE_MS = 60_000;
/** Flutterwave's own limit of how long a page may be open. */
const MAX_SESSION_MINUTES = 1_440;

/** Opens a hosted page, which closes when the payment's time is over. */
export async function openPage(
  client: FlutterwaveClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const answer = await client.post("/payments", toBody(transaction, context.clock()), context);
  if (answer.kind === "refused") return refused(answer);
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const page = pageSchema.safeParse(answer.data);
  if (!page.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  return {
    kind: "reported",
    status: "pending",
    // Known by our reference; a number of its own it gets when somebody pays.
    providerTransactionId: transaction.id,
    amountMinor: null,
    currency: null,
    reference: null,
    failure: null,
    nextAction: { type: "redirect", url: page.data.link },
    exchange,
  };
}

function toBody(transaction: Transaction, now: number): JsonValue {
  const { id, amountMinor, currency, customer, returnUrl, description, expiresAt } = transaction;
  const minutes = Math.min(MAX_SESSION_MINUTES, Math.max(1, Math.floor((expiresAt - now) / MINUTE_MS)));
  return {
    tx_ref: id,
    amount: toMajorNumber(amountMinor, currency),
    // Without one Flutterwave would take naira.
    currency,
    ...(returnUrl === null ? {} : { redirect_url: returnUrl }),
    customer: {
      email: customer.email,
      ...(customer.name === null ? {} : { name: customer.name }),
      ...(customer.phone === null ? {} : { phonenumber: customer.phone }),
    },
    session_duration: minutes,
    ...(description === null ? {} : { customizations: { description } }),
  };
}
