import type { z } from "zod";
import type { SettledEntry, SettlementListing, TimeRange } from "../../domain/report/settlement.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { CallContext } from "../provider.ts";
import type { PaystackClient } from "./client.ts";
import { toReportedPayment } from "./payment-mapping.ts";
import { toReportedRefund } from "./refund-mapping.ts";
import { listedRefundSchema, listedTransactionSchema, listPageSchema } from "./wire.ts";

const PAGE_SIZE = 100;
/** Of each list: two thousand transactions, abandoned ones included, and as many refunds. */
const MAX_PAGES = 20;

const STATUSES = { completed: "settled", pending: "open", failed: "failed" } as const;

/** Transactions and refunds of a stretch of time (paystack.com/docs/api/transaction/#list, …/refund/#list). */
export async function listSettlements(
  client: PaystackClient,
  range: TimeRange,
  context: CallContext,
): Promise<SettlementListing> {
  const transactions = await readList(client, "/transaction", range, context);
  if (transactions.kind === "unknown") return transactions;
  const refunds = await readList(client, "/refund", range, context);
  if (refunds.kind === "unknown") return refunds;
  return {
    kind: "listed",
    entries: [...transactions.rows.flatMap(toPayment), ...refunds.rows.flatMap(toRefund)],
    isComplete: transactions.isComplete && refunds.isComplete,
  };
}

type List =
  | { readonly kind: "listed"; readonly rows: readonly unknown[]; readonly isComplete: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** What was read before a page could not be had is worth something too. */
async function readList(client: PaystackClient, path: string, range: TimeRange, context: CallContext): Promise<List> {
  const rows: unknown[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      from: toRfc3339(range.from),
      to: toRfc3339(range.to),
      perPage: String(PAGE_SIZE),
      page: String(page),
    });
    const answer = await client.get(`${path}?${query}`, context);
    if (answer.kind !== "data") {
      const reason = answer.kind === "refused" ? (answer.code ?? "unexpected_answer") : answer.reason;
      return page === 1 ? { kind: "unknown", reason } : { kind: "listed", rows, isComplete: false };
    }
    const list = listPageSchema.safeParse(answer.body);
    if (!list.success) return { kind: "unknown", reason: "unexpected_answer" };
    rows.push(...list.data.data);
    const pages = list.data.meta?.pageCount ?? null;
    // Pages may hold less than was asked for: without a count of them, only an empty one is known to be behind the last.
    const isEnd = pages === null ? list.data.data.length === 0 : page >= pages;
    if (isEnd) return { kind: "listed", rows, isComplete: true };
  }
  return { kind: "listed", rows, isComplete: false };
}

function toPayment(row: unknown): SettledEntry[] {
  const listed = listedTransactionSchema.safeParse(row);
  return listed.success ? fromTransaction(listed.data) : [];
}

/** What cannot be judged is left out. */
function fromTransaction(transaction: z.infer<typeof listedTransactionSchema>): SettledEntry[] {
  const reported = toReportedPayment(transaction, false);
  const at = timeOf(transaction.paid_at ?? transaction.paidAt ?? transaction.created_at ?? transaction.createdAt);
  if (reported === null || at === null) return [];
  const { status, amountMinor, currency } = reported;
  if (status === "authorized" || status === "cancelled" || amountMinor === null || currency === null) return [];
  return [
    {
      kind: "payment",
      providerIds: transaction.id === null ? [transaction.reference] : [transaction.reference, transaction.id],
      paymentIds: [],
      reference: transaction.reference,
      amountMinor,
      currency: currency.toUpperCase(),
      status: STATUSES[status],
      at,
    },
  ];
}

function toRefund(row: unknown): SettledEntry[] {
  const listed = listedRefundSchema.safeParse(row);
  return listed.success ? fromRefund(listed.data) : [];
}

function fromRefund(refund: z.infer<typeof listedRefundSchema>): SettledEntry[] {
  const reported = toReportedRefund(refund);
  const at = timeOf(refund.refunded_at ?? refund.updated_at ?? refund.created_at ?? refund.createdAt);
  if (reported === null || at === null) return [];
  const { status, amountMinor, currency } = reported;
  if (amountMinor === null || currency === null) return [];
  return [
    {
      kind: "refund",
      providerIds: [refund.id],
      paymentIds: idsOf(refund.transaction),
      reference: refund.merchant_note,
      amountMinor,
      currency: currency.toUpperCase(),
      status: STATUSES[status],
      at,
    },
  ];
}

/** Lists show the number of a refund's transaction, other answers all of it. */
function idsOf(transaction: z.infer<typeof listedRefundSchema>["transaction"]): string[] {
  if (transaction === null || typeof transaction === "string") return transaction === null ? [] : [transaction];
  return [transaction.reference, transaction.id].filter((id) => id !== null);
}

function timeOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
