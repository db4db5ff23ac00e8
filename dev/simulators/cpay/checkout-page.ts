import { formatMoney } from "../support/format-money.ts";
import { renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import type { Payment, PaymentStatus } from "./model.ts";

const STATE_WORDS: Readonly<Record<PaymentStatus, string>> = {
  pending: "Waiting for you to decide",
  completed: "Payment completed",
  failed: "Payment failed",
  cancelled: "Payment cancelled",
};

/** The hosted checkout of one payment: buttons while it is pending, its state and the way back afterwards. */
export function renderCheckout(payment: Payment): string {
  const shop = shopName(payment);
  const title = `${payment.status === "pending" ? "Pay" : STATE_WORDS[payment.status]} · ${shop}`;
  const rows = [
    payment.description === null ? "" : renderRow("For", payment.description),
    renderRow("Reference", payment.reference),
    payment.status === "pending" ? "" : renderRow("Payment", payment.id),
  ];
  return page(
    title,
    `<h1>${payment.status === "pending" ? "Pay" : "Payment to"} ${escapeHtml(shop)}</h1>
<p class="amount">${escapeHtml(formatMoney(payment.amount, payment.currency))}</p>
${payment.status === "pending" ? "" : renderState(payment)}
<dl>${rows.join("")}</dl>
${payment.status === "pending" ? renderButtons(payment.id) : renderReturnLink(payment)}`,
  );
}

/** The page for an address that belongs to no payment. */
export function renderUnknownCheckout(): string {
  return page("Unknown payment", "<h1>There is no such payment</h1><p>The link may be old or incomplete.</p>");
}

function renderButtons(id: string): string {
  const path = `/checkout/${encodeURIComponent(id)}`;
  return `<form method="post" action="${path}/approve">
<button class="go">Approve</button>
<button class="stop" formaction="${path}/decline">Decline</button>
<button class="plain" formaction="${path}/cancel">Cancel</button>
</form>`;
}

function renderState(payment: Payment): string {
  const why = payment.failure === null ? "" : `<br>${escapeHtml(payment.failure.message)}`;
  return `<p class="state ${payment.status}" role="status"><strong>${STATE_WORDS[payment.status]}</strong>${why}</p>`;
}

function renderReturnLink(payment: Payment): string {
  const href = toWebAddress(payment.return_url);
  if (href === null) return "<p>You can close this page.</p>";
  return `<p><a href="${escapeHtml(href)}">Return to ${escapeHtml(shopName(payment))}</a></p>`;
}

/** CPay's wire format names no shop, so the host that the customer came from stands for it. */
function shopName(payment: Payment): string {
  const href = toWebAddress(payment.return_url);
  return href === null ? "the shop" : new URL(href).host;
}

function page(title: string, content: string): string {
  return renderHostedPage({ brand: "CPay", title, content });
}
