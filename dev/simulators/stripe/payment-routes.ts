import type { Route } from "../support/router.ts";
import type { ApiRoutes } from "./api-route.ts";
import type { StripeBank } from "./bank.ts";
import { CANCEL_PARAMS, decideCancel } from "./cancel-intent.ts";
import { CAPTURE_PARAMS, decideCapture } from "./capture-intent.ts";
import { CONFIRM_PARAMS, decideConfirm } from "./confirm-intent.ts";
import { decideCreateIntent, INTENT_PARAMS } from "./create-intent.ts";
import { decideCreateSession, SESSION_PARAMS } from "./create-session.ts";
import type { Draft } from "./draft.ts";
import { decideExpire } from "./expire-session.ts";
import { LIST_PARAMS, listObjects } from "./list-objects.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import { optional, text } from "./params.ts";
import { noSuch } from "./stripe-error.ts";
import { toIntentBody, toSessionBody } from "./wire.ts";

const INTENTS = "/v1/payment_intents";
const SESSIONS = "/v1/checkout/sessions";

/** `/v1/payment_intents` and `/v1/checkout/sessions`. */
export function paymentRoutes({ get, post }: ApiRoutes, { ledger }: StripeBank): Route[] {
  const { tables } = ledger;
  const clientSecret = { client_secret: optional(text(255)) };
  return [
    post(INTENTS, INTENT_PARAMS, decideCreateIntent),
    get(INTENTS, { ...LIST_PARAMS, customer: optional(text(255)) }, (params) =>
      listObjects(INTENTS, params.customer === null ? [...tables.intent.values()] : [], params, toIntentBody),
    ),
    post(`${INTENTS}/:id/confirm`, CONFIRM_PARAMS, (params, draft, id) =>
      decideConfirm(getIntent(id, draft.find), params, draft),
    ),
    post(`${INTENTS}/:id/capture`, CAPTURE_PARAMS, (params, draft, id) =>
      decideCapture(getIntent(id, draft.find), params, draft),
    ),
    post(`${INTENTS}/:id/cancel`, CANCEL_PARAMS, (params, draft, id) =>
      decideCancel(getIntent(id, draft.find), params, draft),
    ),
    get(`${INTENTS}/:id`, clientSecret, (_, find, id) => toIntentBody(getIntent(id, find))),
    post(SESSIONS, SESSION_PARAMS, decideCreateSession),
    get(SESSIONS, { ...LIST_PARAMS, payment_intent: optional(text(255)) }, (params) => {
      const sessions = [...tables.session.values()];
      const { payment_intent: wanted } = params;
      const found = wanted === null ? sessions : sessions.filter((each) => each.payment_intent === wanted);
      return listObjects(SESSIONS, found, params, toSessionBody);
    }),
    post(`${SESSIONS}/:id/expire`, {}, (_, draft, id) => decideExpire(getSession(id, draft.find), draft)),
    get(`${SESSIONS}/:id`, {}, (_, find, id) => toSessionBody(getSession(id, find))),
  ];
}

function getIntent(id: string, find: Draft["find"]): PaymentIntent {
  const intent = find("intent", id);
  if (intent === undefined) throw noSuch("payment_intent", id, "intent");
  return intent;
}

function getSession(id: string, find: Draft["find"]): CheckoutSession {
  const session = find("session", id);
  if (session === undefined) throw noSuch("checkout.session", id, "session");
  return session;
}
