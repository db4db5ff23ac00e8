import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startPaypalSimulator } from "./server.ts";

/** PayPal, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "PAYPAL_BASE_URL",
  settings: {
    PAYPAL_CLIENT_ID: () => randomSecret("A"),
    PAYPAL_CLIENT_SECRET: () => randomSecret("E"),
    PAYPAL_WEBHOOK_ID: () => randomSecret("").slice(0, 17).toUpperCase(),
  },
  start: ({ setting, publicUrl, ...launch }) =>
    startPaypalSimulator({
      ...launch,
      clientId: setting("PAYPAL_CLIENT_ID"),
      clientSecret: setting("PAYPAL_CLIENT_SECRET"),
      webhookId: setting("PAYPAL_WEBHOOK_ID"),
      webhookUrl: `${publicUrl}/api/v1/webhooks/paypal`,
    }),
};
