import type { AuditEntry } from "../../../src/client/index.ts";
import { formatMoney } from "../../format/money.ts";
import { toWords } from "../../format/words.ts";

/** An exchange with a provider as the audit trail keeps it, redacted. */
export interface ProviderExchange {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly latency_ms: number | null;
  readonly request: unknown;
  readonly response: unknown;
}

/** What an audit entry says, for people. */
export interface EntryStory {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: "neutral" | "info" | "success" | "warning" | "danger";
  readonly exchange: ProviderExchange | null;
}

type Data = Readonly<Record<string, unknown>>;

/** What is known of each kind of entry; `detail` may look into its data. */
const STORIES: Readonly<
  Record<
    string,
    readonly [title: string, tone: EntryStory["tone"], detail?: (data: Data, currency: string) => string | null]
  >
> = {
  "payment.initiated": ["Payment requested", "neutral", (data, currency) => moneyOf(data, "amount_minor", currency)],
  "payment.processing": ["With the provider", "info", (data) => providerIdOf(data) ?? reasonOf(data)],
  "payment.authorized": ["Authorized: the money is reserved", "info", providerIdOf],
  "payment.completed": ["Paid", "success", providerIdOf],
  "payment.failed": ["Failed", "danger", failureOf],
  "payment.cancelled": ["Cancelled", "neutral", failureOf],
  "payment.rerouted": ["Given to the next provider: the one before certainly did not take it", "warning", reroutedOf],
  "payment.late_success": ["Paid after all: the provider confirmed the money late", "success", providerIdOf],
  "payment.partially_refunded": ["Partly refunded", "warning", refundedOf],
  "payment.refunded": ["Refunded in full", "warning", refundedOf],
  "payment.outcome_unknown": ["The provider's answer is not known yet; it is being looked for", "warning", reasonOf],
  "payment.provider_acknowledged": ["The provider knows the payment", "info", providerIdOf],
  "payment.receipt_confirmed": [
    "The provider confirmed its receipt",
    "success",
    (data) => textOf(data, "provider_receipt"),
  ],
  "payment.review_required": ["Put under review: a person has to look", "warning", reasonOf],
  "payment.resolved": ["Settled by a person", "success", noteOf],
  "payment.cancel_requested": ["Cancellation requested", "neutral"],
  "payment.cancel_refused": ["The provider refused to cancel", "warning", failureOf],
  "payment.capture_requested": [
    "Capture requested",
    "neutral",
    (data, currency) => moneyOf(data, "amount_minor", currency),
  ],
  "payment.capture_refused": ["The provider refused the capture", "danger", failureOf],
  "payment.void_requested": ["Release of the reserved money requested", "neutral"],
  "payment.void_refused": ["The provider refused to release the money", "danger", failureOf],
  "refund.initiated": ["Refund requested", "neutral", (data, currency) => moneyOf(data, "amount_minor", currency)],
  "refund.processing": [
    "Refund with the provider",
    "info",
    (data, currency) => moneyOf(data, "amount_minor", currency),
  ],
  "refund.completed": ["Refund paid out", "success", (data, currency) => moneyOf(data, "amount_minor", currency)],
  "refund.failed": ["Refund failed", "danger", failureOf],
  "refund.outcome_unknown": ["The refund's outcome is not known yet", "warning", reasonOf],
  "refund.provider_acknowledged": [
    "The provider knows the refund",
    "info",
    (data) => textOf(data, "provider_refund_id"),
  ],
  "refund.made_at_provider": [
    "Refund made in the provider's own dashboard",
    "warning",
    (data, currency) => moneyOf(data, "amount_minor", currency),
  ],
  "refund.resolved": ["Refund settled by a person", "success", noteOf],
  "payout.initiated": ["Payout requested", "neutral", (data, currency) => moneyOf(data, "amount_minor", currency)],
  "payout.processing": ["With the provider", "info", (data) => providerIdOf(data) ?? reasonOf(data)],
  "payout.completed": ["Paid out", "success", providerIdOf],
  "payout.failed": ["Failed", "danger", failureOf],
  "payout.late_success": ["Paid out after all: the provider confirmed it late", "success", providerIdOf],
  "payout.outcome_unknown": ["The provider's answer is not known yet; it is being looked for", "warning", reasonOf],
  "payout.provider_acknowledged": ["The provider knows the payout", "info", providerIdOf],
  "payout.review_required": ["Put under review: a person has to look", "warning", reasonOf],
  "payout.resolved": ["Settled by a person", "success", noteOf],
  "webhook.received": ["The provider sent an event", "info", eventOf],
  "webhook.replayed": ["An event of the provider was applied again", "info", eventOf],
  "dispute.opened": ["The customer disputes the payment", "danger", reasonOf],
  "dispute.updated": ["News about the dispute", "warning", (data) => textOf(data, "status")],
  "dispute.closed": ["The dispute is closed", "neutral", (data) => textOf(data, "status")],
};

