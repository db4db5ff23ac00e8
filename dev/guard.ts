// Runs a command in this process's own group, and ends that whole group when its standard input closes: that is how it
// learns that its starter has gone, by whatever signal. Usage: node guard.ts COMMAND [ARGUMENT …], started detached.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";

/** wrangler takes about a second to end workerd and its helpers. */
const GRACE_MS = 5_000;

const [command = "", ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
let isStopping = false;

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  child.kill("SIGTERM");
  setTimeout(killGroup, GRACE_MS);
}

/** Ends this process too. */
function killGroup(): void {
  process.kill(-process.pid, "SIGKILL");
}

process.stdin.resume().on("end", stop).on("error", stop);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
child.on("error", (error) => {
  report(`cannot start ${command}: ${error.message}`);
  killGroup();
});
child.on("exit", (code, signal) => {
  if (!isStopping) report(`wrangler ended by itself (${signal ?? `exit code ${code}`})`);
  killGroup();
});

/** The starter, and with it the pipe, may be gone. */
function report(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {}
}
