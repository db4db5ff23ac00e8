import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

/** Secrets that are made once for a state directory and stay. */
export interface SecretStore {
  /** The stored secret of that name; made and stored first if there is none. */
  get(name: string, generate: () => string): string;
}

/** The secrets of a state directory, in a file that only its owner can read. */
export function openSecretStore(stateDir: string): SecretStore {
  const file = join(stateDir, "secrets.json");
  const secrets = new Map(Object.entries(readJsonFile(file) ?? {}));
  return {
    get(name, generate) {
      const known = secrets.get(name);
      if (typeof known === "string") return known;
      const made = generate();
      secrets.set(name, made);
      writeJsonFile(file, Object.fromEntries(secrets));
      return made;
    },
  };
}
