import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployEnvironment } from "./deploy-arguments.ts";
import type { DeploySettings } from "./deploy-settings.ts";
import { runCommand } from "./run-command.ts";

/**
 * Uploads the Worker with its variables and the secrets that are given, as one version: code never runs without the
 * secrets it came with. Secrets that are not given stay as they are.
 */
export async function deployWorker(environment: DeployEnvironment, settings: DeploySettings): Promise<void> {
  const variables = Object.entries(settings.variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const args = ["deploy", "--env", environment, ...variables];
  if (Object.keys(settings.secrets).length === 0) return runCommand("wrangler", args);
  // A command line can be read by every user of the machine, a folder of mkdtemp by its owner only.
  const folder = mkdtempSync(join(tmpdir(), "gateway-deploy-"));
  try {
    const file = join(folder, "secrets.json");
    writeFileSync(file, JSON.stringify(settings.secrets), { mode: 0o600 });
    await runCommand("wrangler", [...args, "--secrets-file", file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
