import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Projection, TransactionRow } from "../../../src/domain/projection.ts";
import { findArchive } from "../../../src/storage/postgres/archive-repository.ts";
import { classifyDatabaseError } from "../../../src/storage/postgres/classify-database-error.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import {
  afterNoon,
  chainRows,
  eventRow,
  merchantRow,
  newId,
  payoutRow,
  refundRow,
  transactionRow,
  webhookRow,
} from "./support/rows.ts";
import { DATABASES, openTestDatabase, TEST_DATABASE_URL, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("writeProjections on %s", (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 60_000);
  afterAll(() => database.close());

  const write = (...projections: Projection[]) => writeProjections(database.client, projections);
  const stored = async (table: string, id: string): Promise<Record<string, unknown> | null> => {
    const [row] = await database.sql(`select to_jsonb(t)::text from ${table} t where id = $1`, id);
    return row?.[0] ? JSON.parse(row[0]) : null;
  };
  const count = async (table: string, where = "true") => {
    const [row] = await database.sql(`select count(*) from ${table} where ${where}`);
    return Number(row?.[0]);
  };
  const failure = async (...projections: Projection[]) => {
    const error: unknown = await write(...projections).then(
      () => null,
      (reason: unknown) => reason,
    );
    return error === null ? null : classifyDatabaseError(error);
  };

  it("writes every column of every table, many objects' rows in one request", async () => {
    const transaction = transactionRow({ failure: { code: "declined", message: "no" }, completed_at: afterNoon(1) });
    const refund = refundRow({ transaction_id: transaction.id });
    const audit = chainRows(3, transaction.id, "merchant-a");
    const event = eventRow({ transaction_id: transaction.id });
    const webhook = webhookRow({ transaction_id: transaction.id, merchant_id: "merchant-a" });
    const merchant = merchantRow({ id: "any text, up to 64 characters" });
    const key = {
      id: randomUUID(),
      merchant_id: merchant.id,
      name: "server",
      secret_hash: "ab",
      last4: "9f3c",
      scopes: ["payments:read", 'odd "scope", with \\'],
      sequence: 1,
      created_at: afterNoon(0),
      revoked_at: null,
    };
    database.statements.length = 0;
    await write(
      { transactions: [transaction], audit_logs: audit, events: [event] },
      { refunds: [refund], webhook_events: [webhook] },
      { merchants: [merchant], api_keys: [key] },
    );
    expect(database.statements).toHaveLength(7);
    const times = (row: object) => ({
      ...row,
      ...Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) =>
          (name.endsWith("_at") || name === "timestamp") && value ? [[name, new Date(value).toISOString()]] : [],
        ),
      ),
    });
    for (const [table, row] of Object.entries({
      transactions: transaction,
      refunds: refund,
      webhook_events: webhook,
    })) {
      expect(times((await stored(table, row.id)) ?? {})).toEqual(row);
    }
    expect(times((await stored("merchants", merchant.id)) ?? {})).toEqual(merchant);
    expect(times((await stored("api_keys", key.id)) ?? {})).toEqual(key);
    expect(times((await stored("audit_logs", audit[2]?.id ?? "")) ?? {})).toEqual(audit[2]);
    const { xact_id, position, ...storedEvent } = (await stored("events", event.id)) ?? {};
    expect(times(storedEvent)).toEqual(event);
    expect([xact_id, position].every((place) => Number(place) > 0)).toBe(true);
  });

  it("does nothing when there is nothing to write", async () => {
    database.statements.length = 0;
    await write();
    await write({}, { transactions: [] });
    expect(database.statements).toEqual([]);
  });

  it("sends the same text for one row and for many", async () => {
    database.statements.length = 0;
    await write({ transactions: [transactionRow()] });
    await write({ transactions: [transactionRow(), transactionRow()] }, { transactions: [transactionRow()] });
    expect(new Set(database.statements.map((statement) => statement.text)).size).toBe(1);
    expect(database.statements.every((statement) => statement.params.length === 1)).toBe(true);
  });

  it("keeps the newest version of each row, whatever the order, grouping and repetition of deliveries", async () => {
    const version = (base: TransactionRow, sequence: number) => ({ ...base, sequence, amount_minor: 1000 + sequence });
    const delivery = fc.record({ row: fc.integer({ min: 0, max: 2 }), sequence: fc.integer({ min: 1, max: 6 }) });
    const calls = fc.array(fc.array(delivery, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(calls, async (deliveries) => {
        const rows = [transactionRow(), transactionRow(), transactionRow()];
        const newest = new Map<string, number>();
        for (const call of deliveries) {
          const versions = call.flatMap(({ row, sequence }) => {
            const base = rows[row];
            return base === undefined ? [] : [version(base, sequence)];
          });
          for (const { id, sequence } of versions) newest.set(id, Math.max(newest.get(id) ?? 0, sequence));
          await write(...versions.map((each) => ({ transactions: [each] })));
        }
        for (const [id, sequence] of newest) {
          expect(await stored("transactions", id)).toMatchObject({ sequence, amount_minor: 1000 + sequence });
        }
      }),
      { numRuns: 15 },
    );
  });

  it.each(["refunds", "payouts", "webhook_events", "merchants"] as const)(
    "never lets an older row of %s win",
    async (table) => {
      const make = { refunds: refundRow, payouts: payoutRow, webhook_events: webhookRow, merchants: merchantRow }[
        table
      ];
      const id = newId();
      for (const sequence of [2, 1, 3, 2, 3]) await write({ [table]: [make({ id, sequence })] });
      expect(await stored(table, id)).toMatchObject({ sequence: 3 });
    },
  );

  it("takes repeated events and audit entries as one, in one call and over several", async () => {
    const id = newId();
    const projection = { events: [eventRow({ transaction_id: id })], audit_logs: chainRows(4, id, "merchant-a") };
    await write(projection, projection);
    await write(projection);
    await write({ audit_logs: projection.audit_logs.slice(1, 3) });
    expect(await count("events", `transaction_id = '${id}'`)).toBe(1);
    expect(await count("audit_logs", `chain = '${id}'`)).toBe(4);
  });

  it("does not let a written audit entry be replaced by another with its number", async () => {
    const id = newId();
    const rows = chainRows(1, id, "merchant-a");
    await write({ audit_logs: rows });
    await write({ audit_logs: rows.map((row) => ({ ...row, event_type: "payment.completed" })) });
    expect(await stored("audit_logs", rows[0]?.id ?? "")).toMatchObject({ event_type: "payment.initiated" });
  });

  it("replaces an archive when its content is another, and only then", async () => {
    const transaction_id = newId();
    const archive = (content: string, minute: number) => ({
      archives: [{ transaction_id, content, content_hash: `hash of ${content}`, archived_at: afterNoon(minute) }],
    });
    expect(await findArchive(database.client, transaction_id)).toBeNull();
    await write(archive("one\u2028", 1), archive("two", 2));
    expect(await findArchive(database.client, transaction_id)).toBe("two");
    await write(archive("two", 3));
    const [row] = await database.sql(
      "select archived_at = $2 from archives where transaction_id = $1",
      transaction_id,
      afterNoon(2),
    );
    expect(row).toEqual(["t"]);
    await write(archive("three ", 4));
    expect(await findArchive(database.client, transaction_id)).toBe("three ");
  });

  it("lets two merchants use one idempotency key, and one merchant use it for two operations", async () => {
    const idempotency_key = randomUUID();
    await write({
      transactions: [
        transactionRow({ idempotency_key }),
        transactionRow({ idempotency_key, merchant_id: "merchant-b" }),
        transactionRow({ idempotency_key, operation: "POST /payouts" }),
      ],
    });
    expect(await count("transactions", `idempotency_key = '${idempotency_key}'`)).toBe(3);
  });

  describe("fails as a whole, with kind `data` and without quoting the row, for", () => {
    const good = transactionRow();
    const audit = chainRows(1, newId(), "merchant-a");
    const bad: readonly (readonly [string, string, Projection])[] = [
      [
        "a second row under another id with the same idempotency key",
        "23505",
        { transactions: [{ ...good, id: newId() }] },
      ],
      ["an unknown status", "23514", { transactions: [transactionRow({ status: "SENTINEL" })] }],
      ["an amount past 15 digits", "23514", { transactions: [transactionRow({ amount_minor: 1e15 })] }],
      [
        "a missing column",
        "23502",
        { transactions: [{ ...transactionRow(), currency: undefined as unknown as string }] },
      ],
      ["U+0000 in a text", "22P05", { transactions: [transactionRow({ description: "SENTINEL\u0000" })] }],
      ["U+0000 deep in JSON", "22P05", { transactions: [transactionRow({ metadata: { a: ["SENTINEL\u0000"] } })] }],
      ["a lone surrogate", "22P02", { transactions: [transactionRow({ description: "SENTINEL\ud800" })] }],
      ["an id that is no UUID", "22P02", { transactions: [transactionRow({ id: "SENTINEL" })] }],
      ["a time that is none", "22007", { transactions: [transactionRow({ created_at: "SENTINEL" })] }],
      ["a text too long for its index", "54000", { transactions: [transactionRow({ reference: noise(20_000) })] }],
      ["an audit entry in a foreign chain", "23514", { audit_logs: audit.map((row) => ({ ...row, chain: newId() })) }],
      ["an audit entry of no chain", "23514", { audit_logs: audit.map((row) => ({ ...row, transaction_id: null })) }],
    ];
    it.each(bad)("%s", async (_, sqlState, projection) => {
      await write({ transactions: [good] });
      const bystander = transactionRow();
      const report = await failure({ transactions: [bystander] }, { events: [eventRow()] }, projection);
      expect(report).toMatchObject({ kind: "data", sqlState });
      expect(report?.summary).not.toMatch(/SENTINEL|insert|merchant-a/);
      expect(await stored("transactions", bystander.id)).toBeNull();
    });
  });

  it("reports more than one request can hold as `data`, so that it is halved", async () => {
    const large = transactionRow({ provider_response: "x".repeat(11 * 1024 * 1024) });
    expect(await failure({ transactions: [large] })).toEqual({
      kind: "data",
      sqlState: null,
      summary: "HTTP status 413",
    });
  });
});

describe.runIf(TEST_DATABASE_URL !== undefined)("writeProjections beside a repeat of itself", () => {
  it("is taken as a repeat, whichever of the two comes first", async () => {
    const database = await openTestDatabase("PostgreSQL");
    try {
      for (let round = 0; round < 40; round += 1) {
        const projections = Array.from({ length: 20 }, (): Projection => {
          const { id } = transactionRow();
          const refund = refundRow({ transaction_id: id });
          return {
            transactions: [transactionRow({ id })],
            refunds: [refund],
            events: [eventRow({ transaction_id: id })],
          };
        });
        const repeat = () => writeProjections(database.client, projections);
        await Promise.all([repeat(), repeat(), repeat(), repeat()]);
      }
      expect(await database.sql("select count(*) from transactions")).toEqual([["800"]]);
    } finally {
      await database.close();
    }
  }, 60_000);
});

/** Text that does not compress. */
function noise(length: number): string {
  return Array.from({ length: Math.ceil(length / 36) }, () => randomUUID()).join("");
}
