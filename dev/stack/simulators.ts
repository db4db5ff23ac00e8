import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RunningServer } from "../bridges/http-server.ts";
import { startCpaySimulator } from "../simulators/cpay/server.ts";
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
