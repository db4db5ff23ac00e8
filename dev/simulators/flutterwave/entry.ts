import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startFlutterwaveSimulator } from "./server.ts";

/** Flutterwave, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "FLUTTERWAVE_BASE_URL",
  settings: {
    FLUTTERWAVE_SECRET_KEY: () => randomSecret("FLWSECK_TEST-"),
    FLUTTERWAVE_WEBHOOK_HASH: () => randomSecret(),
  },
  async start({ setting, publicUrl, ...launch }) {
    const server = await startFlutterwaveSimulator({
      ...launch,
      secretKey: setting("FLUTTERWAVE_SECRET_KEY"),
      webhookHash: setting("FLUTTERWAVE_WEBHOOK_HASH"),
      webhookUrl: `${publicUrl}/api/v1/webhooks/flutterwave`,
    });
    return { ...server, url: `${server.url}/v3` };
  },
};
