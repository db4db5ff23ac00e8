import { parseShardId } from "../../domain/identifiers.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../domain/inbox/provider-event.ts";
import type { ReportedDispute } from "../../domain/outcome.ts";
import { toCapturedPayment, toReportedRefund } from "./mapping.ts";
import { fromPaypalMoney } from "./paypal-money.ts";
import { authorizationSchema, captureSchema, disputeSchema, eventSchema, orderSchema, refundSchema } from "./wire.ts";

const NOTHING: ProviderEventSubject = { kind: "none" };
const DISPUTES: Readonly<Record<string, ReportedDispute["status"]>> = {
  "CUSTOMER.DISPUTE.CREATED": "opened",
  "CUSTOMER.DISPUTE.UPDATED": "updated",
  "CUSTOMER.DISPUTE.RESOLVED": "closed",
};
/** Money that goes back, by a refund or because it was taken back: the resource is the refund. */
const GIVEN_BACK: readonly string[] = ["PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED"];

/** Translates an event; types this adapter does not know, and what is not about us, are events about nothing. */
export function toPaypalEvent(body: unknown): ProviderEvent | null {
  const event = eventSchema.safeParse(body);
  if (!event.success) return null;
  const { id, event_type: type, resource } = event.data;
  return { id, type, subject: subjectOf(type, resource) };
}

function subjectOf(type: string, resource: unknown): ProviderEventSubject {
  const dispute = DISPUTES[type];
  if (dispute !== undefined) return subjectOfDispute(dispute, resource);
  if (GIVEN_BACK.includes(type)) return subjectOfRefund(resource);
  if (type.startsWith("CHECKOUT.ORDER.")) return subjectOfOrder(resource);
  if (type.startsWith("PAYMENT.CAPTURE.")) return subjectOfCapture(resource);
  return type.startsWith("PAYMENT.AUTHORIZATION.") ? subjectOfAuthorization(resource) : NOTHING;
}

/** An order is asked about: if its payer has approved it, the money is still to be taken. */
function subjectOfOrder(resource: unknown): ProviderEventSubject {
  const order = orderSchema.safeParse(resource);
  const reference = order.success ? ownId(order.data.purchase_units[0]?.custom_id) : null;
  if (!order.success || reference === null) return NOTHING;
  return { kind: "hint", reference, receipt: null, handle: order.data.id };
}

function subjectOfCapture(resource: unknown): ProviderEventSubject {
  const capture = captureSchema.safeParse(resource);
  const reference = capture.success ? ownId(capture.data.custom_id) : null;
  if (!capture.success || reference === null) return NOTHING;
  // Of reserved money a part may be taken: how much was asked for, the order says.
  const related = capture.data.supplementary_data?.related_ids ?? { order_id: null, authorization_id: null };
  if (related.authorization_id !== null) return { kind: "hint", reference, receipt: null, handle: related.order_id };
  const reported = toCapturedPayment(capture.data);
  return reported === null ? NOTHING : { kind: "payment", reference, reported };
}

function subjectOfAuthorization(resource: unknown): ProviderEventSubject {
  const authorization = authorizationSchema.safeParse(resource);
  const reference = authorization.success ? ownId(authorization.data.custom_id) : null;
  return reference === null ? NOTHING : { kind: "hint", reference, receipt: null };
}

/** A refund of ours carries its id; another names the money alone. */
function subjectOfRefund(resource: unknown): ProviderEventSubject {
  const refund = refundSchema.safeParse(resource);
  const reported = refund.success ? toReportedRefund(refund.data) : null;
  if (!refund.success || reported === null) return NOTHING;
  const [, receipt = null] =
    refund.data.links
      .filter(({ rel }) => rel === "up")
      .map(({ href }) => /\/captures\/([A-Za-z0-9]+)$/.exec(href))
      .find((match) => match !== null) ?? [];
  const reference = ownId(refund.data.custom_id);
  if (reference === null && receipt === null) return NOTHING;
  return { kind: "refund", reference, providerTransactionId: null, receipt, reported };
}

function subjectOfDispute(status: ReportedDispute["status"], resource: unknown): ProviderEventSubject {
  const told = disputeSchema.safeParse(resource);
  if (!told.success) return NOTHING;
  const { dispute_id: id, status: stage, reason, dispute_amount: money, disputed_transactions: about } = told.data;
  const [transaction] = about;
  const dispute = {
    id,
    status,
    stage: stage ?? status,
    amountMinor: fromPaypalMoney(money),
    currency: money?.currency_code ?? null,
    reason,
  };
  const receipt = transaction?.seller_transaction_id ?? null;
  return { kind: "dispute", reference: ownId(transaction?.custom), providerTransactionId: null, receipt, dispute };
}

/** Every reference of ours is an id of ours; what else the account sells is none of our business. */
function ownId(given: string | null | undefined): string | null {
  return given === null || given === undefined ? null : parseShardId(given);
}
