import { randomBytes } from "node:crypto";
import { randomSecret, type SimulatorEntry } from "../support/simulator-entry.ts";
import { startDarajaSimulator } from "./server.ts";

/** How soon scripted phones act, and how soon a phone that is left alone gives up, when nobody can wait. */
const HURRIED = { promptMs: 100, unansweredMs: 600 };

/** Daraja, for whoever starts simulators. */
export const entry: SimulatorEntry = {
  urlVariable: "MPESA_BASE_URL",
  settings: {
    MPESA_CONSUMER_KEY: randomSecret,
    MPESA_CONSUMER_SECRET: randomSecret,
    MPESA_SHORTCODE: () => "174379",
    MPESA_SHORTCODE_TYPE: () => "paybill",
    MPESA_PASSKEY: randomSecret,
    MPESA_INITIATOR_NAME: () => "testapi",
    MPESA_SECURITY_CREDENTIAL: () => randomBytes(256).toString("base64"),
  },
  // A made-up credential would win over the password of a real initiator.
  optional: ["MPESA_SHORTCODE_TYPE", "MPESA_INITIATOR_NAME", "MPESA_SECURITY_CREDENTIAL"],
  start: ({ setting, isHurried, ...launch }) =>
    startDarajaSimulator({
      ...launch,
      ...(isHurried ? HURRIED : {}),
      consumerKey: setting("MPESA_CONSUMER_KEY"),
      consumerSecret: setting("MPESA_CONSUMER_SECRET"),
      shortcode: setting("MPESA_SHORTCODE"),
      shortcodeType: setting("MPESA_SHORTCODE_TYPE") === "till" ? "till" : "paybill",
      passkey: setting("MPESA_PASSKEY"),
      initiatorName: setting("MPESA_INITIATOR_NAME"),
      securityCredential: setting("MPESA_SECURITY_CREDENTIAL"),
    }),
};
