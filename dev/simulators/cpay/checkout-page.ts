import { createHash } from "node:crypto";
import { formatMoney } from "../support/format-money.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import type { Payment, PaymentStatus } from "./model.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #566171; --paper: #fff; --ground: #eef1f5; --line: #d5dbe3;
  --go: #0b6b3a; --stop: #a3231d; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f5; --soft: #a9b4c2; --paper: #1b222c; --ground: #10151c;
  --line: #39434f; --go: #1a7a48; --stop: #c6413a; --link: #8cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 1.75rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: .75rem; overflow-wrap: anywhere; }
.brand { margin: 0 0 1.25rem; color: var(--soft); font-size: .875rem; }
h1 { margin: 0; font-size: 1rem; font-weight: 500; }
.amount { margin: 0 0 1rem; font-size: 2rem; font-weight: 700; font-variant-numeric: tabular-nums; line-height: 1.25; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 0 0 1.5rem; padding: 1rem 0 0;
  border-top: 1px solid var(--line); font-size: .9375rem; }
dt { color: var(--soft); } dd { margin: 0; }
form { display: grid; gap: .6rem; margin: 0; }
button { min-height: 2.75rem; border: 1px solid transparent; border-radius: .5rem; font: inherit; font-weight: 600;
  cursor: pointer; color: #fff; }
button.go { background: var(--go); } button.stop { background: var(--stop); }
button.plain { background: none; color: var(--ink); border-color: var(--line); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.state { margin: 0 0 1rem; padding: .75rem 1rem; border-left: 4px solid var(--soft); background: var(--ground);
  border-radius: 0 .5rem .5rem 0; }
.state.completed { border-color: var(--go); } .state.failed { border-color: var(--stop); }
`;

/** Lets the page's one style in and nothing else: no script, no outside resource, no form to elsewhere. */
export const CHECKOUT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

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
    payment.description === null ? "" : row("For", payment.description),
    row("Reference", payment.reference),
    payment.status === "pending" ? "" : row("Payment", payment.id),
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

function row(term: string, text: string): string {
  return `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="brand"><strong>CPay</strong> simulator: no real money moves here</p>
${content}
</main>
</body>
</html>
`;
}
