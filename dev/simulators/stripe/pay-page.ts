import { formatMoney } from "../support/format-money.ts";
import { renderHostedPage, renderRow } from "../support/hosted-page.ts";
import { escapeHtml, toWebAddress } from "../support/html.ts";
import { exponentOf } from "./currencies.ts";
import type { CheckoutSession, IntentStatus, PaymentIntent } from "./model.ts";

/** What a page is about: a session, whose intent comes with the first attempt, or an intent alone. */
interface Payable {
  readonly id: string;
  readonly session: CheckoutSession | undefined;
  readonly intent: PaymentIntent | undefined;
}

type State = IntentStatus | "expired";

const HEADINGS: Readonly<Record<State, string>> = {
  requires_payment_method: "Pay",
  requires_confirmation: "Pay",
  requires_action: "Your bank wants to know that it is you",
  processing: "The payment is on its way",
  requires_capture: "Payment authorised",
  succeeded: "Payment completed",
  canceled: "Payment cancelled",
  expired: "This page has expired",
};
const TEST_CARDS = [
  ["4242 4242 4242 4242", "succeeds"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "has insufficient funds"],
  ["4000 0025 0000 3155", "needs 3-D Secure"],
] as const;

/** The page where a person pays: a card form, 3-D Secure, what a bank debit waits for, or how it ended. */
export function renderPayPage(payable: Payable): string {
  const { session, intent } = payable;
  const state = stateOf(payable);
  const [amount, currency] = session
    ? [session.amount_total, session.currency]
    : [intent?.amount ?? 0, intent?.currency ?? ""];
  const description = session?.sim.item ?? intent?.description ?? null;
  const rows = [
    description === null ? "" : renderRow("For", description),
    renderRow("Payment", intent?.id ?? payable.id),
  ];
  return renderPage(
    HEADINGS[state],
    `<h1>${escapeHtml(HEADINGS[state])}</h1>
<p class="amount">${escapeHtml(formatMoney(amount, currency.toUpperCase(), exponentOf(currency)))}</p>
${renderFailure(payable)}
<dl>${rows.join("")}</dl>
${renderChoices(payable, state)}`,
  );
}

/** The page for an address that belongs to no payment. */
export function renderUnknownPayment(): string {
  return renderPage("Unknown payment", "<h1>There is no such payment</h1><p>The link may be old or incomplete.</p>");
}

function stateOf({ session, intent }: Payable): State {
  if (session?.status === "expired") return "expired";
  // After a bank debit that failed, Stripe lets nobody try again on the same session.
  if (session?.status === "complete" && intent?.status === "requires_payment_method") return "canceled";
  return intent?.status ?? "requires_payment_method";
}

function renderFailure({ intent }: Payable): string {
  const message = intent?.last_payment_error?.message;
  if (typeof message !== "string") return "";
  return `<p class="state failed" role="status"><strong>Not paid</strong><br>${escapeHtml(message)}</p>`;
}

function renderChoices(payable: Payable, state: State): string {
  switch (state) {
    case "requires_payment_method":
    case "requires_confirmation":
      return renderCardForm(payable);
    case "requires_action":
      return renderButtons(payable.id, ["succeed", "go", "It is me"], ["decline", "stop", "Refuse"]);
    case "processing":
      return renderButtons(payable.id, ["succeed", "go", "The bank pays"], ["decline", "stop", "The bank refuses"]);
    default:
      return renderWayBack(payable, state);
  }
}

function renderCardForm(payable: Payable): string {
  const { id, session } = payable;
  const options = TEST_CARDS.map(([number, what]) => `<option value="${number}">${number}: ${what}</option>`);
  const back = toWebAddress(session?.cancel_url ?? null);
  return `<form method="post" action="${toPath(id)}/card">
<label for="number">Test card</label>
<input id="number" name="number" list="cards" inputmode="numeric" autocomplete="off" required value="${TEST_CARDS[0][0]}">
<datalist id="cards">${options.join("")}</datalist>
<button class="go">Pay</button>
<button class="plain" formnovalidate formaction="${toPath(id)}/delay?then=wait">Pay by bank debit</button>
<button class="plain" formnovalidate formaction="${toPath(id)}/cancel">${session ? "Let the page expire" : "Cancel the payment"}</button>
</form>${back === null ? "" : `<p><a href="${escapeHtml(back)}">Back to ${escapeHtml(new URL(back).host)}</a></p>`}`;
}

function renderButtons(
  id: string,
  ...buttons: readonly (readonly [act: string, look: string, label: string])[]
): string {
  const [first = ["succeed"]] = buttons;
  const all = buttons.map(([act, look, label]) => {
    return `<button class="${look}" formaction="${toPath(id)}/${act}">${escapeHtml(label)}</button>`;
  });
  return `<form method="post" action="${toPath(id)}/${first[0]}">\n${all.join("\n")}\n</form>`;
}

/** Where Stripe would send the customer now. */
function renderWayBack({ session, intent }: Payable, state: State): string {
  const paid = state === "succeeded" || state === "requires_capture";
  const href = toWebAddress(session ? returnOfSession(session, paid) : returnOfIntent(intent, paid));
  if (href === null) return "<p>You can close this page.</p>";
  return `<p><a href="${escapeHtml(href)}">Return to ${escapeHtml(new URL(href).host)}</a></p>`;
}

function returnOfSession(session: CheckoutSession, paid: boolean): string | null {
  if (!paid) return session.cancel_url;
  return session.success_url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

function returnOfIntent(intent: PaymentIntent | undefined, paid: boolean): string | null {
  const url = intent?.sim.return_url ?? null;
  if (intent === undefined || url === null) return null;
  const target = new URL(url);
  target.searchParams.set("payment_intent", intent.id);
  target.searchParams.set("payment_intent_client_secret", intent.client_secret);
  target.searchParams.set("redirect_status", paid ? "succeeded" : "failed");
  return target.href;
}

function toPath(id: string): string {
  return `/pay/${encodeURIComponent(id)}`;
}

function renderPage(title: string, content: string): string {
  return renderHostedPage({ brand: "Stripe", title, content });
}
