import { randomUUID } from "node:crypto";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunningServer } from "../../../dev/bridges/http-server.ts";
import { openIoredisBackend } from "../../../dev/bridges/redis/ioredis-backend.ts";
import { createMemoryRedis } from "../../../dev/bridges/redis/memory-redis.ts";
import type { RedisBackend } from "../../../dev/bridges/redis/redis-backend.ts";
import { startRedisBridge } from "../../../dev/bridges/redis/start-redis-bridge.ts";

const redisUrl = process.env.TEST_REDIS_URL;
const servers: { name: string; open: () => Promise<RedisBackend> }[] = [
  { name: "the embedded Redis", open: async () => createMemoryRedis() },
  ...(redisUrl ? [{ name: "a real Redis", open: () => openIoredisBackend(redisUrl) }] : []),
];
const CLIENTS = [
  { encoding: "base64", pipelining: true },
  { encoding: "base64", pipelining: false },
  { encoding: "plain", pipelining: true },
  { encoding: "plain", pipelining: false },
];
const TOKEN = "a-local-token";
const TEXTS = ["plain", "OK", "", "ünï😀", '{"json":true}', "123", "\r\n$-1\r\n"];

describe.each(servers)("Redis bridge over $name", ({ open }) => {
  let backend: RedisBackend;
  let bridge: RunningServer;
  const key = () => `bridge-test:${randomUUID()}`;
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const authorization = `Bearer ${TOKEN}`;
    const response = await fetch(`${bridge.url}${path}`, {
      method: "POST",
      body: text,
      headers: { authorization, ...headers },
    });
    return { status: response.status, json: (await response.json()) as unknown };
  };

  beforeAll(async () => {
    backend = await open();
    bridge = await startRedisBridge({ port: 0, token: TOKEN, backend });
  });
  afterAll(async () => {
    await bridge.close();
    await backend.close();
  });

  describe.each(CLIENTS)(
    "by the Upstash client ($encoding, auto-pipelining $pipelining)",
    ({ encoding, pipelining }) => {
      const connect = () =>
        new Redis({
          url: bridge.url,
          token: TOKEN,
          enableTelemetry: false,
          automaticDeserialization: false,
          enableAutoPipelining: pipelining,
          retry: false,
          ...(encoding === "plain" ? { responseEncoding: false as const } : {}),
        });

      it("gives every text back as it was", async () => {
        const redis = connect();
        for (const text of TEXTS) {
          const name = key();
          expect(await redis.set(name, text, { px: 10_000 })).toBe("OK");
          expect(await redis.get(name)).toBe(text);
          expect(await redis.del(name)).toBe(1);
          expect(await redis.get(name)).toBeNull();
        }
      });

      it("sets once with NX GET EX: null for the first, the stored value for all others", async () => {
        const redis = connect();
        const name = key();
        const set = (owner: string) => redis.set(name, owner, { nx: true, get: true, ex: 60 });
        expect(await Promise.all([set("first"), set("second"), set("third")])).toEqual([null, "first", "first"]);
        expect(await redis.del(name, key())).toBe(1);
      });

      it("runs pipelines and transactions", async () => {
        const redis = connect();
        const name = key();
        expect(await redis.pipeline().set(name, "1", { ex: 60 }).get(name).exec()).toEqual(["OK", "1"]);
        expect(await redis.multi().set(name, "2", { ex: 60 }).get(name).del(name).exec()).toEqual(["OK", "2", 1]);
      });

      it("throws Redis's own error", async () => {
        await expect(connect().set(key(), "x", { ex: 0 })).rejects.toThrow("ERR invalid expire time in 'set' command");
      });
    },
  );

  it("spares only OK from base64", async () => {
    const name = key();
    const headers = { "upstash-encoding": "base64" };
    const body = [["SET", name, "é", "PX", 10_000], ["GET", name], ["GET", key()], ["DEL", name], ["PING"]];
    expect((await post("/pipeline", body, headers)).json).toEqual([
      { result: "OK" },
      { result: "w6k=" },
      { result: null },
      { result: 1 },
      { result: "UE9ORw==" },
    ]);
  });

  it("answers a refused command with 400, or in its element of a pipeline", async () => {
    expect(await post("/", ["GET"])).toEqual({
      status: 400,
      json: { error: "ERR wrong number of arguments for 'get' command" },
    });
    const pipeline = await post("/pipeline", [["GET"], ["PING"]]);
    expect(pipeline.status).toBe(200);
    expect(pipeline.json).toEqual([{ error: "ERR wrong number of arguments for 'get' command" }, { result: "PONG" }]);
  });

  it("discards a transaction with a command that cannot be queued, and keeps one with a command that fails", async () => {
    const name = key();
    const discarded = await post("/multi-exec", [["SET", name, "x"], ["GET"]]);
    expect(discarded).toEqual({
      status: 400,
      json: { error: "EXECABORT Transaction discarded because of previous errors." },
    });
    expect((await post("/", ["GET", name])).json).toEqual({ result: null });
    const kept = await post("/multi-exec", [
      ["SET", name, "x", "EX", 60],
      ["SET", name, "y", "EX", "none"],
      ["DEL", name],
    ]);
    expect(kept.json).toEqual([
      { result: "OK" },
      { error: "ERR value is not an integer or out of range" },
      { result: 1 },
    ]);
  });

  it("refuses a wrong token, another method, another path and what is no command", async () => {
    expect((await post("/", ["PING"], { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await fetch(bridge.url, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(405);
    expect((await post("/elsewhere", ["PING"])).status).toBe(404);
    for (const body of ["nonsense", "{}", "[]", "[[]]", "[{}]"]) expect((await post("/", body)).status).toBe(400);
  });
});

describe("a Redis that is away", () => {
  it("is told at once when it is opened", async () => {
    await expect(openIoredisBackend("redis://127.0.0.1:1")).rejects.toThrow("ECONNREFUSED");
  });

  it("is a 503, also in a pipeline: nothing is known about what was done", async () => {
    const away = vi.fn(() => Promise.reject(new Error("connection lost")));
    const bridge = await startRedisBridge({
      port: 0,
      token: TOKEN,
      backend: { run: away, runTransaction: away, close: async () => undefined },
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const [path, body] of [
      ["/", '["PING"]'],
      ["/pipeline", '[["PING"]]'],
      ["/multi-exec", '[["PING"]]'],
    ] as const) {
      const response = await fetch(`${bridge.url}${path}`, { method: "POST", headers, body });
      expect([response.status, await response.json()]).toEqual([503, { error: "Redis unavailable: connection lost" }]);
    }
    await bridge.close();
  });
});
