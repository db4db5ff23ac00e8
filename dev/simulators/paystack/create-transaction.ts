import type { JsonObject } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import { type CustomerScript, customerScript, refusedByProcessor, withMishap } from "./customer-script.ts";
import { newCode, newInternalId, newNumber } from "./ids.ts";
import type { Change, Transaction } from "./model.ts";
import { type OrderParams, readCallbackUrl, readChannels, readOrder } from "./read-params.ts";
import type { Decision, PaystackView } from "./view.ts";
import { feesOf, toEnvelope } from "./wire.ts";

/** Decides `POST /transaction/initialize`: a transaction that is abandoned until the customer does something. */
export function decideInitialize(input: JsonObject, view: PaystackView): Decision<Reply> {
  const callback_url = readCallbackUrl(input);
  const channel = readChannels(input)[0] ?? "card";
  const order = readOrder(input, view);
  const script = readScript(order);
  const transaction = newTransaction(order, script, { callback_url, channel }, view);
  const { access_code, reference } = transaction;
  const data = { authorization_url: `${view.origin()}/checkout/${access_code}`, access_code, reference };
  const reply = { status: 200, body: toEnvelope("Authorization URL created", data) };
  return {
    changes: [{ put: "transaction", value: transaction }, ...toSteps(transaction, script.steps, view)],
    answer: withMishap(reply, script.mishap, view),
  };
}

/** The script of the order's customer; refuses with 400 when it says so. */
export function readScript({ email }: OrderParams): CustomerScript {
  const script = customerScript(email);
  if (script.refused) throw refusedByProcessor("This customer is not accepted by the processor");
  return script;
}

/** A transaction at its beginning, with `members` over what the order and the script say. */
export function newTransaction(
  order: OrderParams,
  script: CustomerScript,
  members: Partial<Transaction>,
  view: PaystackView,
): Transaction {
  return {
    id: newNumber(),
    reference: order.reference,
    access_code: newCode(),
    status: "abandoned",
    requested_amount: order.amount,
    surcharge: script.customerBearsFees ? feesOf(order.amount) : 0,
    currency: order.currency,
    email: order.email,
    metadata: order.metadata,
    callback_url: null,
    channel: "card",
    charge: null,
    gateway_response: "The transaction was not completed",
    created_at: view.clock(),
    paid_at: null,
    silent: script.silent,
    misreports: script.misreports,
    ...members,
  };
}

/** What the script says comes later, as changes to the books. */
export function toSteps({ id }: Transaction, steps: CustomerScript["steps"], view: PaystackView): Change[] {
  return steps.map(({ afterMs, ...step }): Change => {
    const at = view.clock() + afterMs;
    return { put: "step", value: { ...step, subject: "transaction", id: newInternalId("step"), at, subject_id: id } };
  });
}
