import { isJsonObject, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { startProviderSimulator } from "../support/provider-simulator.ts";
import type { SimulatorOptions } from "../support/provider-traits.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { tokenRoute } from "./authenticate.ts";
import { openBooks, type Paypal } from "./books.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { merchantRoutes } from "./merchant-routes.ts";
import type { PaypalTables } from "./model.ts";
import { approve } from "./orders.ts";
import { pageRoutes } from "./page-routes.ts";
import { openTransmissions } from "./transmission.ts";
import { toErrorBody } from "./wire.ts";

/** How to start one PayPal; see README.md. */
export interface PaypalSimulatorOptions extends SimulatorOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The id of the webhook; in none of its messages, but in what proves them. */
  readonly webhookId: string;
  readonly webhookUrl?: string;
}

const SECOND_MS = 1_000;

/** Starts PayPal on loopback. */
export function startPaypalSimulator(options: PaypalSimulatorOptions) {
  const clock = options.clock ?? Date.now;
  const transmissions = openTransmissions();
  return startProviderSimulator<PaypalTables>(options, {
    routes: (paypal) => {
      const books = openBooks(paypal);
      return [
        tokenRoute(paypal, options.clientId, options.clientSecret),
        ...merchantRoutes(paypal, books, transmissions),
        ...pageRoutes(paypal, books),
        ...dashboardRoutes(paypal, books, transmissions, options.webhookId),
      ];
    },
    renderError: toErrorBody,
    referencesOf,
    sign: (body, { age_seconds: age = 0, signature }) =>
      transmissions.sign(body, clock() - age * SECOND_MS, signature === "wrong" ? "another" : options.webhookId),
    rewrite: (body, lie) => {
      const value: unknown = JSON.parse(body);
      if (!isJsonObject(value)) return body;
      const { resource } = value;
      return JSON.stringify(
        isJsonObject(resource) ? { ...value, resource: { ...resource, ...lie } } : { ...value, ...lie },
      );
    },
    perform: (_name, subject, paypal) => {
      const books = openBooks(paypal);
      paypal.happen(approve(books.get("order", subject), books));
    },
    describe,
    webhookUrl: options.webhookUrl ?? null,
  });
}

function describe(reference: string | null, paypal: Paypal): Readonly<Record<string, unknown>> {
  const books = openBooks(paypal);
  const orders = books.orders().filter(({ custom_id }) => reference === null || custom_id === reference);
  const captures = orders.flatMap((order) => books.capturesOf(order));
  return {
    orders,
    captures,
    authorizations: orders.flatMap((order) => books.authorizationsOf(order)),
    refunds: captures.flatMap((capture) => books.refundsOf(capture)),
  };
}

/** The references that a call is about, by what its path names, or by its body. */
function referencesOf(request: SimulatorRequest, { book }: Paypal): string[] {
  const { id } = request;
  const row = book.find("order", id) ?? book.find("capture", id) ?? book.find("authorization", id);
  const refunded = book.find("capture", book.find("refund", id)?.capture_id ?? "");
  const body = bodyOf(request);
  const unit: unknown = Array.isArray(body.purchase_units) ? body.purchase_units[0] : undefined;
  const named = [row?.custom_id, refunded?.custom_id, body.custom_id, isJsonObject(unit) ? unit.custom_id : null];
  return named.filter((reference) => typeof reference === "string");
}

function bodyOf({ rawBody }: SimulatorRequest): JsonObject {
  try {
    return parseJsonObject(rawBody);
  } catch {
    return {};
  }
}
