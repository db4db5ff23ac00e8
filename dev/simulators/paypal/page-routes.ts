import { hostedPageReply, renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import type { Route } from "../support/router.ts";
import type { Paypal, PaypalBooks } from "./books.ts";
import type { Order } from "./model.ts";
import { approve } from "./orders.ts";

const WORDS = {
  PAYER_ACTION_REQUIRED: "Waiting for you",
  APPROVED: "Approved, not yet charged",
  COMPLETED: "Done",
  VOIDED: "Voided",
} as const;

/** The payer's page, where an order is approved, and nothing is charged yet. */
export function pageRoutes(paypal: Paypal, books: PaypalBooks): Route[] {
  return [
    {
      method: "GET",
      pattern: "/checkoutnow/:id",
      handle: ({ id }) => hostedPageReply(200, render(books.get("order", id))),
    },
    {
      method: "POST",
      pattern: "/checkoutnow/:id/approve",
      handle: ({ id }) => {
        paypal.happen(approve(books.get("order", id), books));
        return { status: 303, headers: { location: `/checkoutnow/${id}` } };
      },
    },
  ];
}

function render(order: Order): string {
  const { id, status, amount, description, custom_id } = order;
  const isOpen = status === "PAYER_ACTION_REQUIRED";
  const button = `<form method="post" action="/checkoutnow/${id}/approve"><button class="go">Approve</button></form>`;
  const state = `<p class="state completed" role="status"><strong>${WORDS[status]}</strong></p>`;
  const content = `<h1>${isOpen ? "Pay with PayPal" : "PayPal"}</h1>
<p class="amount">${escapeHtml(`${amount.currency_code} ${amount.value}`)}</p>
${isOpen ? "" : state}
<dl>${description === null ? "" : renderRow("For", description)}${renderRow("Reference", custom_id ?? id)}</dl>
${isOpen ? button + renderLink(order.cancel_url, id, "Cancel and return to the shop") : renderLink(order.return_url, id, "Return to the shop")}`;
  return renderHostedPage({ brand: "PayPal", title: WORDS[status], content });
}

/** What the payer brings back to the shop looks like a proof, and is none. */
function renderLink(address: string | null, id: string, words: string): string {
  const href = toWebAddress(address);
  if (href === null) return "<p>You can close this page.</p>";
  const url = new URL(href);
  url.searchParams.set("token", id);
  return `<p><a href="${escapeHtml(url.href)}">${words}</a></p>`;
}
