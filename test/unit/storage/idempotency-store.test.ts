import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createIdempotencyStore } from "../../../src/storage/redis/idempotency-store.ts";
import type { RedisEntry } from "../../../src/storage/redis/redis-client.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createStore(set: () => Promise<void> = () => Promise.resolve()) {
  const requests: (readonly RedisEntry[])[] = [];
  const failures: unknown[] = [];
  const redis = {
    get: () => Promise.resolve(null),
    ping: () => Promise.resolve(),
    set: (entries: readonly RedisEntry[]) => {
      requests.push(entries);
      return set();
    },
  };
  const store = createIdempotencyStore(
    redis,
    () => Date.now(),
    (error) => failures.push(error),
  );
  const remember = (id: string, body = "{}") => store.remember(id, { fingerprint: "f", status: 201, body });
  return { remember, failures, keys: () => requests.map((entries) => entries.map(([key]) => key)) };
}

describe("answers that are given at about the same time", () => {
  it("reach Redis in one request, later ones in another", async () => {
    const { remember, keys } = createStore();
    const first = remember("a");
    await Promise.all([remember("b"), remember("c")]);
    expect(keys()).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    await first;
    void remember("d");
    await vi.advanceTimersByTimeAsync(100);
    expect(keys()).toEqual([["idem:v1:a", "idem:v1:b", "idem:v1:c"], ["idem:v1:d"]]);
  });

  it("are not all put into one request when they are long", async () => {
    const { remember, keys } = createStore();
    for (const id of ["a", "b", "c"]) void remember(id, "x".repeat(100_000));
    await vi.advanceTimersByTimeAsync(100);
    expect(keys()).toEqual([["idem:v1:a", "idem:v1:b"], ["idem:v1:c"]]);
  });

  it("do not wait for a request that is gone", async () => {
    const { remember, keys } = createStore();
    void remember("lost");
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 200);
    void remember("a");
    await vi.advanceTimersByTimeAsync(100);
    expect(keys()).toEqual([["idem:v1:a"]]);
  });

  it("are let go, and Redis left alone for a while, when it fails", async () => {
    const { remember, keys, failures } = createStore(() => Promise.reject(new Error("away")));
    void remember("a");
    await vi.advanceTimersByTimeAsync(100);
    void remember("b");
    await vi.advanceTimersByTimeAsync(100);
    expect(keys()).toEqual([["idem:v1:a"]]);
    expect(failures).toHaveLength(1);
  });
});
