import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startStripeSimulator } from "./server.ts";

/** Stripe, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "STRIPE_API_BASE",
  settings: {
    STRIPE_API_KEY: () => randomSecret("sk_test_"),
    STRIPE_WEBHOOK_SECRET: () => randomSecret("whsec_"),
    STRIPE_PUBLISHABLE_KEY: () => randomSecret("pk_test_"),
  },
  optional: ["STRIPE_PUBLISHABLE_KEY"],
  start: ({ setting, publicUrl, ...launch }) =>
    startStripeSimulator({
      ...launch,
      apiKey: setting("STRIPE_API_KEY"),
      webhookSecret: setting("STRIPE_WEBHOOK_SECRET"),
      webhookUrl: `${publicUrl}/api/v1/webhooks/stripe`,
    }),
};
