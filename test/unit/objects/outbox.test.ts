import { beforeEach, describe, expect, it } from "vitest";
import {
  createOutbox,
  FLUSH_SAFETY_MS,
  OUTBOX_IN_ONE_TREE,
  OUTBOX_SCHEMA,
  type Outbox,
} from "../../../src/objects/shared/outbox.ts";
import { runAtomically } from "../../../src/objects/shared/run-atomically.ts";
import { migrateObject } from "../../../src/objects/shared/sql-migrations.ts";
import { createTestStorage, type TestStorage } from "./support/object-storage.ts";

const NOW = 1_000;
let test: TestStorage;
let outbox: Outbox;

function append(to: Outbox, chain = "chain"): number {
  return to.append(chain, 1, {}, NOW);
}

function positionsIn(of: Outbox): number[] {
  return of.read(1_000).map(({ position }) => position);
}

beforeEach(() => {
  test = createTestStorage();
  migrateObject(test.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE]);
  outbox = createOutbox(test.storage);
});

describe("an object's outbox", () => {
  it("never gives a position twice, however often it has been emptied and its object begun anew", () => {
    const given = [append(outbox), append(outbox)];
    for (let round = 0; round < 3; round += 1) {
      outbox.confirm(given.at(-1) ?? 0);
      outbox.settle();
      outbox = createOutbox(test.storage);
      given.push(append(outbox));
    }
    expect(given).toEqual([1, 2, 3, 4, 5]);
    expect(positionsIn(outbox)).toEqual([5]);
  });

  it("keeps its newest row even from a version that deletes all that have arrived", () => {
    const position = append(outbox);
    test.storage.sql.exec("DELETE FROM outbox WHERE position <= ?", position);
    test.storage.sql.exec("UPDATE destinations SET cursor = ?", position);
    outbox = createOutbox(test.storage);
    expect(positionsIn(outbox)).toEqual([]);
    expect(append(outbox)).toBe(position + 1);
  });

  it("adds a row with one statement while the alarm stands behind it", () => {
    append(outbox);
    test.takeStatements();
    append(outbox);
    expect(test.takeStatements()).toHaveLength(1);
    expect(outbox.state().nextAt).toBe(NOW + FLUSH_SAFETY_MS);
  });

  it("sends again what was confirmed and not stored before its object was reset", () => {
    outbox.confirm(append(outbox));
    expect(outbox.isWaiting()).toBe(false);
    outbox = createOutbox(test.storage);
    expect(outbox.isWaiting()).toBe(true);
    expect(positionsIn(outbox)).toEqual([1]);
  });

  it("forgets a row, and the alarm behind it, when its change was rolled back", () => {
    const failing = () => {
      append(outbox);
      throw new Error("refused");
    };
    expect(() => runAtomically(test.storage, failing)).toThrow("refused");
    expect(outbox.isWaiting()).toBe(false);
    expect(outbox.state()).toMatchObject({ nextAt: null, failures: 0 });
    append(outbox);
    expect(createOutbox(test.storage).state().nextAt).toBe(NOW + FLUSH_SAFETY_MS);
  });

  it("rests, without an alarm, once all rows have arrived", () => {
    outbox.schedule(NOW, 3);
    outbox.confirm(append(outbox));
    outbox.settle();
    expect(createOutbox(test.storage).state()).toMatchObject({ nextAt: null, failures: 0 });
  });

  it("drops confirmed rows while it goes on growing", () => {
    for (let row = 0; row < 500; row += 1) outbox.confirm(append(outbox));
    const { rows } = test.storage.sql.exec("SELECT count(*) AS rows FROM outbox").one();
    expect(Number(rows)).toBeLessThan(200);
  });

  it("goes on where an older schema stood, empty or not", () => {
    for (const isEmptied of [true, false]) {
      const old = createTestStorage();
      migrateObject(old.storage, [OUTBOX_SCHEMA]);
      append(createOutbox(old.storage));
      const last = append(createOutbox(old.storage));
      old.storage.sql.exec("UPDATE destinations SET cursor = ?", isEmptied ? last : 1);
      old.storage.sql.exec("DELETE FROM outbox WHERE position <= (SELECT cursor FROM destinations)");
      migrateObject(old.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE]);
      const now = createOutbox(old.storage);
      expect(positionsIn(now)).toEqual(isEmptied ? [] : [2]);
      expect(append(now)).toBe(3);
    }
  });
});
