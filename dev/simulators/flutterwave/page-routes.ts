import { hostedPageReply, renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import { refuse } from "./input.ts";
import type { Page, Payment } from "./model.ts";
import { decide, type Flutterwave, paymentsOf, tryOnPage } from "./payments.ts";

const WORDS = { pending: "Waiting for you", successful: "Payment successful", failed: "Payment failed" } as const;
const CLASSES = { pending: "", successful: "completed", failed: "failed" } as const;

/** The customer's hosted page, where a failed card leaves room for another, and the customer's phone. */
export function pageRoutes(flutterwave: Flutterwave): Route[] {
  const pageOf = (id: string): Page => {
    const page = flutterwave.book.find("page", id);
    if (page === undefined) throw refuse("There is no such page.", 404);
    return page;
  };
  const promptOf = (reference: string): Payment => {
    const prompt = paymentsOf(flutterwave, reference).at(-1);
    if (prompt?.payment_type !== "mpesa") throw refuse("No phone was asked for this.", 404);
    return prompt;
  };
  const back = (location: string): Reply => ({ status: 303, headers: { location } });
  const press = (id: string, isGood: boolean): Reply => {
    flutterwave.happen(tryOnPage(pageOf(id), isGood, flutterwave));
    return back(`/hosted/pay/${id}`);
  };
  const answer = (reference: string, isGood: boolean): Reply => {
    flutterwave.happen(decide(promptOf(reference), isGood, flutterwave));
    return back(`/phone/${reference}`);
  };
  return [
    {
      method: "GET",
      pattern: "/hosted/pay/:id",
      handle: ({ id }) => {
        const page = pageOf(id);
        const last = paymentsOf(flutterwave, page.tx_ref).at(-1) ?? null;
        return hostedPageReply(200, render(page, last, `/hosted/pay/${id}`, flutterwave.clock() >= page.closes_at));
      },
    },
    { method: "POST", pattern: "/hosted/pay/:id/pay", handle: ({ id }) => press(id, true) },
    { method: "POST", pattern: "/hosted/pay/:id/fail", handle: ({ id }) => press(id, false) },
    {
      method: "GET",
      pattern: "/phone/:id",
      handle: ({ id }) => hostedPageReply(200, render(null, promptOf(id), `/phone/${id}`, false)),
    },
    { method: "POST", pattern: "/phone/:id/pay", handle: ({ id }) => answer(id, true) },
    { method: "POST", pattern: "/phone/:id/fail", handle: ({ id }) => answer(id, false) },
  ];
}

function render(page: Page | null, last: Payment | null, path: string, isClosed: boolean): string {
  const { currency, amount, tx_ref: reference } = page ?? last ?? { currency: "", amount: 0, tx_ref: "" };
  const status = last?.status ?? "pending";
  const isOpen = !isClosed && (page === null ? status === "pending" : status !== "successful");
  const state = `<p class="state ${CLASSES[status]}" role="status"><strong>${WORDS[status]}</strong></p>`;
  const buttons = `<form method="post" action="${path}/pay"><button class="go">Pay</button>
<button class="stop" formaction="${path}/fail">Let it fail</button></form>`;
  const content = `<h1>${page === null ? "M-Pesa asks for" : "Pay"}</h1>
<p class="amount">${escapeHtml(`${currency} ${amount}`)}</p>
${last === null || (page === null && isOpen) ? "" : state}
<dl>${renderRow("Reference", reference)}${renderRow("Customer", page?.email ?? last?.phone_number ?? "")}</dl>
${isOpen ? buttons : renderWayBack(page, last)}`;
  return renderHostedPage({ brand: "Flutterwave", title: WORDS[status], content });
}

/** What the customer brings back to the shop looks like a proof, and is none. */
function renderWayBack(page: Page | null, last: Payment | null): string {
  const address = toWebAddress(page?.redirect_url ?? null);
  if (page === null || address === null) return "<p>You can close this page.</p>";
  const url = new URL(address);
  url.searchParams.set("status", last?.status === "successful" ? "successful" : "cancelled");
  url.searchParams.set("tx_ref", page.tx_ref);
  if (last !== null) url.searchParams.set("transaction_id", last.id);
  return `<p><a href="${escapeHtml(url.href)}">Return to the shop</a></p>`;
}
