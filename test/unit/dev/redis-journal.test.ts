import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import type { RedisBackend } from "../../../dev/bridges/redis/redis-backend.ts";
import { openJournaledRedis } from "../../../dev/bridges/redis/redis-journal.ts";

const directory = mkdtempSync(join(tmpdir(), "journal-"));
const file = join(directory, "redis.journal");

beforeEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(directory, { recursive: true }));

it("brings back what was set, changed and deleted, without a clean stop", async () => {
  const killed = openJournaledRedis(file);
  await run(killed, "SET kept first");
  await run(killed, "SET kept second EX 60");
  await run(killed, "SET gone x");
  await run(killed, "DEL gone");
  await run(killed, "SET refused x XX");
  const next = openJournaledRedis(file);
  expect(await run(next, "GET kept")).toEqual(Buffer.from("second"));
  expect(await run(next, "GET gone")).toBeNull();
  expect(await run(next, "GET refused")).toBeNull();
  await next.close();
});

it("drops what has expired meanwhile, and a line that a kill cut short", async () => {
  const killed = openJournaledRedis(file);
  await run(killed, "SET kept x");
  await run(killed, "SET brief x PX 1");
  appendFileSync(file, '["a2V5","dmFs');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await openJournaledRedis(file).close();
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

function run(redis: RedisBackend, line: string) {
  const [name = "", ...args] = line.split(" ");
  return redis.run([Buffer.from(name), ...args.map((arg) => Buffer.from(arg))]);
}
