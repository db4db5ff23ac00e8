import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { EventRow } from "../../../src/domain/projection.ts";
import {
  type EventFeedQuery,
  listEventsByTime,
  readEventFeed,
} from "../../../src/storage/postgres/event-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { eventRow, newId } from "./support/rows.ts";
import { DATABASES, openTestDatabase, TEST_DATABASE_URL, type TestDatabase } from "./support/test-database.ts";

/** The feed lags behind the oldest transaction on the server, and a shared server has others' too. */
const SETTLING = { timeout: 20_000, interval: 20 };

const toEvent = ({ merchant_id, ...event }: EventRow) => event;

async function readOn(database: TestDatabase, query: Partial<EventFeedQuery>) {
  const feed = await readEventFeed(database.client, { merchantId: "merchant-a", after: null, limit: 100, ...query });
  if (!feed.ok) throw new Error(feed.refusal);
  return feed;
}

describe.each(DATABASES)("the event feed on %s", (kind) => {
  let database: TestDatabase;
  const rows = Array.from({ length: 7 }, (_, index) => eventRow({ data: { index, text: "né" } }));
  const foreign = eventRow({ merchant_id: "merchant-b" });

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ events: rows.slice(0, 4) }]);
    await writeProjections(database.client, [{ events: [foreign] }]);
    await writeProjections(database.client, [{ events: rows.slice(4) }]);
    await vi.waitFor(async () => expect((await readOn(database, { merchantId: null })).data).toHaveLength(8), SETTLING);
  }, 60_000);
  afterAll(() => database.close());

  it("gives the merchant's events in the order they were written, in the shape of every channel", async () => {
    const feed = await readOn(database, {});
    expect(feed).toEqual({ ok: true, data: rows.map(toEvent), has_more: false });
  });

  it("goes on after any event, in pages", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const feed = await readOn(database, { after, limit: 3 });
      seen.push(...feed.data.map((event) => event.id));
      expect(feed.has_more).toBe(seen.length < rows.length);
      if (!feed.has_more) break;
      after = seen.at(-1) ?? null;
    }
    expect(seen).toEqual(rows.map((row) => row.id));
    expect(await readOn(database, { after: seen.at(-1) ?? null })).toEqual({ ok: true, data: [], has_more: false });
  });

  it("refuses an unknown event and another merchant's", async () => {
    for (const after of [newId(), foreign.id]) {
      const feed = await readEventFeed(database.client, { merchantId: "merchant-a", after, limit: 10 });
      expect(feed).toEqual({ ok: false, refusal: "event_unknown" });
    }
  });

  it("shows the operator every merchant's, and lets it go on after any", async () => {
    expect((await readOn(database, { merchantId: null })).data.map((event) => event.id)).toContain(foreign.id);
    const rest = await readOn(database, { merchantId: null, after: foreign.id });
    expect(rest.data).toEqual(rows.slice(4).map(toEvent));
  });

  it("gives a merchant's events of a time range in the order of time, each once, page by page", async () => {
    const merchantId = "merchant-t";
    const at = (second: number) => `2026-01-31T12:00:0${second}.000Z`;
    const timed = [3, 1, 2, 2, 5, 4].map((second) => eventRow({ merchant_id: merchantId, timestamp: at(second) }));
    await writeProjections(database.client, [{ events: timed }]);
    const seen: string[] = [];
    for (let after: readonly string[] | null = null; ; ) {
      const query = { merchantId, from: at(2), to: at(4), after, limit: 1 };
      const [next] = await listEventsByTime(database.client, query);
      if (next === undefined) break;
      expect(next).toEqual(toEvent(timed.find(({ id }) => id === next.id) ?? foreign));
      seen.push(next.id);
      after = [next.timestamp, next.id];
    }
    const inRange = timed.filter(({ timestamp }) => timestamp >= at(2) && timestamp <= at(4));
    const inOrder = inRange.toSorted((a, b) => (a.timestamp + a.id < b.timestamp + b.id ? -1 : 1));
    expect(seen).toEqual(inOrder.map(({ id }) => id));
  });
});

describe.runIf(TEST_DATABASE_URL !== undefined)("the event feed under transactions that overlap", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase("PostgreSQL");
  }, 60_000);
  afterAll(() => database.close());

  async function withSession<T>(work: (session: pg.Client) => Promise<T>): Promise<T> {
    const session = new pg.Client({ connectionString: database.url ?? "" });
    await session.connect();
    try {
      return await work(session);
    } finally {
      await session.end();
    }
  }

  const insert = (session: pg.Client, row: EventRow) =>
    session.query(
      `insert into events (id, merchant_id, transaction_id, sequence, type, timestamp, data)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.merchant_id, row.transaction_id, row.sequence, row.type, row.timestamp, row.data],
    );

  it("holds later events back until an earlier transaction has come to its end, then gives all in order", async () => {
    const merchant_id = "overlapping";
    const [early, between, late] = [eventRow({ merchant_id }), eventRow({ merchant_id }), eventRow({ merchant_id })];
    const read = async () => (await readOn(database, { merchantId: merchant_id })).data.map((event) => event.id);
    await withSession(async (slow) => {
      await slow.query("begin");
      await insert(slow, early);
      await writeProjections(database.client, [{ events: [between] }]);
      expect(await read()).toEqual([]);
      await insert(slow, late);
      await slow.query("commit");
    });
    await expect.poll(read, SETTLING).toEqual([early.id, late.id, between.id]);
  });

  it("goes on when the earlier transaction is rolled back", async () => {
    const merchant_id = "rolled-back";
    const kept = eventRow({ merchant_id });
    await withSession(async (slow) => {
      await slow.query("begin");
      await insert(slow, eventRow({ merchant_id }));
      await writeProjections(database.client, [{ events: [kept] }]);
      await slow.query("rollback");
    });
    const read = async () => (await readOn(database, { merchantId: merchant_id })).data.map((event) => event.id);
    await expect.poll(read, SETTLING).toEqual([kept.id]);
  });

  it("gives a reader every event exactly once while many write at once and dawdle", async () => {
    const merchant_id = "busy";
    const expected = new Set<string>();
    const writers = Array.from({ length: 6 }, (_, writer) =>
      withSession(async (session) => {
        for (let round = 0; round < 12; round += 1) {
          await session.query("begin");
          for (let count = 0; count < 3; count += 1) {
            const row = eventRow({ merchant_id });
            await insert(session, row);
            expected.add(row.id);
            await sleep((writer * 7 + round * 3 + count * 5) % 11);
          }
          await session.query("commit");
        }
      }),
    );
    const seen: string[] = [];
    // Large pages: a reader that lags behind would never come to where rows can still appear.
    const readMore = async () => {
      const feed = await readOn(database, { merchantId: merchant_id, after: seen.at(-1) ?? null, limit: 100 });
      seen.push(...feed.data.map((event) => event.id));
      return seen.length;
    };
    let writing = true;
    const finished = Promise.all(writers).finally(() => {
      writing = false;
    });
    while (writing) await readMore();
    await finished;
    await expect.poll(readMore, SETTLING).toBe(6 * 12 * 3);
    expect(new Set(seen)).toEqual(expected);
  });
});
