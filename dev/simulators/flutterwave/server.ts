import { type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { startProviderSimulator } from "../support/provider-simulator.ts";
import type { SimulatorOptions } from "../support/provider-traits.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { merchantRoutes } from "./merchant-routes.ts";
import type { FlutterwaveTables, Page, Payment } from "./model.ts";
import { pageRoutes } from "./page-routes.ts";
import { decide, type Flutterwave, tryOnPage } from "./payments.ts";
import { refundsOf } from "./refunds.ts";

/** How to start one Flutterwave; see README.md. */
export interface FlutterwaveSimulatorOptions extends SimulatorOptions {
  readonly secretKey: string;
  /** What webhooks carry, as it is. */
  readonly webhookHash: string;
  readonly webhookUrl?: string;
}

/** Starts Flutterwave on loopback. */
export function startFlutterwaveSimulator(options: FlutterwaveSimulatorOptions) {
  return startProviderSimulator<FlutterwaveTables>(options, {
    routes: (flutterwave) => [...merchantRoutes(flutterwave, options.secretKey), ...pageRoutes(flutterwave)],
    renderError: (_code, message) => ({ status: "error", message, data: null }),
    referencesOf,
    // No signature: the body, its time and its author are anybody's guess.
    sign: (_body, { signature }) => ({ "verif-hash": signature === "wrong" ? "wrong" : options.webhookHash }),
    perform,
    describe: (reference, flutterwave) => {
      const isMeant = (row: Page | Payment) => reference === null || row.tx_ref === reference;
      const payments = flutterwave.book.list("payment").filter(isMeant);
      return {
        pages: flutterwave.book.list("page").filter(isMeant),
        payments,
        refunds: payments.flatMap((payment) => refundsOf(flutterwave, payment)),
      };
    },
    webhookUrl: options.webhookUrl ?? null,
  });
}

function perform(name: string, subject: string, flutterwave: Flutterwave): void {
  const page = flutterwave.book.find("page", subject);
  const payment = flutterwave.book.find("payment", subject);
  if (page !== undefined) flutterwave.happen(tryOnPage(page, true, flutterwave));
  if (payment !== undefined) flutterwave.happen(decide(payment, name === "pay", flutterwave));
}

/** The references that a call is about, by its path, query or body. */
function referencesOf(request: SimulatorRequest, { book }: Flutterwave): string[] {
  const refund = book.find("refund", request.id);
  const payment = book.find("payment", refund?.tx_id ?? request.id);
  const named = [payment?.tx_ref, request.query.get("tx_ref"), bodyOf(request).tx_ref];
  return named.filter((reference) => typeof reference === "string");
}

function bodyOf({ rawBody }: SimulatorRequest): JsonObject {
  try {
    return parseJsonObject(rawBody);
  } catch {
    return {};
  }
}
