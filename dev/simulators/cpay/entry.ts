import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startCpaySimulator } from "./server.ts";

/** CPay, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "CPAY_BASE_URL",
  settings: { CPAY_API_KEY: randomSecret, CPAY_API_SECRET: randomSecret, CPAY_WEBHOOK_SECRET: randomSecret },
  start: ({ setting, ...launch }) =>
    startCpaySimulator({
      ...launch,
      apiKey: setting("CPAY_API_KEY"),
      apiSecret: setting("CPAY_API_SECRET"),
      webhookSecret: setting("CPAY_WEBHOOK_SECRET"),
    }),
};
