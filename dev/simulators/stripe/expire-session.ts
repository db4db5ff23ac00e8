import type { Draft } from "./draft.ts";
import { expireSession } from "./end-payment.ts";
import type { Decision } from "./idempotency.ts";
import type { CheckoutSession } from "./model.ts";
import { toSessionBody } from "./wire.ts";

/** Decides `POST /v1/checkout/sessions/:id/expire`: only an open session can expire. */
export function decideExpire(session: CheckoutSession, draft: Draft): Decision {
  if (session.status === "open") return { body: toSessionBody(expireSession(session, draft)) };
  const message = `Only Checkout Sessions with a status of open can be expired; this one is ${session.status}.`;
  return { status: 400, error: { type: "invalid_request_error", message } };
}
