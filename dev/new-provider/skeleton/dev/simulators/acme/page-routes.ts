import { formatMoney } from "../support/format-money.ts";
import { hostedPageReply, renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import { type Acme, decideCharge, getCharge } from "./charges.ts";
import type { Charge } from "./model.ts";

const WORDS = { open: "Waiting for you", paid: "Paid", declined: "Declined" } as const;
const CLASSES = { open: "", paid: "completed", declined: "failed" } as const;

/** The customer's page and its buttons. */
export function pageRoutes(acme: Acme): Route[] {
  const press = (id: string, status: "paid" | "declined"): Reply => {
    const charge = getCharge(acme, id);
    acme.happen(decideCharge(charge, status));
    return { status: 303, headers: { location: `/pay/${charge.id}` } };
  };
  return [
    {
      method: "GET",
      pattern: "/pay/:id",
      handle: ({ id }) => hostedPageReply(200, renderPage(getCharge(acme, id))),
    },
    { method: "POST", pattern: "/pay/:id/pay", handle: ({ id }) => press(id, "paid") },
    { method: "POST", pattern: "/pay/:id/decline", handle: ({ id }) => press(id, "declined") },
  ];
}

function renderPage(charge: Charge): string {
  const back = toWebAddress(charge.return_url);
  const buttons = `<form method="post" action="/pay/${charge.id}/pay"><button class="go">Pay</button>
<button class="stop" formaction="/pay/${charge.id}/decline">Decline</button></form>`;
  const link =
    back === null ? "<p>You can close this page.</p>" : `<p><a href="${escapeHtml(back)}">Back to the shop</a></p>`;
  const content = `<h1>${WORDS[charge.status]}</h1>
<p class="amount">${escapeHtml(formatMoney(charge.amount, charge.currency))}</p>
${charge.status === "open" ? "" : `<p class="state ${CLASSES[charge.status]}" role="status"><strong>${WORDS[charge.status]}</strong></p>`}
<dl>${renderRow("Reference", charge.reference)}</dl>
${charge.status === "open" ? buttons : link}`;
  return renderHostedPage({ brand: "Acme", title: WORDS[charge.status], content });
}
