import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** It neither tells anybody that it was run nor asks whether there is a newer one. */
const QUIET = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
/** Enough for a report on every line. */
const MAX_REPORT_BYTES = 64 * 1_024 * 1_024;

interface Report {
  readonly problems: readonly {
    readonly severity: string;
    readonly ruleId: string;
    readonly message: string;
    readonly location: readonly { readonly pointer?: string }[];
  }[];
}

/** What Redocly's recommended rules say of a document, warnings included; empty when it is clean. */
export async function lintWithRedocly(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "openapi-"));
  try {
    const file = join(folder, "openapi.json");
    await writeFile(file, text);
    const { problems } = JSON.parse(await report(folder, file)) as Report;
    return problems.map(
      ({ ruleId, message, location }) => `redocly ${ruleId}: ${message} (${location[0]?.pointer ?? "whole document"})`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(folder: string, file: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("@redocly/cli/package.json");
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin: { redocly: string } };
  const args = [join(dirname(manifest), bin.redocly), "lint", file, "--extends=recommended", "--format=json"];
  const options = { cwd: folder, env: { ...process.env, ...QUIET }, maxBuffer: MAX_REPORT_BYTES };
  // It exits with 1 where it has found errors; the report is the same.
  const { stdout } = await promisify(execFile)(process.execPath, [...args, "--max-problems=1000"], options).catch(
    (error: { stdout?: string }) => {
      if (error.stdout?.startsWith("{")) return { stdout: error.stdout };
      throw error;
    },
  );
  return stdout;
}
