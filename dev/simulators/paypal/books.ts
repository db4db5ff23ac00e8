import type { Happening, Mail, Simulator } from "../support/provider-traits.ts";
import { Refusal } from "../support/refusal.ts";
import type { Authorization, Capture, Order, PaypalTables, Refund } from "./model.ts";
import { newId } from "./new-id.ts";

/** PayPal, running. */
export type Paypal = Simulator<PaypalTables>;
/** Something that happens there. */
export type PaypalHappening = Happening<PaypalTables>;

/** PayPal's books with what belongs together in them. */
export interface PaypalBooks {
  origin(): string;
  now(): string;
  get<Name extends "order" | "capture" | "authorization" | "refund">(table: Name, id: string): PaypalTables[Name];
  orders(): readonly Order[];
  capturesOf(order: Order): readonly Capture[];
  authorizationsOf(order: Order): readonly Authorization[];
  refundsOf(capture: Capture): readonly Refund[];
  /** A webhook about something of an order's. */
  mail(order: Order, type: string, resourceType: string, resource: unknown): readonly Mail[];
}

/** The books of a running PayPal. */
export function openBooks({ book, clock, origin }: Paypal): PaypalBooks {
  const now = () => `${new Date(clock()).toISOString().slice(0, 19)}Z`;
  return {
    origin,
    now,
    get(table, id) {
      const row = book.find(table, id);
      if (row === undefined) throw new Refusal(404, "RESOURCE_NOT_FOUND", "The specified resource does not exist.");
      return row;
    },
    orders: () => book.list("order"),
    capturesOf: ({ id }) => book.list("capture").filter(({ order_id }) => order_id === id),
    authorizationsOf: ({ id }) => book.list("authorization").filter(({ order_id }) => order_id === id),
    refundsOf: ({ id }) => book.list("refund").filter(({ capture_id }) => capture_id === id),
    mail(order, type, resourceType, resource) {
      if (wordOf(order) === "silent") return [];
      const event = {
        id: `WH-${newId()}-${newId()}`,
        event_version: "1.0",
        create_time: now(),
        resource_type: resourceType,
        resource_version: "2.0",
        event_type: type,
        summary: type.toLowerCase().replaceAll(".", " "),
        resource,
        links: [],
      };
      return [{ type, reference: order.custom_id ?? order.id, body: JSON.stringify(event) }];
    },
  };
}

/** The magic word of a payer: the local part of the address, up to the first `+`. */
export function wordOf({ email }: Order): string {
  return (email ?? "").split(/[@+]/)[0] ?? "";
}
