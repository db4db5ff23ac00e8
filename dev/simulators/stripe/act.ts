import { decline, requireAction, startDelayed, succeed } from "./attempt.ts";
import { AUTHENTICATION_FAILED, DELAYED_FAILED, toDecline } from "./declines.ts";
import type { Draft } from "./draft.ts";
import { cancelIntent, expireSession } from "./end-payment.ts";
import type { CheckoutSession, IntentStatus, PaymentIntent } from "./model.ts";
import type { Action } from "./records.ts";
import { intentOfSession } from "./session-payment.ts";

const WAITING: readonly IntentStatus[] = ["requires_payment_method", "requires_confirmation"];
/** In which states an intent can take what is done to it. */
const TAKES: Readonly<Record<Action["act"], readonly IntentStatus[]>> = {
  succeed: [...WAITING, "requires_action", "processing"],
  decline: [...WAITING, "requires_action", "processing"],
  authenticate: WAITING,
  delay: WAITING,
  cancel: [...WAITING, "requires_action", "requires_capture"],
};

/** Whether an intent can be cancelled from this state. */
export function isCancellable(status: IntentStatus): boolean {
  return TAKES.cancel.includes(status);
}

/** Lets a customer, or time, act on an intent or session; false when it is past that, and then nothing happens. */
export function act(id: string, action: Action, draft: Draft): boolean {
  const session = draft.find("session", id);
  const intent = session === undefined ? draft.find("intent", id) : openIntent(session, action, draft);
  if (session?.status === "open" && action.act === "cancel") {
    expireSession(session, draft);
    return true;
  }
  if (intent === undefined || !TAKES[action.act].includes(intent.status)) return false;
  if (action.from !== undefined && action.from !== intent.status) return false;
  attempt(intent, action, draft);
  return true;
}

/** Tries to pay an intent whose state allows it. */
export function attempt(intent: PaymentIntent, action: Action, draft: Draft): PaymentIntent {
  switch (action.act) {
    case "succeed":
      return succeed(intent, draft);
    case "decline":
      return decline(intent, whyDeclined(intent, action), draft);
    case "authenticate":
      return requireAction(intent, draft);
    case "delay":
      return startDelayed(intent, action.ends ?? null, draft);
    case "cancel":
      return cancelIntent(intent, "abandoned", draft);
  }
}

/** The intent that an action on a session's page is about; undefined when the page has nothing left to do. */
function openIntent(session: CheckoutSession, { act }: Action, draft: Draft): PaymentIntent | undefined {
  if (session.status === "open") return act === "cancel" ? undefined : intentOfSession(session, draft);
  const intent = draft.find("intent", session.sim.intent ?? "");
  return session.status === "complete" && intent?.status === "processing" ? intent : undefined;
}

function whyDeclined(intent: PaymentIntent, action: Action) {
  if (action.decline !== undefined) return toDecline(action.decline);
  if (intent.status === "requires_action") return AUTHENTICATION_FAILED;
  return intent.status === "processing" ? DELAYED_FAILED : toDecline(undefined);
}
