import { isPortFree } from "./ports.ts";
import { findListener } from "./processes.ts";
import { StartFailure } from "./start-failure.ts";

const MAX_COMMAND_LENGTH = 160;

/** Makes sure that the Worker's port is free, or throws `StartFailure` that says who has it and what to do. */
export async function checkPort(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  const holder = findListener(port);
  const way = "choose another with --port";
  if (holder === null) throw new StartFailure(`port ${port} is taken by another process: stop it, or ${way}`);
  const command = holder.commandLine.slice(0, MAX_COMMAND_LENGTH);
  throw new StartFailure(`port ${port} is taken by process ${holder.pid} (${command}): kill ${holder.pid}, or ${way}`);
}
