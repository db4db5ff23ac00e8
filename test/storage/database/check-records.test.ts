import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExportedRecord } from "../../../src/domain/database-check/exported.ts";
import { checkRecords } from "../../../src/services/database/check-records.ts";
import { ownedWithin, SHARD_TABLES } from "../../../src/storage/postgres/checked-tables.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { refundRow, transactionRow } from "../postgres/support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "../postgres/support/test-database.ts";

const NOTHING = { repair: false, removeExtra: false };
const REPAIR = { repair: true, removeExtra: false };

describe.each(DATABASES)("records held against %s", (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 60_000);
  afterAll(() => database.close());

  /** A record whose chain is not looked at here. */
  function recordOf(changes: Partial<ExportedRecord> = {}): ExportedRecord {
    const transaction = transactionRow();
    const refunds = [refundRow({ transaction_id: transaction.id, sequence: 9 })];
    const projection = { transactions: [transaction], refunds };
    return {
      id: transaction.id,
      merchantId: null,
      projection,
      chain: null,
      isPending: false,
      tombstone: null,
      ...changes,
    };
  }
  /** Looks at one record; `after`: as its object tells it the second time. */
  function look(record: ExportedRecord, options = NOTHING, after: readonly ExportedRecord[] = [record]) {
    const answers = [[record], after];
    const checked = {
      tables: SHARD_TABLES.payments,
      scope: ownedWithin({ from: record.id, to: `${record.id.slice(0, 24)}ffffffffffff` }, null),
      read: async () => answers.shift() ?? after,
    };
    return checkRecords({ postgres: database.client }, checked, options);
  }

  it("are wrong when rows are missing, and right once they are written", async () => {
    const record = recordOf();
    const found = await look(record, REPAIR);
    expect(found.findings).toMatchObject([
      { table: "transactions", kind: "missing", repaired: true },
      { table: "refunds", kind: "missing", repaired: true },
    ]);
    expect((await look(record)).findings).toEqual([]);
  });

  it("say nothing while rows are on their way, or the object goes on", async () => {
    const pending = recordOf({ isPending: true });
    expect(await look(pending, REPAIR)).toMatchObject({ findings: [], pending: 1 });
    const moving = recordOf();
    const moved = { ...moving, merchantId: "other" };
    expect(await look(moving, REPAIR, [moved])).toMatchObject({ findings: [], pending: 1 });
    expect(await look(moving, REPAIR, [])).toMatchObject({ findings: [], pending: 1 });
  });

  it("let a refund's row be as old as it likes, but not newer than its payment", async () => {
    const record = recordOf();
    const [row] = record.projection.refunds ?? [];
    if (row === undefined) throw new Error("a refund is needed");
    await writeProjections(database.client, [{ ...record.projection, refunds: [{ ...row, sequence: 3 }] }]);
    expect((await look(record)).findings).toEqual([]);
    await database.sql("update refunds set sequence = 10 where id = $1", row.id);
    expect((await look(record)).findings).toMatchObject([{ table: "refunds", kind: "edited", columns: ["sequence"] }]);
  });

  it("are not written over what an object has told meanwhile", async () => {
    const record = recordOf();
    await writeProjections(database.client, [record.projection]);
    await database.sql("update transactions set amount_minor = 7 where id = $1", record.id);
    const [transaction] = record.projection.transactions ?? [];
    if (transaction === undefined) throw new Error("a payment is needed");
    const newer = { ...transaction, sequence: transaction.sequence + 1, status: "refunded" };
    let asked = 0;
    const checked = {
      tables: SHARD_TABLES.payments,
      scope: ownedWithin({ from: record.id, to: record.id }, null),
      read: async () => {
        asked += 1;
        // The object tells Postgres right after it has been asked for the last time.
        if (asked === 2) await writeProjections(database.client, [{ transactions: [newer] }]);
        return [record];
      },
    };
    await checkRecords({ postgres: database.client }, checked, REPAIR);
    const rows = await database.sql("select sequence, status from transactions where id = $1", record.id);
    expect(rows).toEqual([[String(newer.sequence), "refunded"]]);
  });

  it("that Postgres refuses stay as they are, and are said to", async () => {
    const record = recordOf();
    const [transaction] = record.projection.transactions ?? [];
    const impossible = { ...record, projection: { transactions: [{ ...transaction, status: "imagined" }] } };
    expect((await look(impossible as ExportedRecord, REPAIR)).findings).toMatchObject([
      { kind: "missing", repaired: false },
    ]);
  });

  it("show rows that nobody knows, which stay unless they are to go", async () => {
    const record = recordOf();
    await writeProjections(database.client, [record.projection]);
    const known = { ...record, projection: { transactions: record.projection.transactions ?? [] } };
    expect((await look(known, REPAIR)).findings).toMatchObject([{ table: "refunds", kind: "extra", repaired: false }]);
    const removed = await look(known, { repair: false, removeExtra: true });
    expect(removed.findings).toMatchObject([{ table: "refunds", kind: "extra", repaired: true }]);
    expect((await look(known)).findings).toEqual([]);
  });
});
