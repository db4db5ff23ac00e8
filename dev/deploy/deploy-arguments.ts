import { parseArgs } from "node:util";
import { UsageError } from "../stack/usage-error.ts";

/** Where the gateway can be deployed to: the environments of wrangler.toml. */
export const ENVIRONMENTS = ["staging", "production"] as const;
/** The steps of a deployment, in order; each can be repeated. */
export const STEPS = ["check", "queues", "migrate", "deploy", "smoke"] as const;

/** One of the environments. */
export type DeployEnvironment = (typeof ENVIRONMENTS)[number];
/** One of the steps. */
export type StepName = (typeof STEPS)[number];

/** What `npm run deploy` understands. */
export const DEPLOY_USAGE = `npm run deploy -- --env staging|production [OPTION …]

  --env NAME           which environment of wrangler.toml
  --secrets-file FILE  NAME=value lines (as .dev.vars) or JSON; the environment's variables win
  --from STEP          leave out what comes before: ${STEPS.join(", ")}
  --dry-run            build and say what would be done; change nothing

Needed, from the environment or the file: PUBLIC_URL, and DATABASE_URL for the migrations.
Every other variable of .dev.vars.example that is given is stored as a secret.`;

/** The arguments, read. */
export interface DeployArguments {
  readonly environment: DeployEnvironment;
  readonly secretsFile: string | null;
  readonly from: StepName;
  readonly isDryRun: boolean;
}

/** Reads the command line; null asks for help. Throws `UsageError`. */
export function parseDeployArguments(args: readonly string[]): DeployArguments | null {
  const { env, "secrets-file": secretsFile, from, "dry-run": isDryRun, help } = readOptions(args);
  if (help === true) return null;
  const environment = ENVIRONMENTS.find((name) => name === env);
  if (environment === undefined) throw new UsageError(`--env must be ${ENVIRONMENTS.join(" or ")}`);
  const step = from === undefined ? STEPS[0] : STEPS.find((name) => name === from);
  if (step === undefined) throw new UsageError(`--from must be one of ${STEPS.join(", ")}`);
  return { environment, secretsFile: secretsFile ?? null, from: step, isDryRun: isDryRun === true };
}

function readOptions(args: readonly string[]) {
  try {
    const options = {
      env: { type: "string" },
      "secrets-file": { type: "string" },
      from: { type: "string" },
      "dry-run": { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
