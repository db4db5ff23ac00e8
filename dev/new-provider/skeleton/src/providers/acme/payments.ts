import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { AcmeClient } from "./client.ts";
import { toReportedPayment } from "./mapping.ts";
import { findRefusal, isAboutTheAccount } from "./refusal.ts";
import { chargeListSchema, chargeSchema } from "./wire.ts";

/** Asks for the payment, under its own id as the key: asked again, Acme answers with what it made the first time. */
export async function initializePayment(
  client: AcmeClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const body = {
    reference: transaction.id,
    amount: transaction.amountMinor,
    currency: transaction.currency,
    email: transaction.customer.email,
    return_url: transaction.returnUrl,
    webhook_url: context.callbackUrl,
  };
  const answer = await client.post("/v1/charges", transaction.id, body, context);
  const failure = findRefusal(answer, transaction.pursuit);
  if (failure === null || answer.kind !== "answered") return toOutcome(answer);
  const nothing = { providerTransactionId: null, amountMinor: null, currency: null, reference: null, nextAction: null };
  const refused = { kind: "reported", status: "failed", ...nothing, failure, exchange: answer.exchange } as const;
  return isAboutTheAccount(answer) ? { ...refused, isAccountRefused: true } : refused;
}

/** Asks what became of a payment: by Acme's id or, while none is known, by our reference. */
export async function verifyPayment(
  client: AcmeClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const { providerTransactionId: handle } = transaction;
  if (handle !== null) return toOutcome(await client.get(`/v1/charges/${encodeURIComponent(handle)}`, context));
  const answer = await client.get(`/v1/charges?${new URLSearchParams({ reference: transaction.id })}`, context);
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const list = chargeListSchema.safeParse(answer.body);
  if (answer.status !== 200 || !list.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const [charge, second] = list.data.data;
  // Absent only when the provider has really looked: the engine takes it as proof once everything sent has settled.
  if (charge === undefined) return { kind: "absent", exchange };
  const reported = second === undefined ? toReportedPayment(charge) : null;
  return reported === null ? { kind: "unknown", reason: "ambiguous_reference", exchange } : { ...reported, exchange };
}

function toOutcome(answer: ProviderAnswer): PaymentOutcome {
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const charge = chargeSchema.safeParse(answer.body);
  const reported = answer.status < 300 && charge.success ? toReportedPayment(charge.data) : null;
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}
