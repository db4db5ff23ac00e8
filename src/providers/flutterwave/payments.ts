import type { PaymentOutcome, ReportedPayment } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { type ConnectionOutcome, toConnectionOutcome } from "../connection-outcome.ts";
import type { CallContext } from "../provider.ts";
import { charge } from "./charge.ts";
import type { FlutterwaveClient } from "./client.ts";
import { toReportedPayment } from "./mapping.ts";
import { isMpesa } from "./options.ts";
import { openPage } from "./page.ts";
import { transactionSchema } from "./wire.ts";

const EXPIRED = { code: "expired", message: "The customer did not pay in time." };

/**
 * Asks for the payment, by a hosted page or by a prompt on the phone. Nothing keeps a repeat from being a second charge,
 * so the engine lets this be called again only when it is certain that nothing has left.
 */
export function initializePayment(
  client: FlutterwaveClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  return isMpesa(transaction) ? charge(client, transaction, context) : openPage(client, transaction, context);
}

/** Asks what became of a payment, by our reference, which is its handle as well. */
export async function verifyPayment(
  client: FlutterwaveClient,
  transaction: Transaction,
  context: CallContext,
): Promise<PaymentOutcome> {
  const query = new URLSearchParams({ tx_ref: transaction.id });
  const answer = await client.get(`/transactions/verify_by_reference?${query}`, context);
  const isOver = context.clock() >= transaction.expiresAt;
  if (answer.kind === "refused") {
    const { status, message, exchange } = answer;
    if (!isNotFound(status, message)) return { kind: "unknown", reason: `http_${status}`, exchange };
    // Until somebody tries to pay on it, a page has no transaction.
    const isUnusedPage = transaction.providerTransactionId !== null && !isMpesa(transaction);
    return isUnusedPage ? { ...unused(transaction, isOver), exchange } : { kind: "absent", exchange };
  }
  if (answer.kind !== "data") return answer;
  const { exchange } = answer;
  const told = transactionSchema.safeParse(answer.data);
  const reported = told.success ? toReportedPayment(told.data) : null;
  if (reported === null) return { kind: "unknown", reason: "unexpected_answer", exchange };
  // On the page another card may be tried under the same reference.
  const mayStillBePaid = reported.status === "failed" && !isMpesa(transaction) && !isOver;
  return { ...reported, mayStillBePaid, exchange };
}

/** Asks for a reference that nobody has: whose key is good is told that there is no such transaction. */
export async function testConnection(client: FlutterwaveClient, context: CallContext): Promise<ConnectionOutcome> {
  const query = new URLSearchParams({ tx_ref: crypto.randomUUID() });
  const answer = await client.get(`/transactions/verify_by_reference?${query}`, context);
  return toConnectionOutcome(answer, answer.kind === "refused" && isNotFound(answer.status, answer.message));
}

function unused({ id }: Transaction, isOver: boolean): ReportedPayment {
  return {
    kind: "reported",
    status: isOver ? "failed" : "pending",
    providerTransactionId: id,
    amountMinor: null,
    currency: null,
    reference: null,
    failure: isOver ? EXPIRED : null,
    nextAction: null,
  };
}

/** Errors have no codes: where the status does not say it, the words do. */
function isNotFound(status: number, message: string): boolean {
  return status === 404 || (status === 400 && /no transaction was found/i.test(message));
}
