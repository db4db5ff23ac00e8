// Checks, migrates and deploys: `PUBLIC_URL=https://… DATABASE_URL=postgres://… npm run deploy [-- wrangler's own flags]`.
// Secrets are set beforehand with `wrangler secret put NAME`; see .dev.vars.example.
import { spawnSync } from "node:child_process";

const environment = process.env.ENVIRONMENT ?? "production";
const faults = [
  ...(/^https:\/\//.test(process.env.PUBLIC_URL ?? "") ? [] : ["PUBLIC_URL must be the Worker's own https:// origin"]),
  ...(/^postgres(ql)?:\/\//.test(process.env.DATABASE_URL ?? "") ? [] : ["DATABASE_URL must be a postgres:// URL"]),
  ...(["staging", "production"].includes(environment) ? [] : ["ENVIRONMENT must be staging or production"]),
];
if (faults.length > 0) {
  for (const fault of faults) console.error(`deploy: ${fault}`);
  process.exit(1);
}

const variables = ["--var", `ENVIRONMENT:${environment}`, "--var", `PUBLIC_URL:${process.env.PUBLIC_URL}`];
const steps = [
  ["npm", ["run", "check"]],
  ["npm", ["run", "db:migrate"]],
  ["npx", ["--no-install", "wrangler", "deploy", ...variables, ...process.argv.slice(2)]],
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
