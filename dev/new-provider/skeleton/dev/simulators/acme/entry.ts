import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startAcmeSimulator } from "./server.ts";

/** Acme, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "ACME_BASE_URL",
  settings: { ACME_API_KEY: () => randomSecret(), ACME_WEBHOOK_SECRET: () => randomSecret() },
  start: ({ setting, ...launch }) =>
    startAcmeSimulator({
      ...launch,
      apiKey: setting("ACME_API_KEY"),
      webhookSecret: setting("ACME_WEBHOOK_SECRET"),
    }),
};