/** An audit entry in plain words; `currency` is its transaction's, or empty where that is not known. A kind that is not known is told in its own. */
export function describeEntry(entry: Pick<AuditEntry, "event_type" | "event_data">, currency: string): EntryStory {
  const data = asData(entry.event_data) ?? {};
  const [title, tone, detail] = STORIES[entry.event_type] ?? [toWords(entry.event_type), "neutral"];
  return { title, tone, detail: detail?.(data, currency) ?? null, exchange: exchangeOf(data) };
}

/** Who did it: a person or program by name, a provider, or the gateway itself. */
export function describeActor({
  user_id: user,
  ip_address: address,
}: Pick<AuditEntry, "user_id" | "ip_address">): string {
  if (user === null || user.startsWith("system:")) return "the gateway";
  if (user.startsWith("provider:")) return toWords(user.slice("provider:".length));
  return address === null ? user : `${user} from ${address}`;
}

function asData(value: unknown): Data | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : null;
}

function textOf(data: Data, name: string): string | null {
  const value = data[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function moneyOf(data: Data, name: string, currency: string): string | null {
  const minor = data[name];
  const code = textOf(data, "currency") ?? currency;
  return typeof minor === "number" && code !== "" ? formatMoney(minor, code) : null;
}

function refundedOf(data: Data, currency: string): string | null {
  const refunded = moneyOf(data, "amount_refunded_minor", currency);
  return refunded === null ? null : `${refunded} in all`;
}

function providerIdOf(data: Data): string | null {
  return textOf(data, "provider_receipt") ?? textOf(data, "provider_transaction_id");
}

function reasonOf(data: Data): string | null {
  const reason = textOf(data, "reason");
  return reason === null ? null : toWords(reason);
}

function reroutedOf(data: Data): string | null {
  const [from, to] = [textOf(data, "from_provider"), textOf(data, "to_provider")];
  return from === null || to === null ? reasonOf(data) : `${toWords(from)} → ${toWords(to)}`;
}

function noteOf(data: Data): string | null {
  return textOf(data, "note");
}

function failureOf(data: Data): string | null {
  const failure = asData(data.failure);
  return (failure && (textOf(failure, "message") ?? textOf(failure, "code"))) ?? reasonOf(data);
}

function eventOf(data: Data): string | null {
  const type = textOf(data, "event_type");
  const status = textOf(data, "status");
  const reason = textOf(data, "reason");
  const fate =
    status === null
      ? ""
      : ` (${toWords(status).toLowerCase()}${reason === null ? "" : `: ${toWords(reason).toLowerCase()}`})`;
  return type === null ? null : `${type}${fate}`;
}

function exchangeOf(data: Data): ProviderExchange | null {
  const exchange = asData(data.exchange);
  const method = exchange && textOf(exchange, "method");
  const url = exchange && textOf(exchange, "url");
  if (exchange === null || method === null || url === null) return null;
  return {
    method,
    url,
    status: typeof exchange.status === "number" ? exchange.status : null,
    latency_ms: typeof exchange.latency_ms === "number" ? exchange.latency_ms : null,
    request: exchange.request ?? null,
    response: exchange.response ?? null,
  };
}
