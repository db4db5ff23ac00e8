import type { ProviderExchange } from "../../domain/outcome.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import type { CallContext } from "../provider.ts";
import type { PaystackAnswer, PaystackClient } from "./client.ts";
import { type PaystackRefund, refundPageSchema } from "./wire.ts";

/** All refunds of one payment, or why they cannot be told. */
export type RefundList =
  | { readonly kind: "listed"; readonly refunds: readonly PaystackRefund[]; readonly exchange: ProviderExchange }
  | { readonly kind: "unknown"; readonly reason: string; readonly exchange: ProviderExchange | null }
  | Extract<PaystackAnswer, { kind: "not_sent" }>;

const PAGE_SIZE = 100;
/** More than any payment's refunds fill. */
const MAX_PAGES = 20;

/**
 * Reads all pages of a payment's refunds. What the list does not show is absent only if the list was read to its end, so
 * anything that leaves a doubt about that is unknown.
 */
export async function readRefunds(
  client: PaystackClient,
  transaction: Transaction,
  context: CallContext,
): Promise<RefundList> {
  const found = new Map<string, PaystackRefund>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      // Paystack's own id of the transaction, which its list is documented to take, is known once it is paid.
      transaction: transaction.providerReceipt ?? transaction.id,
      perPage: String(PAGE_SIZE),
      page: String(page),
    });
    const answer = await client.get(`/refund?${query}`, context);
    if (answer.kind === "refused") {
      return { kind: "unknown", reason: answer.code ?? "unexpected_answer", exchange: answer.exchange };
    }
    if (answer.kind !== "data") return answer;
    const { exchange } = answer;
    const list = refundPageSchema.safeParse(answer.body);
    if (!list.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
    const before = found.size;
    for (const refund of list.data.data) found.set(refund.id, refund);
    const pages = list.data.meta?.pageCount ?? null;
    const isEnd = pages === null ? found.size === before : page >= pages;
    if (isEnd) return { kind: "listed", refunds: [...found.values()], exchange };
  }
  return { kind: "unknown", reason: "too_many_refunds", exchange: null };
}
