import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** The object in a JSON file, or null when there is no such file or it holds something else. */
export function readJsonFile(file: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Replaces a file as a whole, readable by its owner only, so that a kill in between leaves the old one. */
export function writePrivateFile(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  // The mode above only counts when the file is made.
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

/** `writePrivateFile` for an object. */
export function writeJsonFile(file: string, json: Record<string, unknown>): void {
  writePrivateFile(file, `${JSON.stringify(json, null, 2)}\n`);
}
