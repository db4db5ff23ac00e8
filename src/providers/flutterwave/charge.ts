import { toMajorNumber } from "../../domain/money.ts";
import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { CallContext } from "../provider.ts";
import type { FlutterwaveClient } from "./client.ts";
import { toReportedPayment } from "./mapping.ts";
import { toKenyanNumber } from "./options.ts";
import { refused } from "./refused.ts";
import { transactionSchema } from "./wire.ts";

const PROMPT = "Confirm the payment on your phone with your M-Pesa PIN.";

/** Has the customer asked by M-Pesa, with a prompt on the phone. */
export async function charge(
  client: FlutterwaveClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const answer = await client.post("/charges?type=mpesa", toBody(transaction), context);
  if (answer.kind === "refused") return refused(answer);
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const told = transactionSchema.safeParse(answer.data);
  const reported = told.success ? toReportedPayment(told.data) : null;
  if (reported === null) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const isWaiting = reported.status === "pending";
  return { ...reported, nextAction: isWaiting ? { type: "await_customer", message: PROMPT } : null, exchange };
}

function toBody({ id, amountMinor, currency, customer }: Transaction): JsonValue {
  return {
    tx_ref: id,
    amount: toMajorNumber(amountMinor, currency),
    currency,
    email: customer.email,
    phone_number: toKenyanNumber(customer.phone),
    ...(customer.name === null ? {} : { fullname: customer.name }),
  };
}
