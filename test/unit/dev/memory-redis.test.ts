import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryRedis } from "../../../dev/bridges/redis/memory-redis.ts";
import type { RedisBackend, RedisCommand } from "../../../dev/bridges/redis/redis-backend.ts";

describe("the embedded Redis", () => {
  let nowMs = 0;
  let redis: RedisBackend;
  const run = async (line: string) => {
    const [name = "", ...args] = line.split(" ");
    const command: RedisCommand = [Buffer.from(name), ...args.map((arg) => Buffer.from(arg))];
    const reply = await redis.run(command);
    return Buffer.isBuffer(reply) ? reply.toString() : reply;
  };

  beforeEach(() => {
    nowMs = 1_000_000;
    redis = createMemoryRedis({ now: () => nowMs });
  });
  afterEach(() => vi.restoreAllMocks());

  it("expires a key when its time has come, not a millisecond before", async () => {
    await run("SET seconds v EX 2");
    await run("SET milliseconds v PX 1500");
    nowMs += 1499;
    expect(await run("GET milliseconds")).toBe("v");
    nowMs += 1;
    expect(await run("GET milliseconds")).toBeNull();
    expect(await run("GET seconds")).toBe("v");
    nowMs += 500;
    expect(await run("DEL seconds milliseconds")).toBe(0);
  });

  it("forgets the old time to live when a key is set anew", async () => {
    await run("SET k v EX 1");
    await run("SET k w");
    nowMs += 1000;
    expect(await run("GET k")).toBe("w");
  });

  it("leaves value and time to live alone when NX or XX refuses", async () => {
    expect(await run("SET k v XX")).toBeNull();
    expect(await run("GET k")).toBeNull();
    await run("SET k v PX 10");
    expect(await run("SET k w NX")).toBeNull();
    nowMs += 10;
    expect(await run("SET k w NX")).toBe("OK");
  });

  it("answers GET with the value before, or null, whether or not it set", async () => {
    expect(await run("SET k a GET")).toBeNull();
    expect(await run("SET k b GET")).toBe("a");
    expect(await run("SET k c NX GET")).toBe("b");
    expect(await run("SET k d XX GET")).toBe("b");
    expect(await run("SET other e XX GET")).toBeNull();
    expect(await run("GET other")).toBeNull();
    expect(await run("GET k")).toBe("d");
  });

  it("takes names and options in any case and order", async () => {
    expect(await run("sEt k v gEt eX 1 nX")).toBeNull();
    expect(await run("get k")).toBe("v");
    nowMs += 1000;
    expect(await run("GeT k")).toBeNull();
  });

  it("answers PING", async () => {
    expect(await run("PING")).toBe("PONG");
    expect(await run("ping hello")).toBe("hello");
  });

  // Each as Redis 7.0.15 answers it.
  it.each([
    ["SET k v NX XX", "ERR syntax error"],
    ["SET k v EX 1 PX 1", "ERR syntax error"],
    ["SET k v EX", "ERR syntax error"],
    ["SET k v SOON", "ERR syntax error"],
    ["SET k v EX 0", "ERR invalid expire time in 'set' command"],
    ["SET k v PX -1", "ERR invalid expire time in 'set' command"],
    ["SET k v EX 9223372036854775807", "ERR invalid expire time in 'set' command"],
    ["SET k v PX 9223372036854775807", "ERR invalid expire time in 'set' command"],
    ["SET k v EX 010", "ERR value is not an integer or out of range"],
    ["SET k v EX 1.5", "ERR value is not an integer or out of range"],
    ["SET k v EX 9223372036854775808", "ERR value is not an integer or out of range"],
    ["SET k", "ERR wrong number of arguments for 'set' command"],
    ["GET", "ERR wrong number of arguments for 'get' command"],
    ["DEL", "ERR wrong number of arguments for 'del' command"],
    ["PING a b", "ERR wrong number of arguments for 'ping' command"],
  ])("refuses %s with Redis's own words", async (line, message) => {
    await expect(run(line)).rejects.toThrow(message);
    expect(await run("GET k")).toBeNull();
  });

  it("refuses every other command, loudly", async () => {
    const stderr = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const line of ["INCR k", "EVAL x 0", "toString", "FLUSHALL"])
      await expect(run(line)).rejects.toThrow(/^ERR unknown/);
    expect(stderr).toHaveBeenCalledTimes(4);
    await expect(run("SET k v KEEPTTL")).rejects.toThrow("ERR the embedded Redis does not do SET KEEPTTL");
  });

  it("keeps bytes that are no text", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 195]);
    await redis.run([Buffer.from("SET"), bytes, bytes]);
    expect(await redis.run([Buffer.from("GET"), bytes])).toEqual(bytes);
  });

  it("does not keep expired keys for ever", async () => {
    const values = new Map<string, { value: Buffer; expiresAtMs: number | null }>();
    const swept = createMemoryRedis({ now: () => nowMs, initial: values });
    const set = (key: string, ...rest: string[]) =>
      swept.run([Buffer.from("SET"), ...[key, "v", ...rest].map((each) => Buffer.from(each))]);
    for (let index = 0; index < 999; index++) await set(`short-${index}`, "PX", "1");
    nowMs += 1;
    const read = vi.spyOn(Map.prototype, "delete");
    await set("last");
    expect(read).toHaveBeenCalledTimes(999);
  });
});
