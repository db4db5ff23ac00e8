// Starts everything on loopback: `npm run dev`.
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { DEMO_MERCHANT } from "./demo-merchant.ts";
import { checkPort } from "./stack/check-port.ts";
import { startCron } from "./stack/cron.ts";
import { ensureMerchant } from "./stack/ensure-merchant.ts";
import { type Instance, saveInstance } from "./stack/instance-file.ts";
import { LOCAL_ROLES } from "./stack/local-roles.ts";
import { parseOverrides } from "./stack/overrides.ts";
import { openPortMemory } from "./stack/ports.ts";
import { startPostgres } from "./stack/postgres-service.ts";
import { printWelcome } from "./stack/print-welcome.ts";
import { createProgress } from "./stack/progress.ts";
import { startRedis } from "./stack/redis-service.ts";
import { openSecretStore } from "./stack/secret-store.ts";
import { signToken } from "./stack/sign-token.ts";
import { startSimulators } from "./stack/simulators.ts";
import type { StackContext } from "./stack/stack-context.ts";
import { parseStartArguments, START_USAGE, type StartArguments } from "./stack/start-arguments.ts";
import { messageOf, StartFailure } from "./stack/start-failure.ts";
import { openStateDir } from "./stack/state-dir.ts";
import { createStopper, type Stopper } from "./stack/stop.ts";
import { UsageError } from "./stack/usage-error.ts";
import { watchNpm } from "./stack/watch-npm.ts";
import { startWorker } from "./stack/worker-service.ts";

/** A step that is under way when somebody wants to stop is let finish, within reason, so that it can be undone. */
const START_PATIENCE_MS = 10_000;

async function startStack({ port, host, stateDir, fresh }: StartArguments, stopper: Stopper): Promise<void> {
  const step = createProgress(stopper.signal);
  const origin = `http://127.0.0.1:${port}`;
  const overrides = parseOverrides(process.env);
  await step("Node", () => process.version);
  await step("state", async () => {
    const { lock, endedProcesses } = await openStateDir(stateDir, { fresh });
    stopper.onStop("the lock", lock.release);
    return endedProcesses === 0 ? stateDir : `${stateDir} (ended ${endedProcesses} processes of a run that was killed)`;
  });
  await step("port", () => checkPort(port));
  const secrets = openSecretStore(stateDir);
  const publicUrl = (overrides.variables.PUBLIC_URL ?? origin).replace(/\/+$/, "");
  const context: StackContext = { stateDir, publicUrl, overrides, ports: openPortMemory(stateDir), secrets, stopper };

  const postgres = await step("Postgres", () => startPostgres(context));
  const redis = await step("Redis", () => startRedis(context));
  const simulators = await step("simulators", () => startSimulators(context));
  const variables = {
    JWT_SECRET_KEY: secrets.get("JWT_SECRET_KEY", () => randomBytes(32).toString("hex")),
    ENCRYPTION_KEYS: secrets.get("ENCRYPTION_KEYS", () => `k1:${randomBytes(32).toString("base64")}`),
    PUBLIC_URL: origin,
    ...overrides.variables,
    ...postgres.variables,
    ...redis.variables,
    ...simulators.variables,
  };
  const instance: Instance = { port, url: origin, jwtSecretKey: variables.JWT_SECRET_KEY };
  saveInstance(stateDir, instance);

  const { logFile } = await step("Worker", () => startWorker(context, { port, host, origin, variables }));
  await step("demo merchant", () => ensureMerchant(instance, DEMO_MERCHANT));
  stopper.onStop("the cron", startCron(origin, stopper.signal));
  const { userId, scopes } = LOCAL_ROLES.merchant;
  const token = await signToken(instance.jwtSecretKey, { userId, scopes, merchantId: DEMO_MERCHANT.id });
  stopper.signal.throwIfAborted();
  printWelcome({ origin, token, stateDir, logFile });
}

async function runUntilStopped(args: StartArguments): Promise<number> {
  const stopper = createStopper();
  stopper.onStop(
    "the watch over npm",
    watchNpm(() => stopper.request({ exitCode: 1, message: "npm has gone: stopping" })),
  );
  const started = startStack(args, stopper).catch((error: unknown) => {
    if (stopper.signal.aborted) return;
    if (!(error instanceof StartFailure)) console.error(error);
    stopper.request({ exitCode: 1, message: `cannot start: ${messageOf(error)}` });
  });
  const reason = await stopper.requested;
  (reason.exitCode === 0 ? console.log : console.error)(reason.message);
  await Promise.race([started, delay(START_PATIENCE_MS)]);
  await stopper.endAll();
  return reason.exitCode;
}

// A terminal or pipe that goes away takes its messages with it, not the instance.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

try {
  const args = parseStartArguments(process.argv.slice(2));
  if (args.help) console.log(START_USAGE);
  process.exit(args.help ? 0 : await runUntilStopped(args));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`dev: ${error.message}\n${START_USAGE}`);
  process.exit(2);
}
