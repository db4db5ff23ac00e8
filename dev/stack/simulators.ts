import { join } from "node:path";
import { type FoundSimulator, findSimulators } from "../find-simulators.ts";
import { chooseSettings } from "./choose-settings.ts";
import type { StackContext } from "./stack-context.ts";

/** The Worker's variables for the providers, and where they lead. */
export interface SimulatorService {
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts the simulators of all providers whose address is not given. They use the keys that are given. */
export async function startSimulators(context: StackContext): Promise<SimulatorService> {
  const services: SimulatorService[] = [];
  for (const found of await findSimulators()) services.push(await startOne(found, context));
  return {
    description: services.map((each) => each.description).join(", "),
    variables: Object.assign({}, ...services.map((each) => each.variables)),
  };
}

async function startOne({ name, entry }: FoundSimulator, context: StackContext): Promise<SimulatorService> {
  const given = context.overrides.variables;
  const settings = chooseSettings(entry, given, context.secrets);
  const { urlVariable } = entry;
  const givenUrl = given[urlVariable];
  if (givenUrl !== undefined) {
    return { description: `${name} at ${urlVariable}`, variables: { ...settings, [urlVariable]: givenUrl } };
  }
  const stateFile = join(context.stateDir, `${name}-simulator.json`);
  const setting = (variable: string) => settings[variable] ?? "";
  const { publicUrl } = context;
  const server = await context.ports.open(name, (port) =>
    entry.start({ port, stateFile, publicUrl, setting, isHurried: false }),
  );
  context.stopper.onStop(`the ${name} simulator`, server.close);
  return { description: `${name} ${server.url}`, variables: { ...settings, [urlVariable]: server.url } };
}
