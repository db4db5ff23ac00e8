import { parseJsonObject, readText } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { CpayBank } from "./bank.ts";
import { decideCreateRefund, refundedAmount } from "./create-refund.ts";
import { getPayment } from "./merchant-routes.ts";
import type { Payment } from "./model.ts";

const MAX_ID_LENGTH = 100;

/** The knobs on CPay's books: what it has charged, a refund made in its own dashboard, and starting from nothing. */
export function ledgerRoutes(bank: CpayBank, reset: () => void): Route[] {
  return [
    {
      method: "GET",
      pattern: "/_sim/ledger",
      handle: ({ query }) => ({ status: 200, body: toLedgerBody(bank, query.get("reference")) }),
    },
    {
      method: "POST",
      pattern: "/_sim/refunds",
      handle: ({ rawBody }) => refundFromDashboard(bank, rawBody),
    },
    {
      method: "POST",
      pattern: "/_sim/reset",
      handle: () => {
        reset();
        return { status: 204 };
      },
    },
  ];
}

/** `charges` counts the payments made per reference: more than 1 for a gateway's reference is a double charge. */
function toLedgerBody(bank: CpayBank, reference: string | null): Record<string, unknown> {
  const { ledger } = bank;
  const payments = reference === null ? [...ledger.payments.values()] : ledger.paymentsByReference(reference);
  const refunds = payments.flatMap((payment) => ledger.refundsOf(payment.id));
  const ids = new Set(payments.map((payment) => payment.id));
  const completed = payments.filter((payment) => payment.status === "completed");
  return {
    payments: payments.map((payment) => ({ ...payment, amount_refunded: refundedAmount(payment, bank) })),
    refunds,
    charges: countByReference(payments),
    completed: countByReference(completed),
    webhooks: [...ledger.events.values()].filter((event) => ids.has(event.payment_id)),
  };
}

function countByReference(payments: readonly Payment[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { reference } of payments) counts.set(reference, (counts.get(reference) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** A refund that no merchant asked for over the API: same rules, webhook included, but without a key. */
function refundFromDashboard(bank: CpayBank, rawBody: Buffer): Reply {
  const input = parseJsonObject(rawBody);
  const payment = getPayment(bank, readText(input, "payment_id", MAX_ID_LENGTH));
  const { changes, answer } = decideCreateRefund(input, payment, bank);
  bank.commit(changes);
  return answer;
}
