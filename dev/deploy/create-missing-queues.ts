import type { DeployEnvironment } from "./deploy-arguments.ts";
import { readWranglerConfig } from "./read-wrangler-config.ts";
import { runCommand, tryCommand } from "./run-command.ts";

/** Every queue that an environment of wrangler.toml sends to, reads from or leaves its dead letters in. */
export async function listQueues(environment: DeployEnvironment): Promise<string[]> {
  const { queues } = await readWranglerConfig(environment);
  const names = [
    ...queues.producers.map(({ queue }) => queue),
    ...queues.consumers.flatMap(({ queue, dead_letter_queue: dead }) => (dead === undefined ? [queue] : [queue, dead])),
  ];
  return [...new Set(names)].sort();
}

/** Makes those that are not there; what is there stays as it is. */
export async function createMissingQueues(environment: DeployEnvironment): Promise<void> {
  for (const queue of await listQueues(environment)) {
    const isThere = (await tryCommand("wrangler", ["queues", "info", queue], { isQuiet: true })) === 0;
    // If that was no answer but a failure, making the queue fails too, and says why.
    if (!isThere) await runCommand("wrangler", ["queues", "create", queue]);
    console.log(`  ${queue}: ${isThere ? "is there" : "created"}`);
  }
}
