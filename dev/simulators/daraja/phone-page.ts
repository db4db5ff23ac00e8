import { formatMoney } from "../support/format-money.ts";
import { renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml } from "../support/html.ts";
import type { Prompt, Transaction } from "./model.ts";
import { TEST_PHONE } from "./prompt-script.ts";
import type { DarajaView } from "./view.ts";

/** How many of a phone's last messages its page shows. */
const SHOWN_MESSAGES = 5;
const CENTS = 100;

/** The way in: which phones ring, and a field for any other number. */
export function renderIndex({ ledger, merchant }: DarajaView): string {
  const ringing = [...ledger.prompts.values()].filter((prompt) => prompt.state === "open");
  const rows = ringing.map(
    (prompt) => `<dt><a href="/phone/${prompt.phone}">${prompt.phone}</a></dt><dd>${shillings(prompt.amount)}</dd>`,
  );
  return page(
    "Phones",
    `<h1>${rows.length === 0 ? "No phone is ringing" : "These phones are ringing"}</h1>
<dl>${rows.join("")}${renderRow("Short code", merchant.shortcode)}</dl>
<form method="get" action="/phone">
<label>Phone number <input name="number" inputmode="tel" placeholder="0712 345 678" required></label>
<button class="go">Take this phone</button>
</form>
<p>Numbers that end in 000 to 099, and ${TEST_PHONE}, act by themselves.</p>`,
  );
}

/** One phone: the open prompt with its PIN field, or what came last. */
export function renderPhone(phone: string, view: DarajaView): string {
  const prompt = view.ledger.openPrompt(phone);
  return page(phone, prompt === undefined ? renderIdle(phone, view) : renderPrompt(prompt));
}

/** The menu "Lipa na M-Pesa": a payment that the customer starts. */
export function renderPayForm(phone: string, { merchant }: DarajaView): string {
  return page(
    phone,
    `<h1>Pay ${escapeHtml(merchant.shortcode)} from ${phone}</h1>
<form method="post" action="/phone/${phone}/pay">
<label>Account number <input name="account"></label>
<label>Amount in shillings <input name="amount" type="number" min="1" max="250000" step="1" required></label>
<button class="go">Pay</button>
</form>
<p><a href="/phone/${phone}">Back</a></p>`,
  );
}

/** The page for an address that is no phone number. */
export function renderUnknownPhone(): string {
  return page("Unknown phone", '<h1>This is no phone number</h1><p><a href="/">All phones</a></p>');
}

function renderPrompt(prompt: Prompt): string {
  const path = `/phone/${prompt.phone}`;
  return `<h1>Do you want to pay ${escapeHtml(prompt.short_code)}?</h1>
<p class="amount">${shillings(prompt.amount)}</p>
<dl>${renderRow("Account", prompt.account_reference)}${renderRow("For", prompt.description)}${renderRow("Phone", prompt.phone)}</dl>
<form method="post" action="${path}/approve">
<label>M-Pesa PIN (any but 0000) <input name="pin" type="password" inputmode="numeric" maxlength="4" autocomplete="off"></label>
<button class="go">Send</button>
<button class="plain" formaction="${path}/cancel">Cancel</button>
<button class="plain" formaction="${path}/no-funds">Pay without enough money</button>
<button class="plain" formaction="${path}/ignore">Let it ring</button>
</form>`;
}

function renderIdle(phone: string, { ledger }: DarajaView): string {
  const moved = [...ledger.transactions.values()].filter((each) => each.phone === phone).slice(-SHOWN_MESSAGES);
  const last = [...ledger.prompts.values()].findLast((prompt) => prompt.phone === phone);
  const state = last === undefined ? "" : renderLast(last);
  return `<h1>${phone} is not ringing</h1>
${state}
<dl>${moved
    .toReversed()
    .map((each) => renderRow(each.receipt, describeMove(each)))
    .join("")}</dl>
<p><a href="/phone/${phone}/pay">Pay by hand</a> · <a href="/">All phones</a></p>`;
}

function renderLast(prompt: Prompt): string {
  const paid = prompt.state === "paid";
  const words = paid ? "Paid" : `Not paid (${escapeHtml(prompt.result_code ?? "")})`;
  return `<p class="state ${paid ? "completed" : "failed"}" role="status"><strong>${words}</strong><br>${shillings(prompt.amount)} to ${escapeHtml(prompt.short_code)}, account ${escapeHtml(prompt.account_reference)}</p>`;
}

function describeMove(each: Transaction): string {
  const amount = formatMoney(each.amount * CENTS, "KES");
  if (each.direction === "credit") return `${amount} received${each.kind === "reversal" ? " back" : ""}`;
  return `${amount} paid, account ${each.reference}`;
}

function shillings(amount: number): string {
  return escapeHtml(formatMoney(amount * CENTS, "KES"));
}

function page(title: string, content: string): string {
  return renderHostedPage({ brand: "M-Pesa", title, content });
}
