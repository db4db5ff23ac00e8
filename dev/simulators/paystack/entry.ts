import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startPaystackSimulator } from "./server.ts";

/** Paystack, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "PAYSTACK_BASE_URL",
  settings: { PAYSTACK_SECRET_KEY: () => randomSecret("sk_test_") },
  start: ({ setting, publicUrl, ...launch }) =>
    startPaystackSimulator({
      ...launch,
      secretKey: setting("PAYSTACK_SECRET_KEY"),
      currencies: ["NGN", "GHS", "ZAR", "KES", "USD", "XOF"],
      webhookUrl: `${publicUrl}/api/v1/webhooks/paystack`,
    }),
};
