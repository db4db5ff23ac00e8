import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIGRATIONS_DIR } from "../../../dev/migrate.ts";
import { TRANSACTION_STATUSES } from "../../../src/domain/payment/state-machine.ts";
import { PAYOUT_STATUSES } from "../../../src/domain/payout/payout.ts";
import type { Projection } from "../../../src/domain/projection.ts";
import { REFUND_STATUSES } from "../../../src/domain/refund/refund.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { foldRollups } from "../../../src/storage/postgres/rollup-folding.ts";
import { countFromTables, readRollups } from "./support/rollups.ts";
import { afterNoon, newId, payoutRow, refundRow, transactionRow, webhookRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

const HOUR_MS = 3_600_000;

type Kind = "payment" | "refund" | "payout" | "webhook";

/** One row as some object tells of it at some version; which thing, and everything that may change about it. */
const telling = fc.record({
  // Few things and versions, so that most of what comes finds another version of itself.
  kind: fc.constantFrom<Kind>("payment", "payment", "payment", "refund", "payout", "webhook"),
  thing: fc.integer({ min: 0, max: 1 }),
  sequence: fc.integer({ min: 1, max: 5 }),
});
const batches = fc.array(fc.array(telling, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 10 });

describe.each(DATABASES)("rollups on %s", (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 60_000);
  afterAll(() => database.close());

  it("are what the tables add up to, whatever the order, grouping, repetition and overlap of deliveries", async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer(), async (deliveries, seed) => {
        const history = makeHistory(seed);
        const send = async (batch: (typeof deliveries)[number]): Promise<void> => {
          const projections = batch.map(({ kind, thing, sequence }) => history(kind, thing, sequence));
          // Writers that lock each other out are told so by Postgres and come again, as outboxes do.
          await writeProjections(database.client, projections).catch(() => send(batch));
        };
        await Promise.all(deliveries.map(send));
        await Promise.all(deliveries.toReversed().map(send));
        expect(await readRollups(database)).toEqual(await countFromTables(database));
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it("follow rows that are removed or changed by hand", async () => {
    await database.sql("delete from transactions where random() < 0.5");
    await database.sql("update transactions set provider = 'moved', currency = 'JPY' where random() < 0.5");
    await database.sql("delete from refunds where random() < 0.5");
    expect(await readRollups(database)).toEqual(await countFromTables(database));
  });

  it("put past hours and days together without a change of any sum", async () => {
    await database.sql("update rollup_periods set slot = 5 where period <> 'ever'");
    // As if another object had written too, and as if late changes had come to the common row already.
    for (const slot of [9, -1]) {
      await database.sql(`with copied as (select * from rollup_periods where slot = 5 and period <> 'ever'), halved as (
          update rollup_periods set initiated = initiated - 1, answers[2] = answers[2] - 1
          where slot = 5 and period <> 'ever')
        insert into rollup_periods select merchant_id, period, starts_at, kind, provider, currency, ${slot}, 1, 0, 0, 0, 0,
          '{0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}', 0, '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}', 0 from copied`);
    }
    const now = transactionRow({ created_at: new Date().toISOString() });
    await writeProjections(database.client, [{ transactions: [now] }]);
    const spread = () => database.sql("select count(*) from rollup_periods where slot >= 0 and period <> 'ever'");
    const before = await readRollups(database);
    expect(before).toEqual(await countFromTables(database));
    await foldRollups(database.client);
    expect(await readRollups(database)).toEqual(before);
    // What is not over yet stays spread: the hour and the day of the last payment, for its merchant and for all.
    expect(await spread()).toEqual([["4"]]);
  });

  it("are filled by their migration from what is there already", async () => {
    const migration = await readFile(join(MIGRATIONS_DIR, "0006_rollup-triggers.sql"), "utf8");
    const backfill = migration
      .split("--> statement-breakpoint")
      .filter((text) => text.trim().startsWith("SELECT roll_up"));
    expect(backfill).toHaveLength(4);
    await database.sql("truncate rollup_totals");
    await database.sql("truncate rollup_periods");
    for (const statement of backfill) await database.sql(statement);
    expect(await readRollups(database)).toEqual(await countFromTables(database));
  });
});

/** The same seed, thing and sequence always give the same row. */
function makeHistory(seed: number) {
  const ids = Array.from({ length: 2 }, newId);
  return (kind: Kind, thing: number, sequence: number): Projection => {
    const pick = <T>(words: readonly T[], salt: number): T => {
      const word = words[Math.abs(seed + thing * 7 + sequence * 13 + salt * 31) % words.length];
      if (word === undefined) throw new Error("nothing to pick from");
      return word;
    };
    const at = (salt: number) => afterNoon(pick([0, 1, 40, 3_000, HOUR_MS, 30 * HOUR_MS], salt) + sequence);
    const id = ids[thing] ?? "";
    const common = {
      id,
      merchant_id: `merchant-${thing % 2}`,
      idempotency_key: id,
      sequence,
      created_at: afterNoon(thing * HOUR_MS),
      updated_at: at(1),
      provider: pick(["cpay", "stripe"], 2),
      amount_minor: pick([0, 1_000, 99_999_999_999], 3),
    };
    const maybeAt = (salt: number) => pick([null, at(salt)], salt);
    const paid = ["completed", "partially_refunded", "refunded"];
    if (kind === "webhook") {
      const { provider, sequence: version } = common;
      const merchant_id = pick([null, common.merchant_id], 4);
      const status = pick(["received", "held", "dead", "applied"], 5);
      return { webhook_events: [webhookRow({ id, provider, sequence: version, merchant_id, status })] };
    }
    const currency = pick(["KES", "USD"], 6);
    if (kind === "refund") {
      const status = pick(REFUND_STATUSES, 7);
      const completed_at = status === "completed" ? maybeAt(8) : null;
      return { refunds: [refundRow({ ...common, transaction_id: id, currency, status, completed_at })] };
    }
    const review = pick([null, { reason: "amount_mismatch" }], 9);
    if (kind === "payout") {
      const status = pick(PAYOUT_STATUSES, 10);
      const completed_at = status === "completed" ? maybeAt(11) : null;
      return { payouts: [payoutRow({ ...common, currency, status, review, completed_at })] };
    }
    const status = pick(TRANSACTION_STATUSES, 12);
    return {
      transactions: [
        transactionRow({
          ...common,
          currency,
          status,
          review,
          captured_minor: pick([null, 500], 13),
          completed_at: paid.includes(status) ? maybeAt(14) : null,
          ended_at: maybeAt(15),
          provider_latency_ms: pick([null, 0, 10, 10.5, 120, 90_000_000], 16),
        }),
      ],
    };
  };
}
