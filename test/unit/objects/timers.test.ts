import { beforeEach, describe, expect, it } from "vitest";
import { runAtomically } from "../../../src/objects/shared/run-atomically.ts";
import { migrateObject } from "../../../src/objects/shared/sql-migrations.ts";
import { createTimers, TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID } from "../../../src/objects/shared/timers.ts";
import { createTestStorage, type TestStorage } from "./support/object-storage.ts";

let test: TestStorage;

beforeEach(() => {
  test = createTestStorage();
  migrateObject(test.storage, [TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID]);
});

describe("an object's timers", () => {
  it("arm the one alarm for the earliest of them, once", () => {
    const timers = createTimers(test.storage);
    timers.set("payment", "a", 5_000);
    timers.arm(1_000, 8_000);
    timers.set("payment", "b", 6_000);
    timers.arm(1_000, null);
    expect(test.alarms).toEqual([5_000]);
    timers.set("payment", "c", 3_000);
    timers.arm(1_000, null);
    timers.arm(1_000, 2_000);
    expect(test.alarms).toEqual([5_000, 3_000, 2_000]);
  });

  it("ask storage nothing while the alarm is armed early enough", () => {
    const timers = createTimers(test.storage);
    timers.set("payment", "a", 5_000);
    timers.arm(1_000, null);
    test.takeStatements();
    timers.arm(2_000, 9_000);
    expect(test.takeStatements()).toEqual([]);
  });

  it("are armed again after an alarm has fired, or should have", () => {
    const timers = createTimers(test.storage);
    timers.set("payment", "a", 5_000);
    timers.set("payment", "b", 9_000);
    timers.arm(1_000, null);
    timers.disarmed();
    timers.set("payment", "a", null);
    timers.arm(5_000, null);
    timers.arm(9_001, null);
    expect(test.alarms).toEqual([5_000, 9_000, 9_000]);
  });

  it("do not rely on an alarm whose arming was rolled back", () => {
    const timers = createTimers(test.storage);
    timers.set("payment", "a", 9_000);
    timers.arm(1_000, null);
    const failing = () => {
      timers.set("payment", "b", 5_000);
      timers.arm(1_000, null);
      throw new Error("refused");
    };
    expect(() => runAtomically(test.storage, failing)).toThrow("refused");
    timers.set("payment", "c", 6_000);
    timers.arm(1_000, null);
    expect(test.alarms).toEqual([9_000, 5_000, 6_000]);
  });

  it("are found again by an object that begins anew", () => {
    const before = createTimers(test.storage);
    before.set("payment", "a", 5_000);
    before.arm(1_000, null);
    const after = createTimers(test.storage);
    after.arm(2_000, 7_000);
    expect(test.alarms).toEqual([5_000]);
    after.arm(6_000, 7_000);
    expect(test.alarms).toEqual([5_000, 5_000]);
    expect(after.due(6_000, 10)).toEqual([{ kind: "payment", ref: "a", dueAt: 5_000 }]);
  });

  it("look at every row again once memory is told to be forgotten", () => {
    const timers = createTimers(test.storage);
    timers.set("payment", "a", 5_000);
    timers.arm(1_000, null);
    test.storage.sql.exec("UPDATE alarm SET armed_at = NULL");
    timers.arm(1_000, null);
    expect(test.alarms).toEqual([5_000]);
    timers.forget();
    timers.arm(1_000, null);
    expect(test.alarms).toEqual([5_000, 5_000]);
  });

  it("keep what an older schema held", () => {
    const old = createTestStorage();
    migrateObject(old.storage, [TIMERS_SCHEMA]);
    createTimers(old.storage).set("payment", "a", 5_000);
    migrateObject(old.storage, [TIMERS_SCHEMA, TIMERS_WITHOUT_ROW_ID]);
    expect(createTimers(old.storage).due(5_000, 10)).toEqual([{ kind: "payment", ref: "a", dueAt: 5_000 }]);
  });
});
