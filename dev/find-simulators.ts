import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SimulatorEntry } from "./simulators/support/simulator-entry.ts";

/** A simulator by the name of its folder. */
export interface FoundSimulator {
  readonly name: string;
  readonly entry: SimulatorEntry;
}

const FOLDER = join(import.meta.dirname, "simulators");

/** Every folder of `dev/simulators/` that has an `entry.ts`, by name. */
export async function findSimulators(): Promise<readonly FoundSimulator[]> {
  const names = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "entry.ts")));
  return Promise.all(
    names.sort().map(async (name) => {
      const module: { entry?: SimulatorEntry } = await import(pathToFileURL(join(FOLDER, name, "entry.ts")).href);
      if (module.entry === undefined) throw new Error(`dev/simulators/${name}/entry.ts exports no entry`);
      return { name, entry: module.entry };
    }),
  );
}
