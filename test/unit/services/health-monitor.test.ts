import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type HealthTally,
  observe,
  type ProviderHealth,
  UNKNOWN_HEALTH,
} from "../../../src/domain/provider-health/provider-health.ts";
import { createHealthMonitor } from "../../../src/services/health/health-monitor.ts";
import { SECOND, T0 } from "../domain/support/builders.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Isolates that share what is known, and a clock that the test turns. */
function world() {
  const now = { value: T0, isAway: false };
  const told: HealthTally[] = [];
  let shared: ProviderHealth = UNKNOWN_HEALTH;
  const report = (_id: string, tally: HealthTally): Promise<ProviderHealth> => {
    if (now.isAway) return Promise.reject(new Error("the object is away"));
    told.push(tally);
    shared = observe(shared, tally, now.value);
    return Promise.resolve(shared);
  };
  return { now, told, newIsolate: () => createHealthMonitor(report, () => now.value) };
}

describe("what an isolate knows of providers", () => {
  it("is at hand at once for itself, and reaches the others behind the back of payments", async () => {
    const { newIsolate } = world();
    const [one, other] = [newIsolate(), newIsolate()];
    for (let count = 0; count < 3; count += 1) one.note("a", "failed");
    expect(one.isToBeSkipped("a")).toBe(true);
    expect(other.isToBeSkipped("a")).toBe(false);
    await one.exchange();
    await other.exchange(["a"]);
    expect(other.isToBeSkipped("a")).toBe(true);
    expect(other.isToBeSkipped("b")).toBe(false);
  });

  it("adds up: three isolates that each fail once have seen a row", async () => {
    const { newIsolate } = world();
    const isolates = [newIsolate(), newIsolate(), newIsolate()];
    for (const isolate of isolates) {
      isolate.note("a", "failed");
      await isolate.exchange();
    }
    expect(isolates.map((isolate) => isolate.isToBeSkipped("a"))).toEqual([false, false, true]);
  });

  it("is told once a second at most when it is bad, every ten when it is good", async () => {
    const { now, told, newIsolate } = world();
    const isolate = newIsolate();
    for (let step = 0; step < 40; step += 1) {
      isolate.note("a", "served");
      await isolate.exchange();
      now.value += SECOND / 2;
    }
    expect(told.map(({ served }) => served)).toEqual([1, 20]);
    isolate.note("a", "failed");
    await isolate.exchange();
    isolate.note("a", "failed");
    await isolate.exchange();
    expect(told).toHaveLength(3);
    now.value += SECOND;
    await isolate.exchange();
    expect(told.slice(2).map(({ failed }) => failed)).toEqual([1, 1]);
  });

  it("lets one payment try again once the rest is over", () => {
    const { now, newIsolate } = world();
    const isolate = newIsolate();
    for (let count = 0; count < 3; count += 1) isolate.note("a", "failed");
    now.value += 10 * SECOND;
    expect([isolate.isToBeSkipped("a"), isolate.isToBeSkipped("a")]).toEqual([false, true]);
    isolate.note("a", "served");
    expect(isolate.isToBeSkipped("a")).toBe(false);
  });

  it("is not lost while the others cannot be told", async () => {
    const { now, told, newIsolate } = world();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const isolate = newIsolate();
    now.isAway = true;
    isolate.note("a", "failed");
    await isolate.exchange();
    isolate.note("a", "failed");
    now.isAway = false;
    now.value += SECOND;
    await isolate.exchange();
    expect(told).toEqual([{ served: 0, answered: 0, failed: 2, failedSinceServed: 2 }]);
    now.isAway = true;
    expect((await isolate.read("a")).failuresInRow).toBe(2);
  });
});
