import { describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/services/gateway.ts";
import { wakeMerchants } from "../../../src/services/operations/wake-merchants.ts";

/** Merchants with two endpoints each; calls of those that are broken fail. Tells who was woken and how many at a time. */
function world(broken: readonly string[] = []) {
  const woken: string[] = [];
  let open = 0;
  let mostOpen = 0;
  const answering = async <Result>(name: string, result: Result): Promise<Result> => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    if (broken.includes(name)) throw new Error(`${name} is broken`);
    woken.push(name);
    return result;
  };
  const call = (id: string, work: (api: unknown) => unknown, endpoints: readonly string[]) =>
    work({ wake: () => answering(id, endpoints) });
  const gateway = {
    callMerchant: (id: string, work: (api: unknown) => unknown) => call(id, work, [`${id}/a`, `${id}/b`]),
    callEndpoint: (id: string, work: (api: unknown) => unknown) => call(id, work, []),
  } as unknown as Gateway;
  return { gateway, woken, mostOpen: () => mostOpen };
}

describe("waking merchants", () => {
  it("wakes each of them and its endpoints once, six at a time", async () => {
    const { gateway, woken, mostOpen } = world();
    const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
    expect(await wakeMerchants(gateway, ids)).toEqual([]);
    expect([...woken].sort()).toEqual(ids.flatMap((id) => [id, `${id}/a`, `${id}/b`]).sort());
    expect(mostOpen()).toBe(6);
  });

  it("goes on past those that cannot be woken, and tells of each", async () => {
    const { gateway, woken } = world(["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7/a"]);
    const ids = Array.from({ length: 9 }, (_, index) => `m${index}`);
    expect(await wakeMerchants(gateway, ids)).toHaveLength(8);
    expect([...woken].sort()).toEqual(["m7", "m7/b", "m8", "m8/a", "m8/b"]);
  });

  it("has nothing to do for nobody", async () => {
    expect(await wakeMerchants(world().gateway, [])).toEqual([]);
  });
});
