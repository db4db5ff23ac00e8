import { createWriteStream, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

const TAIL_LINES = 40;
/** A Worker that fails on every request must not bury the terminal; the file has it all. */
const MAX_ECHOES_PER_WINDOW = 30;
const ECHO_WINDOW_MS = 10_000;

/** What the Worker and wrangler print, kept in `worker.log` of the state directory. */
export interface WorkerLog {
  readonly file: string;
  /** Copies a stream into the log line by line; errors also go to the console. */
  follow(stream: Readable): void;
  /** The last lines, for a message about a Worker that did not start. */
  tail(): string;
  close(): Promise<void>;
}

/** Opens a new log; the one of the run before stays as `worker.previous.log`. */
export function openWorkerLog(stateDir: string): WorkerLog {
  const file = join(stateDir, "worker.log");
  if (existsSync(file)) renameSync(file, join(stateDir, "worker.previous.log"));
  const output = createWriteStream(file, { flags: "a", mode: 0o600 });
  const lines: string[] = [];
  const echo = createErrorEcho();
  const take = (raw: string) => {
    const line = stripVTControlCharacters(raw);
    output.write(`${line}\n`);
    lines.push(line);
    if (lines.length > TAIL_LINES) lines.shift();
    echo(line);
  };
  return {
    file,
    follow: (stream) => void createInterface({ input: stream }).on("line", take),
    tail: () => lines.filter((line) => line.trim() !== "").join("\n"),
    close: () => new Promise((resolve) => output.end(resolve)),
  };
}

/** Passes error lines, and the indented lines of their stack, to the console. */
function createErrorEcho(): (line: string) => void {
  let inError = false;
  let windowStart = 0;
  let echoed = 0;
  return (line) => {
    inError = isError(line) || (inError && /^\s+\S/.test(line));
    if (!inError) return;
    const now = Date.now();
    if (now - windowStart > ECHO_WINDOW_MS) {
      windowStart = now;
      echoed = 0;
    }
    echoed++;
    if (echoed < MAX_ECHOES_PER_WINDOW) console.error(`worker: ${line}`);
    if (echoed === MAX_ECHOES_PER_WINDOW) console.error("worker: … more errors in worker.log");
  };
}

/** wrangler's own marks, and the level of a structured log line. */
function isError(line: string): boolean {
  return /\[ERROR\]|^\[wrangler:error\]|^Uncaught |"level":\s*"(error|fatal)"/.test(line);
}
