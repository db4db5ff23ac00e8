import type { JsonObject } from "../support/json-input.ts";
import type { Route } from "../support/router.ts";
import type { ApiRoutes } from "./api-route.ts";
import type { StripeBank } from "./bank.ts";
import { decideCreateRefund, REFUND_PARAMS } from "./create-refund.ts";
import { LIST_PARAMS, listObjects } from "./list-objects.ts";
import { list, optional, text } from "./params.ts";
import type { EventRecord, Tables } from "./records.ts";
import { noSuch } from "./stripe-error.ts";
import { toChargeBody, toDisputeBody, toRefundBody } from "./wire.ts";

const BY_PAYMENT = { ...LIST_PARAMS, payment_intent: optional(text(255)), charge: optional(text(255)) };

/** `/v1/refunds`, `/v1/charges`, `/v1/disputes` and `/v1/events`. */
export function moneyRoutes({ get, post }: ApiRoutes, { ledger }: StripeBank): Route[] {
  const { tables } = ledger;

  const objects = <Name extends "refund" | "charge" | "dispute">(
    name: Name,
    toBody: (row: Tables[Name]) => JsonObject,
  ): Route[] => {
    const url = `/v1/${name}s`;
    return [
      get(url, BY_PAYMENT, (params) => {
        const rows: Tables[Name][] = [...tables[name].values()];
        const { payment_intent: intent, charge } = params;
        const ofIntent = intent === null ? rows : rows.filter((row) => row.payment_intent === intent);
        const found = charge === null ? ofIntent : ofIntent.filter((row) => "charge" in row && row.charge === charge);
        return listObjects(url, found, params, toBody);
      }),
      get(`${url}/:id`, {}, (_, find, id) => {
        const row = find(name, id);
        if (row === undefined) throw noSuch(name, id);
        return toBody(row);
      }),
    ];
  };

  return [
    post("/v1/refunds", REFUND_PARAMS, decideCreateRefund),
    ...objects("refund", toRefundBody),
    ...objects("charge", toChargeBody),
    ...objects("dispute", toDisputeBody),
    get("/v1/events", { ...LIST_PARAMS, type: optional(text(100)), types: optional(list(text(100))) }, (params) => {
      const wanted = params.type === null ? params.types : [params.type];
      const events = [...tables.event.values()].filter((event) => wanted === null || wanted.includes(event.type));
      return listObjects("/v1/events", events, params, toEventBody);
    }),
    get("/v1/events/:id", {}, (_, find, id) => {
      const event = find("event", id);
      if (event === undefined) throw noSuch("event", id);
      return toEventBody(event);
    }),
  ];
}

/** An event as it was sent, but with what is still to be delivered of it now. */
function toEventBody(event: EventRecord): JsonObject {
  // The text was written by `emit`, so it is an event.
  return { ...(JSON.parse(event.body) as JsonObject), pending_webhooks: event.state === "pending" ? 1 : 0 };
}
