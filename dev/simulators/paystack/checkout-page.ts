import { formatMoney } from "../support/format-money.ts";
import { renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml } from "../support/html.ts";
import type { Transaction } from "./model.ts";
import { amountPaid, isPaid } from "./wire.ts";

const BRAND = "Paystack";
/** Paystack counts in hundredths, whatever the currency. */
const EXPONENT = 2;

/** One thing that the person at a page may do: the last part of the address, and the button's words. */
interface Button {
  readonly name: string;
  readonly words: string;
  readonly look: "go" | "stop" | "plain";
}

const CHECKOUT_BUTTONS: readonly Button[] = [
  { name: "pay", words: "Pay", look: "go" },
  { name: "fail", words: "Fail this attempt", look: "stop" },
  { name: "leave", words: "Leave without paying", look: "plain" },
];
const PHONE_BUTTONS: readonly Button[] = [
  { name: "approve", words: "Enter PIN and approve", look: "go" },
  { name: "decline", words: "Decline", look: "stop" },
  { name: "ignore", words: "Do not answer", look: "plain" },
];

/** The hosted page: buttons while the customer may pay, the outcome and the way back to the shop otherwise. */
export function renderCheckout(transaction: Transaction, open: boolean, returnAddress: string | null): string {
  const back =
    returnAddress === null || !isPaid(transaction)
      ? ""
      : `<p><a href="${escapeHtml(returnAddress)}">Return to ${escapeHtml(new URL(returnAddress).host)}</a></p>`;
  const path = `/checkout/${transaction.access_code}`;
  return renderTransaction("Pay with Paystack", transaction, open ? renderButtons(path, CHECKOUT_BUTTONS) : back);
}

/** The customer's phone, or their bank's page for `open_url`: it asks while the charge waits, then says what became of it. */
export function renderPhone(transaction: Transaction, open: boolean): string {
  const path = `/phone/${encodeURIComponent(transaction.reference)}`;
  const more = open ? renderButtons(path, PHONE_BUTTONS) : `<p><a href="/phone">All waiting phones</a></p>`;
  return renderTransaction(`Phone ${transaction.charge?.phone ?? ""}`.trim(), transaction, more);
}

/** The phones that wait for somebody to play them. */
export function renderPhones(waiting: readonly Transaction[]): string {
  const items = waiting.map((transaction) => {
    const address = `/phone/${encodeURIComponent(transaction.reference)}`;
    const money = formatMoney(amountPaid(transaction), transaction.currency, EXPONENT);
    const words = `${transaction.charge?.phone ?? transaction.email}: ${money}`;
    return `<p><a href="${escapeHtml(address)}">${escapeHtml(words)}</a></p>`;
  });
  const content = items.length === 0 ? "<p>No charge is waiting. Reload when one is.</p>" : items.join("");
  return renderHostedPage({ brand: BRAND, title: "Phones", content: `<h1>Phones that ask</h1>${content}` });
}

/** The page for an address that belongs to no transaction. */
export function renderUnknownTransaction(): string {
  const content = "<h1>There is no such transaction</h1><p>The link may be old or incomplete.</p>";
  return renderHostedPage({ brand: BRAND, title: "Unknown transaction", content });
}

function renderTransaction(title: string, transaction: Transaction, more: string): string {
  const mood = isPaid(transaction) ? " completed" : transaction.status === "failed" ? " failed" : "";
  return renderHostedPage({
    brand: BRAND,
    title: `${title} · ${transaction.reference}`,
    content: `<h1>${escapeHtml(title)}</h1>
<p class="amount">${escapeHtml(formatMoney(amountPaid(transaction), transaction.currency, EXPONENT))}</p>
<p class="state${mood}" role="status"><strong>${escapeHtml(transaction.status)}</strong><br>${escapeHtml(
      transaction.gateway_response,
    )}</p>
<dl>${renderRow("Customer", transaction.email)}${renderRow("Reference", transaction.reference)}</dl>
${more}`,
  });
}

function renderButtons(path: string, buttons: readonly Button[]): string {
  const rendered = buttons.map(({ name, words, look }) => {
    return `<button class="${look}" formaction="${escapeHtml(`${path}/${name}`)}">${words}</button>`;
  });
  return `<form method="post">\n${rendered.join("\n")}\n</form>`;
}
