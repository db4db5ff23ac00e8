// Runs dependency-cruiser and refuses its silence: with a TypeScript it does not know it cruises nothing and reports success.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
const config = join(root, ".dependency-cruiser.mjs");
const roots = process.argv.slice(2);

let output;
let status = 0;
try {
  const args = [
    cruiser,
    ...(roots.length > 0 ? roots : ["src", "dev", "dashboard"]),
    "--config",
    config,
    "--output-type",
    "json",
  ];
  output = execFileSync(process.execPath, args, { maxBuffer: 256 * 1024 * 1024, encoding: "utf8" });
} catch (error) {
  output = error.stdout;
  status = 1;
}
const { summary } = JSON.parse(output);
for (const { rule, from, to } of summary.violations) console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
if (summary.totalCruised === 0) {
  console.error("no module was cruised");
  status = 1;
}
if (summary.error > 0) status = 1;
if (status === 0) console.log(`module boundaries hold: ${summary.totalCruised} modules`);
process.exitCode = status;
