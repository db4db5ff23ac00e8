import type { ReportedPayment, ReportedRefund } from "../../domain/outcome.ts";
import { fromPaypalMoney } from "./paypal-money.ts";
import type { PaypalAuthorization, PaypalCapture, PaypalOrder, PaypalRefund } from "./wire.ts";

const DECLINED = { code: "declined", message: "The payment was declined." };
/** Where the payer's approval is asked for: a link's name today, and in older orders. */
const PAGE_LINKS: readonly string[] = ["payer-action", "approve"];

/** An order in the gateway's terms, or null when it cannot be judged. An approved one is not paid: see `finish-order.ts`. */
export function toReportedPayment(order: PaypalOrder): ReportedPayment | null {
  const [unit] = order.purchase_units;
  const known = {
    kind: "reported",
    providerTransactionId: order.id,
    amountMinor: fromPaypalMoney(unit?.amount ?? null),
    currency: unit?.amount?.currency_code ?? null,
    reference: unit?.custom_id ?? null,
    failure: null,
  } as const;
  switch (order.status) {
    case "CREATED":
    case "SAVED":
    case "PAYER_ACTION_REQUIRED": {
      const url = order.links.find(({ rel }) => PAGE_LINKS.includes(rel))?.href ?? null;
      return { ...known, status: "pending", nextAction: url === null ? null : { type: "redirect", url } };
    }
    case "APPROVED":
      return { ...known, status: "pending", nextAction: null };
    case "VOIDED":
      return { ...known, status: "cancelled", nextAction: null };
    case "COMPLETED": {
      // A completed order says that nothing is left to do, not that there is money.
      const [capture] = unit?.payments.captures ?? [];
      const [authorization] = unit?.payments.authorizations ?? [];
      if (authorization !== undefined) return ofAuthorization(known, authorization, capture);
      return capture === undefined ? null : ofCapture(known, capture);
    }
    default:
      return null;
  }
}

/** A capture by itself, as events tell of it: it names order and payment. */
export function toCapturedPayment(capture: PaypalCapture): ReportedPayment | null {
  const known = {
    kind: "reported",
    providerTransactionId: capture.supplementary_data?.related_ids.order_id ?? null,
    amountMinor: null,
    currency: capture.amount.currency_code,
    reference: capture.custom_id,
    failure: null,
  } as const;
  return ofCapture(known, capture);
}

/** A refund in the gateway's terms, or null for a status this adapter does not know. */
export function toReportedRefund(refund: PaypalRefund): ReportedRefund | null {
  const status = refundStatus(refund.status);
  if (status === null) return null;
  return {
    kind: "reported",
    status,
    providerRefundId: refund.id,
    amountMinor: fromPaypalMoney(refund.amount),
    currency: refund.amount?.currency_code ?? null,
    failure: status === "failed" ? { code: "refund_failed", message: "PayPal did not refund it." } : null,
  };
}

type Known = Omit<ReportedPayment, "status" | "nextAction">;

function ofCapture(known: Known, capture: PaypalCapture): ReportedPayment | null {
  const status = captureStatus(capture.status);
  if (status === null) return null;
  return {
    ...known,
    status,
    // Of how much the money is, it says itself.
    amountMinor: fromPaypalMoney(capture.amount),
    currency: capture.amount.currency_code,
    receipt: status === "completed" ? capture.id : null,
    failure: status === "failed" ? DECLINED : null,
    nextAction: null,
  };
}

/** Reserved money, or the part of it that was taken; the rest is released. */
function ofAuthorization(
  known: Known,
  authorization: PaypalAuthorization,
  capture: PaypalCapture | undefined,
): ReportedPayment | null {
  const reserved = {
    ...known,
    amountMinor: fromPaypalMoney(authorization.amount),
    currency: authorization.amount.currency_code,
    nextAction: null,
  };
  switch (authorization.status) {
    case "CREATED":
      return { ...reserved, status: "authorized" };
    case "PENDING":
      return { ...reserved, status: "pending" };
    case "DENIED":
      return { ...reserved, status: "failed", failure: DECLINED };
    case "VOIDED":
      return { ...reserved, status: "cancelled" };
    case "CAPTURED":
    case "PARTIALLY_CAPTURED": {
      const taken = capture === undefined ? null : ofCapture(known, capture);
      if (taken === null) return null;
      const { amountMinor: capturedMinor, currency: _currency, ...rest } = taken;
      return { ...reserved, ...rest, amountMinor: reserved.amountMinor, capturedMinor };
    }
    default:
      return null;
  }
}

function captureStatus(status: string): ReportedPayment["status"] | null {
  switch (status) {
    // Given back means paid before: what was given back is learned from the refunds themselves.
    case "COMPLETED":
    case "PARTIALLY_REFUNDED":
    case "REFUNDED":
      return "completed";
    case "PENDING":
      return "pending";
    case "DECLINED":
    case "DENIED":
    case "FAILED":
      return "failed";
    default:
      return null;
  }
}

function refundStatus(status: string): ReportedRefund["status"] | null {
  switch (status) {
    case "COMPLETED":
      return "completed";
    case "PENDING":
      return "pending";
    case "CANCELLED":
    case "FAILED":
      return "failed";
    default:
      return null;
  }
}
