import { spawn } from "node:child_process";
import { CHECKOUT_DIR } from "../stack/checkout.ts";
import { StartFailure } from "../stack/start-failure.ts";

/** How a command is run. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps its output to itself, where failing is an answer. */
  readonly isQuiet?: boolean;
}

/** Runs a command from PATH in the checkout and gives its exit code. */
export async function tryCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: CHECKOUT_DIR,
    stdio: options.isQuiet === true ? "ignore" : ["ignore", "inherit", "inherit"],
    // It would override --env.
    env: { ...process.env, CLOUDFLARE_ENV: undefined, ...options.env },
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new StartFailure(`${command} cannot be started: ${error.message}`)));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs a command that has to succeed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  const code = await tryCommand(command, args, options);
  if (code !== 0) throw new StartFailure(`${command} ${args.slice(0, 3).join(" ")} failed with exit code ${code}`);
}
