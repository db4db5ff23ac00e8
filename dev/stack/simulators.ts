import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RunningServer } from "../bridges/http-server.ts";
import { startCpaySimulator } from "../simulators/cpay/server.ts";
import { startDarajaSimulator } from "../simulators/daraja/server.ts";
import { startPaystackSimulator } from "../simulators/paystack/server.ts";
import { startStripeSimulator } from "../simulators/stripe/server.ts";
import type { StackContext } from "./stack-context.ts";

/** A provider that can be simulated. */
interface SimulatorEntry {
  readonly name: string;
  /** The variable that names the provider's address; given, it replaces the simulator. */
  readonly urlVariable: string;
  /** The provider's other variables, with what each is when it is not given; made once and kept. */
  readonly settings: Readonly<Record<string, () => string>>;
  /** `setting` answers with the value in force of one of `settings`; `publicUrl` is the Worker's origin, no slash last. */
  start(
    options: { port: number; stateFile: string },
    setting: (name: string) => string,
    publicUrl: string,
  ): Promise<RunningServer>;
}

const SIMULATORS: readonly SimulatorEntry[] = [
  {
    name: "cpay",
    urlVariable: "CPAY_BASE_URL",
    settings: { CPAY_API_KEY: randomSecret, CPAY_API_SECRET: randomSecret, CPAY_WEBHOOK_SECRET: randomSecret },
    start: (options, setting) =>
      startCpaySimulator({
        ...options,
        apiKey: setting("CPAY_API_KEY"),
        apiSecret: setting("CPAY_API_SECRET"),
        webhookSecret: setting("CPAY_WEBHOOK_SECRET"),
      }),
  },
  {
    name: "daraja",
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
    start: (options, setting) =>
      startDarajaSimulator({
        ...options,
        consumerKey: setting("MPESA_CONSUMER_KEY"),
        consumerSecret: setting("MPESA_CONSUMER_SECRET"),
        shortcode: setting("MPESA_SHORTCODE"),
        shortcodeType: setting("MPESA_SHORTCODE_TYPE") === "till" ? "till" : "paybill",
        passkey: setting("MPESA_PASSKEY"),
        initiatorName: setting("MPESA_INITIATOR_NAME"),
        securityCredential: setting("MPESA_SECURITY_CREDENTIAL"),
      }),
  },
  {
    name: "stripe",
    urlVariable: "STRIPE_API_BASE",
    settings: {
      STRIPE_API_KEY: () => `sk_test_${randomSecret()}`,
      STRIPE_WEBHOOK_SECRET: () => `whsec_${randomSecret()}`,
      STRIPE_PUBLISHABLE_KEY: () => `pk_test_${randomSecret()}`,
    },
    start: (options, setting, publicUrl) =>
      startStripeSimulator({
        ...options,
        apiKey: setting("STRIPE_API_KEY"),
        webhookSecret: setting("STRIPE_WEBHOOK_SECRET"),
        webhookUrl: `${publicUrl}/api/v1/webhooks/stripe`,
      }),
  },
  {
    name: "paystack",
    urlVariable: "PAYSTACK_BASE_URL",
    settings: { PAYSTACK_SECRET_KEY: () => `sk_test_${randomSecret()}` },
    start: (options, setting, publicUrl) =>
      startPaystackSimulator({
        ...options,
        secretKey: setting("PAYSTACK_SECRET_KEY"),
        webhookUrl: `${publicUrl}/api/v1/webhooks/paystack`,
      }),
  },
];

/** The Worker's variables for the providers, and where they lead. */
export interface SimulatorService {
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts the simulators of all providers whose address is not given. They use the keys that are given. */
export async function startSimulators(context: StackContext): Promise<SimulatorService> {
  const services: SimulatorService[] = [];
  for (const entry of SIMULATORS) services.push(await startOne(entry, context));
  return {
    description: services.map((each) => each.description).join(", "),
    variables: Object.assign({}, ...services.map((each) => each.variables)),
  };
}

async function startOne(entry: SimulatorEntry, context: StackContext): Promise<SimulatorService> {
  const given = context.overrides.variables;
  const settings = Object.fromEntries(
    Object.entries(entry.settings).map(([name, make]) => [name, given[name] ?? context.secrets.get(name, make)]),
  );
  const givenUrl = given[entry.urlVariable];
  if (givenUrl !== undefined) {
    return {
      description: `${entry.name} at ${entry.urlVariable}`,
      variables: { ...settings, [entry.urlVariable]: givenUrl },
    };
  }
  const stateFile = join(context.stateDir, `${entry.name}-simulator.json`);
  const setting = (name: string) => settings[name] ?? "";
  const server = await context.ports.open(entry.name, (port) =>
    entry.start({ port, stateFile }, setting, context.publicUrl),
  );
  context.stopper.onStop(`the ${entry.name} simulator`, server.close);
  return { description: `${entry.name} ${server.url}`, variables: { ...settings, [entry.urlVariable]: server.url } };
}

function randomSecret(): string {
  return randomBytes(32).toString("hex");
}
