import { type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { startProviderSimulator } from "../support/provider-simulator.ts";
import type { SimulatorOptions } from "../support/provider-traits.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { signTimestamped } from "../support/timestamped-signature.ts";
import { type Acme, decideCharge, getCharge, refundsOf } from "./charges.ts";
import { merchantRoutes } from "./merchant-routes.ts";
import type { AcmeTables } from "./model.ts";
import { pageRoutes } from "./page-routes.ts";

/** How to start one Acme; see README.md. */
export interface AcmeSimulatorOptions extends SimulatorOptions {
  readonly apiKey: string;
  readonly webhookSecret: string;
}

/** Starts Acme on loopback. */
export function startAcmeSimulator(options: AcmeSimulatorOptions) {
  const clock = options.clock ?? Date.now;
  return startProviderSimulator<AcmeTables>(options, {
    routes: (acme) => [...merchantRoutes(acme, options.apiKey), ...pageRoutes(acme)],
    renderError: (code, message) => ({ code, message }),
    referencesOf,
    sign: (body, { age_seconds: age = 0 }) => ({
      "acme-signature": signTimestamped(options.webhookSecret, body, Math.floor(clock() / 1_000) - age),
    }),
    perform: (_name, subject, acme) => acme.happen(decideCharge(getCharge(acme, subject), "paid")),
    describe: (reference, acme) => {
      const charges = acme.book.list("charge").filter((charge) => reference === null || charge.reference === reference);
      return { charges, refunds: charges.flatMap((charge) => refundsOf(acme, charge)) };
    },
    webhookUrl: null,
  });
}

/** The references of the charge that a call is about, by its path, query or body. */
function referencesOf(request: SimulatorRequest, { book }: Acme): string[] {
  const refund = book.find("refund", request.id);
  const charge = book.find("charge", refund?.charge_id ?? request.id);
  const named = [charge?.reference, request.query.get("reference"), bodyOf(request).reference];
  return named.filter((reference) => typeof reference === "string");
}

function bodyOf({ rawBody }: SimulatorRequest): JsonObject {
  try {
    return parseJsonObject(rawBody);
  } catch {
    return {};
  }
}
