// Brings the gateway to Cloudflare: `npm run deploy -- --env staging|production`. See docs/deploy.md.
import { createMissingQueues, listQueues } from "./deploy/create-missing-queues.ts";
import {
  DEPLOY_USAGE,
  type DeployArguments,
  parseDeployArguments,
  STEPS,
  type StepName,
} from "./deploy/deploy-arguments.ts";
import { type DeploySettings, readDeploySettings } from "./deploy/deploy-settings.ts";
import { deployWorker } from "./deploy/deploy-worker.ts";
import { runCommand } from "./deploy/run-command.ts";
import { smokeTest } from "./deploy/smoke-test.ts";
import { messageOf } from "./stack/start-failure.ts";
import { UsageError } from "./stack/usage-error.ts";

async function deploy({ environment, from }: DeployArguments, settings: DeploySettings): Promise<void> {
  const work: Readonly<Record<StepName, () => Promise<void>>> = {
    check: () => runCommand("npm", ["run", "check"]),
    queues: () => createMissingQueues(environment),
    migrate: () => runCommand("npm", ["run", "db:migrate"], { env: { DATABASE_URL: settings.databaseUrl } }),
    deploy: () => deployWorker(environment, settings),
    smoke: () => smokeTest(settings.publicUrl),
  };
  for (const step of STEPS.slice(STEPS.indexOf(from))) {
    console.log(`deploy: ${step}`);
    try {
      await work[step]();
    } catch (error) {
      console.error(
        `deploy: every step can be repeated; go on with: npm run deploy -- --env ${environment} --from ${step}`,
      );
      throw error;
    }
  }
  console.log(`deploy: ${environment} runs at ${settings.publicUrl}`);
}

async function rehearse({ environment }: DeployArguments, { publicUrl, variables, secrets }: DeploySettings) {
  await runCommand("wrangler", ["deploy", "--env", environment, "--dry-run"]);
  const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
  console.log(`deploy: nothing was changed. A deployment to ${environment} would
  make these queues if they are missing: ${list(await listQueues(environment))}
  migrate the database that DATABASE_URL names
  set these variables: ${list(Object.keys(variables))}
  store these secrets: ${list(Object.keys(secrets))}
  deploy, and ask ${publicUrl} whether it is well`);
}

try {
  const args = parseDeployArguments(process.argv.slice(2));
  if (args === null) console.log(DEPLOY_USAGE);
  else {
    const settings = readDeploySettings(args.environment, args.secretsFile, process.env);
    await (args.isDryRun ? rehearse : deploy)(args, settings);
  }
} catch (error) {
  console.error(
    error instanceof UsageError ? `deploy: ${error.message}\n\n${DEPLOY_USAGE}` : `deploy: ${messageOf(error)}`,
  );
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
