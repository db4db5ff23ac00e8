import { confirmIntent } from "./confirm-intent.ts";
import { checkAmount, currency } from "./currencies.ts";
import type { Draft } from "./draft.ts";
import type { Decision } from "./idempotency.ts";
import { newClientSecret, newId } from "./ids.ts";
import type { PaymentIntent } from "./model.ts";
import {
  email,
  flag,
  integer,
  list,
  metadata,
  oneOf,
  optional,
  required,
  shape,
  text,
  type Values,
  webAddress,
} from "./params.ts";
import { toAction } from "./payment-method.ts";
import { type PaymentScript, paymentScript } from "./payment-script.ts";
import { badParameter, noSuch } from "./stripe-error.ts";
import { toIntentBody } from "./wire.ts";

/** What an intent and the `payment_intent_data` of a session have in common. */
export const COMMON_INTENT_PARAMS = {
  capture_method: optional(oneOf("automatic", "automatic_async", "manual")),
  description: optional(text(1_000)),
  metadata,
  receipt_email: optional(email),
  setup_future_usage: optional(oneOf("off_session", "on_session")),
  statement_descriptor: optional(text(22)),
  statement_descriptor_suffix: optional(text(22)),
};

/** The parameters of `POST /v1/payment_intents`. */
export const INTENT_PARAMS = {
  ...COMMON_INTENT_PARAMS,
  amount: required(integer(1)),
  currency: required(currency),
  automatic_payment_methods: optional(
    shape({ enabled: required(flag), allow_redirects: optional(oneOf("always", "never")) }),
  ),
  confirm: optional(flag),
  confirmation_method: optional(oneOf("automatic", "manual")),
  customer: optional(text(255)),
  off_session: optional(flag),
  payment_method: optional(text(255)),
  payment_method_types: optional(list(text(100))),
  return_url: optional(webAddress),
};

type IntentParams = Values<typeof INTENT_PARAMS>;

/** Decides `POST /v1/payment_intents`; a magic address among its texts says what becomes of it. */
export function decideCreateIntent(params: IntentParams, draft: Draft): Decision {
  checkAmount(params.amount, params.currency, "amount");
  if (params.automatic_payment_methods?.enabled === true && params.payment_method_types !== null) {
    const message = "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.";
    throw badParameter(message, "payment_method_types");
  }
  // There is no customers API here, so no customer can exist.
  if (params.customer !== null) throw noSuch("customer", params.customer, "customer");
  if (params.payment_method !== null) toAction(params.payment_method);
  if (params.confirm !== true && params.return_url !== null) {
    throw badParameter("return_url can only be used together with confirm=true.", "return_url");
  }
  const { receipt_email, description } = params;
  const script = paymentScript([receipt_email, description, ...Object.values(params.metadata)]);
  const intent = draft.put("intent", newIntent(params, script, draft));
  draft.emit("payment_intent.created", intent, toIntentBody(intent));
  if (params.confirm === true) return confirmIntent(intent, draft);
  for (const { afterMs, action } of script.steps) draft.later(afterMs, intent.id, action);
  return { body: toIntentBody(intent), mishap: script.mishap };
}

function newIntent(params: IntentParams, script: PaymentScript, draft: Draft): PaymentIntent {
  const id = newId("pi");
  const { automatic_payment_methods: automatic, payment_method: method } = params;
  const { silent, misreports, refunds } = script;
  return {
    id,
    amount: params.amount,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods:
      automatic === null
        ? null
        : { enabled: automatic.enabled, allow_redirects: automatic.allow_redirects ?? "always" },
    cancellation_reason: null,
    canceled_at: null,
    capture_method: params.capture_method ?? "automatic",
    client_secret: newClientSecret(id),
    created: draft.seconds,
    currency: params.currency,
    customer: null,
    description: params.description,
    last_payment_error: null,
    latest_charge: null,
    metadata: params.metadata,
    next_action: null,
    payment_method: method === null ? null : newId("pm"),
    payment_method_types: params.payment_method_types ?? ["card"],
    receipt_email: params.receipt_email,
    setup_future_usage: params.setup_future_usage,
    statement_descriptor: params.statement_descriptor,
    statement_descriptor_suffix: params.statement_descriptor_suffix,
    status: method === null ? "requires_payment_method" : "requires_confirmation",
    sim: { silent, misreports, refunds, session: null, method, return_url: params.return_url },
  };
}
