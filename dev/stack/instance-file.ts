import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PORT, DEFAULT_STATE_DIR, INSTANCES_DIR } from "./checkout.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { StartFailure } from "./start-failure.ts";

/** What other commands need to know of an instance; it stays in the state directory when the instance stops. */
export interface Instance {
  readonly port: number;
  readonly url: string;
  /** The key in force, given or generated. */
  readonly jwtSecretKey: string;
}

/** Writes what is in force into the state directory, and which directory that is under the port's name. */
export function saveInstance(stateDir: string, instance: Instance): void {
  writeJsonFile(fileOf(stateDir), { ...instance });
  mkdirSync(INSTANCES_DIR, { recursive: true });
  writeJsonFile(registrationOf(instance.port), { stateDir });
}

/**
 * Finds the instance that was last started in a state directory or, without one, on a port (in whatever directory).
 * Throws `StartFailure` when there never was one.
 */
export function findInstance(where: { readonly port?: number | undefined; readonly stateDir?: string | undefined }) {
  const { port, stateDir } = where;
  if (stateDir === undefined) return findByPort(port);
  const instance = readInstance(stateDir);
  if (instance === null) throw new StartFailure(`no instance was ever started in ${stateDir}: run npm run dev first`);
  return port === undefined ? instance : { ...instance, port, url: `http://127.0.0.1:${port}` };
}

function findByPort(port: number | undefined): Instance {
  const wanted = port ?? DEFAULT_PORT;
  const registered = readJsonFile(registrationOf(wanted))?.stateDir;
  const instance = typeof registered === "string" ? readInstance(registered) : null;
  // The directory may have moved on to another port since.
  if (instance?.port === wanted) return instance;
  const usual = readInstance(DEFAULT_STATE_DIR);
  if (usual !== null && (port === undefined || usual.port === port)) return usual;
  throw new StartFailure(`no instance was ever started on port ${wanted}: run npm run dev first`);
}

function readInstance(stateDir: string): Instance | null {
  const json = readJsonFile(fileOf(stateDir));
  if (json === null) return null;
  return { port: Number(json.port), url: String(json.url), jwtSecretKey: String(json.jwtSecretKey) };
}

function fileOf(stateDir: string): string {
  return join(stateDir, "instance.json");
}

function registrationOf(port: number): string {
  return join(INSTANCES_DIR, `${port}.json`);
}
