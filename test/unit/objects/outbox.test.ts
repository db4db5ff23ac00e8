import { beforeEach, describe, expect, it } from "vitest";
import {
  createOutbox,
  FLUSH_SAFETY_MS,
  type Outbox,
  type OutboxDestination,
} from "../../../src/objects/shared/outbox.ts";
import {
  OUTBOX_EVENT_DESTINATIONS,
  OUTBOX_IN_ONE_TREE,
  OUTBOX_SCHEMA,
} from "../../../src/objects/shared/outbox-schema.ts";
import { runAtomically } from "../../../src/objects/shared/run-atomically.ts";
import { migrateObject } from "../../../src/objects/shared/sql-migrations.ts";
import { createTestStorage, type TestStorage } from "./support/object-storage.ts";

const NOW = 1_000;
let test: TestStorage;
let outbox: Outbox;

function append(to: Outbox, chain = "chain"): number {
  return to.append(chain, 1, {}, NOW);
}

function postgres(of: Outbox): OutboxDestination {
  return of.to("postgres");
}

function positionsIn(of: Outbox): number[] {
  return postgres(of)
    .read(1_000)
    .map(({ position }) => position);
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
      postgres(outbox).confirm(given.at(-1) ?? 0);
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
    postgres(outbox).confirm(append(outbox));
    expect(postgres(outbox).isWaiting()).toBe(false);
    outbox = createOutbox(test.storage);
    expect(postgres(outbox).isWaiting()).toBe(true);
    expect(positionsIn(outbox)).toEqual([1]);
  });

  it("forgets a row, and the alarm behind it, when its change was rolled back", () => {
    const failing = () => {
      append(outbox);
      throw new Error("refused");
    };
    expect(() => runAtomically(test.storage, failing)).toThrow("refused");
    expect(postgres(outbox).isWaiting()).toBe(false);
    expect(postgres(outbox).state()).toMatchObject({ nextAt: null, failures: 0 });
    append(outbox);
    expect(createOutbox(test.storage).state().nextAt).toBe(NOW + FLUSH_SAFETY_MS);
  });

  it("rests, without an alarm, once all rows have arrived", () => {
    postgres(outbox).schedule(NOW, 3);
    postgres(outbox).confirm(append(outbox));
    outbox.settle();
    expect(postgres(createOutbox(test.storage)).state()).toMatchObject({ nextAt: null, failures: 0 });
  });

  it("drops confirmed rows while it goes on growing", () => {
    for (let row = 0; row < 500; row += 1) postgres(outbox).confirm(append(outbox));
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

describe("an outbox with many to tell", () => {
  beforeEach(() => {
    migrateObject(test.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE, OUTBOX_EVENT_DESTINATIONS]);
    outbox = createOutbox(test.storage);
  });

  it("lets each destination come as far as it can, and drops a row only once all have it", () => {
    const [first, second] = [append(outbox), append(outbox)];
    outbox.to("channels").confirm(second);
    postgres(outbox).confirm(first);
    outbox.settle();
    outbox = createOutbox(test.storage);
    expect(outbox.destinations.map((destination) => destination.read(10).map(({ position }) => position))).toEqual([
      [],
      [second],
      [first, second],
    ]);
    expect(outbox.to("channels").hasArrived(second)).toBe(true);
    expect(postgres(outbox).hasArrived(second)).toBe(false);
    outbox.to("webhooks").confirm(first);
    outbox.settle();
    const rows = [...test.storage.sql.exec("SELECT position FROM outbox")];
    expect(rows).toEqual([{ position: second }]);
  });

  it("backs off from one destination and leaves the others' times alone", () => {
    append(outbox);
    outbox.to("channels").schedule(NOW + 60_000, 4);
    expect(postgres(outbox).state()).toMatchObject({ nextAt: NOW + FLUSH_SAFETY_MS, failures: 0 });
    expect(createOutbox(test.storage).to("channels").state()).toMatchObject({ nextAt: NOW + 60_000, failures: 4 });
    expect(outbox.state().nextAt).toBe(NOW + FLUSH_SAFETY_MS);
  });

  it("adds a row with one statement, however many there are to tell", () => {
    append(outbox);
    test.takeStatements();
    append(outbox);
    expect(test.takeStatements()).toHaveLength(1);
  });

  it("parks a row for the destination that cannot take it, not for the others", () => {
    append(outbox);
    const [row] = outbox.to("channels").read(1);
    if (row !== undefined) outbox.to("channels").park(row, "no good", NOW);
    expect([...test.storage.sql.exec("SELECT destination, position FROM parked")]).toEqual([
      { destination: "channels", position: 1 },
    ]);
  });

  it("tells new destinations what Postgres has not been told yet, and what an older version writes beside it", () => {
    const old = createTestStorage();
    migrateObject(old.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE]);
    const before = createOutbox(old.storage);
    postgres(before).confirm(append(before));
    before.settle();
    append(before);
    migrateObject(old.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE, OUTBOX_EVENT_DESTINATIONS]);
    const upgraded = createOutbox(old.storage);
    expect(
      upgraded
        .to("channels")
        .read(10)
        .map(({ position }) => position),
    ).toEqual([2]);
    upgraded.to("channels").confirm(2);
    upgraded.settle();
    old.storage.sql.exec("INSERT INTO outbox (chain, first_sequence, doc) VALUES ('chain', 1, '{}')");
    const beside = createOutbox(old.storage);
    expect(
      beside
        .to("channels")
        .read(10)
        .map(({ position }) => position),
    ).toEqual([3]);
    expect(beside.state().nextAt).toBe(0);
  });
});
