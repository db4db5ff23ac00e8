import type { SimulatorRequest } from "../support/router.ts";
import { type Param, type ParamObject, parseForm } from "./form.ts";
import type { StripeLedger } from "./ledger.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import { StripeError } from "./stripe-error.ts";
import { toOwner } from "./to-owner.ts";

/** What a call is about, for fault rules: its idempotency key, its metadata, and those of the object that it names. */
export function referencesOf(request: SimulatorRequest, ledger: StripeLedger): string[] {
  const given = readParams(request);
  const data = isObject(given.payment_intent_data) ? given.payment_intent_data : {};
  const named = [request.id, given.payment_intent, given.charge].flatMap((id) => {
    const about = typeof id === "string" ? findPayment(id, ledger) : undefined;
    return about === undefined ? [] : toOwner(about, (session) => ledger.tables.session.get(session)).references;
  });
  return [
    request.headers["idempotency-key"]?.toString(),
    given.client_reference_id,
    ...Object.values(isObject(given.metadata) ? given.metadata : {}),
    ...Object.values(isObject(data.metadata) ? data.metadata : {}),
    ...named,
  ].filter((each) => typeof each === "string");
}

function findPayment(id: string, { tables }: StripeLedger): PaymentIntent | CheckoutSession | undefined {
  const intentId = tables.charge.get(id)?.payment_intent ?? tables.refund.get(id)?.payment_intent ?? id;
  return tables.intent.get(intentId) ?? tables.session.get(id);
}

function readParams({ rawBody, query }: SimulatorRequest): ParamObject {
  try {
    return { ...parseForm(query.toString()), ...parseForm(rawBody.toString("utf8")) };
  } catch (error) {
    if (error instanceof StripeError) return {};
    throw error;
  }
}

function isObject(value: Param | undefined): value is ParamObject {
  return typeof value === "object" && !Array.isArray(value);
}
