import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { createMemoryRedis, type StoredValue } from "./memory-redis.ts";
import type { RedisBackend } from "./redis-backend.ts";

/** One line of the journal: key and value as base64, or a null value for a key that was deleted. */
type JournalLine = readonly [key: string, value: string | null, expiresAtMs: number | null];

/**
 * The embedded Redis with an append-only file, so that its keys survive a stop and a SIGKILL as a real one's do. The
 * file is rewritten without old and expired entries when it is opened; one process at a time may have it open.
 */
export function openJournaledRedis(file: string): RedisBackend {
  const values = readJournal(file);
  compact(file, values);
  const journal = openSync(file, "a", 0o600);
  return createMemoryRedis({
    initial: values,
    onChange: (key, stored) => writeSync(journal, toLine(key, stored)),
    close: () => closeSync(journal),
  });
}

function readJournal(file: string): Map<string, StoredValue> {
  const values = new Map<string, StoredValue>();
  if (!existsSync(file)) return values;
  for (const text of readFileSync(file, "utf8").split("\n")) {
    const line = parseLine(text);
    if (line === null) continue;
    const [key, value, expiresAtMs] = line;
    const name = Buffer.from(key, "base64").toString("latin1");
    if (value === null || (expiresAtMs !== null && expiresAtMs <= Date.now())) values.delete(name);
    else values.set(name, { value: Buffer.from(value, "base64"), expiresAtMs });
  }
  return values;
}

/** A line that a kill cut short was never answered for, so leaving it out is right. */
function parseLine(text: string): JournalLine | null {
  try {
    const line: unknown = JSON.parse(text);
    return Array.isArray(line) && line.length === 3 ? (line as unknown as JournalLine) : null;
  } catch {
    return null;
  }
}

function compact(file: string, values: Map<string, StoredValue>): void {
  const lines = [...values].map(([key, stored]) => toLine(key, stored));
  writeFileSync(`${file}.new`, lines.join(""), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function toLine(key: string, stored: StoredValue | null): string {
  const line: JournalLine = [
    Buffer.from(key, "latin1").toString("base64"),
    stored?.value.toString("base64") ?? null,
    stored?.expiresAtMs ?? null,
  ];
  return `${JSON.stringify(line)}\n`;
}
