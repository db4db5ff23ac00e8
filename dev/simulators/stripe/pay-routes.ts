import { hostedPageReply } from "../support/hosted-page.ts";
import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import { act } from "./act.ts";
import type { StripeBank } from "./bank.ts";
import { actionOfCardNumber } from "./cards.ts";
import { findBody } from "./expand.ts";
import { renderPayPage, renderUnknownPayment } from "./pay-page.ts";
import type { Action } from "./records.ts";

/** The customer's side: the page of an intent or session, and its buttons. The id in the address is the only key to it. */
export function payRoutes(bank: StripeBank): Route[] {
  const press = (name: string, toAction: (request: SimulatorRequest) => Action): Route => ({
    method: "POST",
    pattern: `/pay/:id/${name}`,
    handle: (request) => takePress(bank, request, toAction(request)),
  });
  return [
    { method: "GET", pattern: "/pay/:id", handle: (request) => showPage(bank, request) },
    press("succeed", () => ({ act: "succeed" })),
    press("decline", (request) => {
      const code = readParam(request, "code");
      return code === null ? { act: "decline" } : { act: "decline", decline: code };
    }),
    press("authenticate", () => ({ act: "authenticate" })),
    press("delay", (request) => ({ act: "delay", ends: readEnd(readParam(request, "then")) })),
    press("cancel", () => ({ act: "cancel" })),
    press("card", (request) => actionOfCardNumber(readParam(request, "number") ?? "")),
  ];
}

function showPage(bank: StripeBank, { id }: SimulatorRequest): Reply {
  const { find } = bank.draft();
  const session = find("session", id);
  const intent = find("intent", session?.sim.intent ?? id);
  if (session === undefined && intent === undefined) return hostedPageReply(404, renderUnknownPayment());
  return hostedPageReply(200, renderPayPage({ id, session, intent }));
}

/** A form is sent back to the page, which shows the state whatever it is; a program gets JSON and real statuses. */
function takePress(bank: StripeBank, request: SimulatorRequest, action: Action): Reply {
  const { id } = request;
  const asksJson = (request.headers.accept ?? "").includes("application/json");
  const draft = bank.draft();
  const before = findBody(id, draft.find);
  if (before === undefined || !isPayable(before)) {
    if (asksJson) throw new Refusal(404, "not_found", `There is no payment ${id}.`);
    return hostedPageReply(404, renderUnknownPayment());
  }
  const done = act(id, action, draft);
  if (done) bank.commit(draft.changes);
  if (!asksJson) return { status: 303, headers: { location: `/pay/${encodeURIComponent(id)}` } };
  if (!done)
    throw new Refusal(409, "invalid_state", `The payment is ${String(before.status)}: it cannot ${action.act}.`);
  return { status: 200, body: findBody(id, draft.find) };
}

function isPayable({ object }: JsonObject): boolean {
  return object === "payment_intent" || object === "checkout.session";
}

/** A parameter of a button, from the address or the form. */
function readParam({ query, rawBody }: SimulatorRequest, name: string): string | null {
  return query.get(name) ?? new URLSearchParams(rawBody.toString("utf8")).get(name);
}

/** How a delayed payment ends by itself: well, unless it is told otherwise or to wait for a button. */
function readEnd(word: string | null): "succeed" | "decline" | null {
  if (word === null || word === "succeed") return "succeed";
  return word === "decline" ? "decline" : null;
}
