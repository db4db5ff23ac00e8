import { invalid, parseJsonObject, readOptionalText } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { StripeBank } from "./bank.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import { toOwner } from "./to-owner.ts";

const MAX_KEY_LENGTH = 255;
/** Longer than any time-out under test. */
const MAX_PROCESSING_MS = 60_000;

/** The knobs on Stripe's books: what it has charged, its idempotency keys, its pace, and starting from nothing. */
export function ledgerRoutes(bank: StripeBank, reset: () => void): Route[] {
  return [
    {
      method: "GET",
      pattern: "/_sim/ledger",
      handle: ({ query }) => ({ status: 200, body: toLedgerBody(bank, query.get("reference")) }),
    },
    { method: "POST", pattern: "/_sim/forget-keys", handle: ({ rawBody }) => forgetKeys(bank, rawBody) },
    { method: "POST", pattern: "/_sim/processing", handle: ({ rawBody }) => setPace(bank, rawBody) },
    {
      method: "POST",
      pattern: "/_sim/reset",
      handle: () => {
        reset();
        return { status: 204 };
      },
    },
  ];
}

/**
 * `made` counts the intents and sessions per reference, `charges` the charges that took money: more than 1 of a
 * gateway's reference is a double charge. An intent that a session made counts with its session.
 */
function toLedgerBody({ ledger }: StripeBank, reference: string | null): Record<string, unknown> {
  const { tables } = ledger;
  const owner = (about: PaymentIntent | CheckoutSession) => toOwner(about, (id) => tables.session.get(id));
  const isWanted = (about: PaymentIntent | CheckoutSession) =>
    reference === null || owner(about).references.includes(reference);
  const intents = [...tables.intent.values()].filter(isWanted);
  const sessions = [...tables.session.values()].filter(isWanted);
  const ids = new Set(intents.map((intent) => intent.id));
  const groups = new Set([...ids, ...sessions.map((session) => session.id)]);
  const isOurs = (row: { readonly payment_intent: string }) => ids.has(row.payment_intent);
  const charges = [...tables.charge.values()].filter(isOurs);
  const nameOf = (about: PaymentIntent | CheckoutSession) => owner(about).references[0] ?? "";
  const made = [...sessions, ...intents.filter((intent) => intent.sim.session === null)];
  const taken = charges.filter((charge) => charge.status === "succeeded");
  const nameOfCharge = (intentId: string) => {
    const intent = tables.intent.get(intentId);
    return intent === undefined ? "" : nameOf(intent);
  };
  return {
    payment_intents: intents,
    checkout_sessions: sessions,
    charge_objects: charges,
    refunds: [...tables.refund.values()].filter(isOurs),
    disputes: [...tables.dispute.values()].filter(isOurs),
    made: count(made.map(nameOf)),
    charges: count(taken.map((charge) => nameOfCharge(charge.payment_intent))),
    webhooks: [...tables.event.values()].filter((event) => groups.has(event.group)),
  };
}

function count(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** As 24 hours do: the next request with such a key runs anew. */
function forgetKeys(bank: StripeBank, rawBody: Buffer): Reply {
  const key = readOptionalText(parseJsonObject(rawBody), "key", MAX_KEY_LENGTH);
  const known = [...bank.ledger.tables.key.keys()].filter((each) => key === null || each === key);
  bank.commit(known.map((gone) => ({ table: "key", gone })));
  return { status: 200, body: { forgotten: known.length } };
}

function setPace(bank: StripeBank, rawBody: Buffer): Reply {
  const { ms } = parseJsonObject(rawBody);
  if (typeof ms !== "number" || !Number.isInteger(ms) || ms < 0 || ms > MAX_PROCESSING_MS) {
    throw invalid(`ms must be an integer from 0 to ${MAX_PROCESSING_MS}.`);
  }
  bank.setProcessingMs(ms);
  return { status: 200, body: { ms } };
}
