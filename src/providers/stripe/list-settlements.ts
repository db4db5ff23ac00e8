import type Stripe from "stripe";
import type { z } from "zod";
import type { SettledEntry, SettlementListing, TimeRange } from "../../domain/report/settlement.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { PAGE_SIZE } from "./find-by-metadata.ts";
import { TRANSACTION_METADATA } from "./payment-mapping.ts";
import { fromRefund, REFUND_METADATA } from "./refund-mapping.ts";
import { callStripe } from "./stripe-call.ts";
import { fromStripeAmount } from "./stripe-money.ts";
import { listedChargeSchema, listedRefundSchema, listSchema } from "./wire.ts";

/** Of each list: two thousand payments and as many refunds. */
const MAX_PAGES = 20;

type Query = Stripe.RangeQueryParam;
type ListPage = (stripe: Stripe, page: { created: Query; limit: number; starting_after?: string }) => Promise<unknown>;
type ListedCharge = z.infer<typeof listedChargeSchema>;
type ListedRefund = z.infer<typeof listedRefundSchema>;

/** Charges and refunds of a stretch of time, each by when it was made (docs.stripe.com/api/charges/list). */
export async function listSettlements(
  config: StripeConfig,
  range: TimeRange,
  context: CallContext,
): Promise<SettlementListing> {
  const charges = await readList(config, range, context, (stripe, page) => stripe.charges.list(page));
  if (charges.kind === "unknown") return charges;
  const refunds = await readList(config, range, context, (stripe, page) => stripe.refunds.list(page));
  if (refunds.kind === "unknown") return refunds;
  return {
    kind: "listed",
    entries: [...charges.objects.flatMap(toPayment), ...refunds.objects.flatMap(toRefund)],
    isComplete: charges.isComplete && refunds.isComplete,
  };
}

type List =
  | { readonly kind: "listed"; readonly objects: readonly unknown[]; readonly isComplete: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** What was read before a page could not be had is worth something too. */
async function readList(
  config: StripeConfig,
  range: TimeRange,
  context: CallContext,
  listPage: ListPage,
): Promise<List> {
  // Whole seconds: what was made within one is of the second before the fraction.
  const created = { gte: Math.floor(range.from / 1_000), lt: Math.ceil(range.to / 1_000) };
  const objects: unknown[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const last = lastIdOf(objects);
    const query = { created, limit: PAGE_SIZE, ...(last === null ? {} : { starting_after: last }) };
    const answer = await callStripe(config, context, "read", (stripe) => listPage(stripe, query));
    if (answer.kind !== "answered") {
      const reason = answer.kind === "refused" ? answer.code : answer.reason;
      return page === 0 ? { kind: "unknown", reason } : { kind: "listed", objects, isComplete: false };
    }
    const list = listSchema.safeParse(answer.body);
    if (!list.success) return { kind: "unknown", reason: "unexpected_answer" };
    objects.push(...list.data.data);
    if (list.data.has_more !== true) return { kind: "listed", objects, isComplete: true };
    if (lastIdOf(objects) === last) return { kind: "listed", objects, isComplete: false };
  }
  return { kind: "listed", objects, isComplete: false };
}

function lastIdOf(objects: readonly unknown[]): string | null {
  const last = objects.at(-1);
  const id = last !== null && typeof last === "object" && "id" in last ? last.id : null;
  return typeof id === "string" && id !== "" ? id : null;
}

/** A charge that failed is one attempt at a payment, not the payment: another may have succeeded. */
function toPayment(object: unknown): SettledEntry[] {
  const charge = listedChargeSchema.safeParse(object);
  return !charge.success || charge.data.status === "failed" ? [] : [fromCharge(charge.data)];
}

function fromCharge(charge: ListedCharge): SettledEntry {
  const { id, payment_intent: intent, currency, metadata } = charge;
  const isTaken = charge.status === "succeeded" && charge.captured;
  return {
    kind: "payment",
    providerIds: intent === null ? [id] : [intent, id],
    paymentIds: [],
    reference: metadata?.[TRANSACTION_METADATA] ?? null,
    amountMinor: fromStripeAmount(isTaken ? charge.amount_captured : charge.amount, currency),
    currency: currency.toUpperCase(),
    status: isTaken ? "settled" : "open",
    at: charge.created * 1_000,
  };
}

function toRefund(object: unknown): SettledEntry[] {
  const refund = listedRefundSchema.safeParse(object);
  return refund.success ? [fromListedRefund(refund.data)] : [];
}

function fromListedRefund(refund: ListedRefund): SettledEntry {
  const { status } = fromRefund(refund);
  return {
    kind: "refund",
    providerIds: [refund.id],
    paymentIds: refund.payment_intent === null ? [] : [refund.payment_intent],
    reference: refund.metadata?.[REFUND_METADATA] ?? null,
    amountMinor: fromStripeAmount(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    status: status === "completed" ? "settled" : status === "failed" ? "failed" : "open",
    at: refund.created * 1_000,
  };
}
