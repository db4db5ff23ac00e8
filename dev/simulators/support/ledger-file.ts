import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A file of JSON lines, one change of state each; whatever was appended survives a SIGKILL of the process. */
export interface LedgerFile {
  /** What was in the file when it was opened, oldest first. */
  readonly lines: readonly unknown[];
  append(line: unknown): void;
  /** Forgets everything. */
  truncate(): void;
  /** Later appends are ignored: a handler may still be waking up while the simulator closes. */
  close(): void;
}

const NEWLINE = 0x0a;

/** Opens or makes the file and reads what is in it; a last line that was cut off is removed. */
export function openLedgerFile(path: string): LedgerFile {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "a+", 0o600);
  const content = readFileSync(path);
  const lines: unknown[] = [];
  let start = 0;
  for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, start)) {
    lines.push(parseLine(content.toString("utf8", start, end), path, lines.length + 1));
    start = end + 1;
  }
  if (start < content.length) ftruncateSync(descriptor, start);

  let open = true;
  return {
    lines,
    append: (line) => {
      if (open) writeSync(descriptor, `${JSON.stringify(line)}\n`);
    },
    truncate: () => {
      if (open) ftruncateSync(descriptor, 0);
    },
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function parseLine(text: string, path: string, lineNumber: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}:${lineNumber} is not JSON; delete the file to start from nothing`, { cause });
  }
}
