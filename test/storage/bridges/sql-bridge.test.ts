import { randomBytes } from "node:crypto";
import { type NeonDbError, neon, neonConfig } from "@neondatabase/serverless";
import { eq, sql as raw } from "drizzle-orm";
import { drizzle } from "drizzle-orm/neon-http";
import { bigint, boolean, integer, jsonb, numeric, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../../dev/bridges/http-server.ts";
import type { SqlBackend } from "../../../dev/bridges/sql/sql-backend.ts";
import { startSqlBridge } from "../../../dev/bridges/sql/start-sql-bridge.ts";
import { listTestDatabases } from "./sql-backends.ts";

const schemaName = `bridge_test_${randomBytes(6).toString("hex")}`;
const things = pgSchema(schemaName).table("things", {
  id: integer().primaryKey(),
  amount: bigint({ mode: "bigint" }),
  price: numeric(),
  data: jsonb(),
  at: timestamp({ withTimezone: true, mode: "date" }),
  exact: timestamp({ withTimezone: true, mode: "string" }),
  tags: text().array(),
  numbers: integer().array(),
  done: boolean(),
  reference: uuid(),
});
const EMPTY = {
  amount: null,
  price: null,
  data: null,
  at: null,
  exact: null,
  tags: null,
  numbers: null,
  done: null,
  reference: null,
};

describe.each(listTestDatabases())("SQL bridge over $name", ({ url, open }) => {
  let backend: SqlBackend;
  let bridge: RunningServer;
  const sql = neon(url);
  const db = drizzle({ client: sql });
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(bridge.url, { method: "POST", body, headers });
  const failureOf = async (work: () => PromiseLike<unknown>): Promise<NeonDbError> => {
    try {
      await work();
    } catch (error) {
      return error as NeonDbError;
    }
    throw new Error("it should have failed");
  };

  beforeAll(async () => {
    backend = await open();
    bridge = await startSqlBridge({ port: 0, backend });
    neonConfig.fetchEndpoint = bridge.url;
    await sql.query(`CREATE SCHEMA ${schemaName}`);
    await sql.query(`CREATE TABLE ${schemaName}.things (
      id int PRIMARY KEY, amount bigint, price numeric, data jsonb, at timestamptz, exact timestamptz, tags text[],
      numbers int[], done boolean, reference uuid CONSTRAINT one_reference UNIQUE)`);
  }, 60_000);

  afterAll(async () => {
    await sql.query(`DROP SCHEMA ${schemaName} CASCADE`);
    await bridge.close();
    await backend.close();
  });

  it("keeps every kind of value on its way in and out", async () => {
    const thing = {
      id: 1,
      amount: 9_007_199_254_740_993n,
      price: "0.10000000000000000001",
      data: { text: `quotes ' " \\ and €😀`, list: [1, null, { deep: true }], number: 1.5 },
      at: new Date("2026-02-28T23:59:59.123Z"),
      exact: "2026-10-18 11:30:00.123456+00",
      tags: ["plain", 'with "quotes"', "with, comma", "NULL", "", "back\\slash"],
      numbers: [1, -2, 3],
      done: false,
      reference: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    };
    expect(await db.insert(things).values(thing).returning()).toEqual([thing]);
    expect(await db.select().from(things).where(eq(things.id, 1))).toEqual([thing]);
  });

  it("keeps nulls", async () => {
    await db.insert(things).values({ id: 2 });
    expect(await db.select().from(things).where(eq(things.id, 2))).toEqual([{ id: 2, ...EMPTY }]);
  });

  it("tells command, row count and real type numbers", async () => {
    const full = neon(url, { fullResults: true });
    const update = await full.query(`UPDATE ${schemaName}.things SET done = true WHERE id IN ($1, $2)`, [1, 2]);
    expect(update).toMatchObject({ command: "UPDATE", rowCount: 2, fields: [], rows: [] });
    const select = await full.query("SELECT 1::int8 AS big, 'x'::text AS word, '{}'::jsonb AS doc");
    expect(select.command).toBe("SELECT");
    expect(select.fields.map((field) => [field.name, field.dataTypeID])).toEqual([
      ["big", 20],
      ["word", 25],
      ["doc", 3802],
    ]);
    const lock = await full.query("SET LOCAL lock_timeout = 1000");
    expect(lock).toMatchObject({ command: "SET", rowCount: null });
  });

  it("sends PostgreSQL's own text, whatever the content type", async () => {
    const query = `SELECT true, 1.50::numeric, '2026-10-18 11:30:00.123456+00'::timestamptz AT TIME ZONE 'UTC', '\\x6869'::bytea,
      ARRAY[1,2], $1::text`;
    const response = await post(JSON.stringify({ query, params: ["p"] }), {
      "neon-array-mode": "true",
      "content-type": "application/whatever",
    });
    expect(await response.json()).toMatchObject({
      rowAsArray: true,
      rows: [["t", "1.50", "2026-10-18 11:30:00.123456", "\\x6869", "{1,2}", "p"]],
    });
  });

  it("gives rows as objects when array mode is not asked for, and takes raw JSON parameters", async () => {
    const query = "SELECT $1::int AS a, $2::jsonb->>'x' AS b, $3::text[] AS c, $4::bool AS d";
    const response = await post(JSON.stringify({ query, params: [1, { x: "y" }, ["e,f", null], true] }));
    expect(await response.json()).toMatchObject({ rows: [{ a: "1", b: "y", c: '{"e,f",NULL}', d: "t" }] });
  });

  it("runs a batch as one transaction, in order", async () => {
    const [, [row]] = await db.batch([
      db.insert(things).values({ id: 10, amount: 1n }),
      db
        .update(things)
        .set({ amount: raw`${things.amount} + 41` })
        .where(eq(things.id, 10))
        .returning(),
    ]);
    expect(row?.amount).toBe(42n);
  });

  it("rolls the whole batch back on an error, and tells its SQLSTATE", async () => {
    const error = await failureOf(() =>
      db.batch([db.insert(things).values({ id: 11 }), db.insert(things).values({ id: 1 })]),
    );
    expect(error).toMatchObject({ code: "23505", severity: "ERROR", schema: schemaName, table: "things" });
    expect(await db.select().from(things).where(eq(things.id, 11))).toEqual([]);
  });

  it("tells the SQLSTATE, constraint and detail of a single statement's error", async () => {
    const error = await failureOf(() =>
      db.insert(things).values({ id: 12, reference: "7c9e6679-7425-40de-944b-e07fc1f90ae7" }),
    );
    expect(error.cause).toMatchObject({ code: "23505", constraint: "one_reference" });
    const syntax = await failureOf(() => sql.query("SELEC 1"));
    expect(syntax).toMatchObject({ code: "42601", position: "1" });
    const badValue = await failureOf(() => sql.query("SELECT $1::int", ["x"]));
    expect(badValue).toMatchObject({ code: "22P02" });
    expect(await sql.query("SELECT 1 AS fine")).toEqual([{ fine: 1 }]);
  });

  it("fails a batch whose error only shows at the commit", async () => {
    const table = `${schemaName}.deferred`;
    await sql.query(`CREATE TABLE ${table} (id int, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)`);
    const insert = `INSERT INTO ${table} VALUES (1)`;
    const error = await failureOf(() => sql.transaction([sql.query(insert), sql.query(insert)]));
    expect(error).toMatchObject({ code: "23505" });
    expect(await sql.query(`SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: 0 }]);
  });

  it("honours isolation level, read-only and deferrable", async () => {
    const ask = (name: string) => sql.query(`SELECT current_setting('transaction_${name}') AS value`);
    const rows = await sql.transaction([ask("isolation"), ask("read_only"), ask("deferrable")], {
      isolationLevel: "Serializable",
      readOnly: true,
      deferrable: true,
    });
    expect(rows).toEqual([[{ value: "serializable" }], [{ value: "on" }], [{ value: "on" }]]);
    const error = await failureOf(() =>
      sql.transaction([sql.query(`DELETE FROM ${schemaName}.things`)], { readOnly: true }),
    );
    expect(error).toMatchObject({ code: "25006" });
    expect(await sql.transaction([ask("isolation")])).toEqual([[{ value: "read committed" }]]);
  });

  it("takes one statement a query", async () => {
    const error = await failureOf(() => sql.query("SELECT 1; SELECT 2"));
    expect(error).toMatchObject({ code: "42601" });
  });

  it("keeps batches that come at once apart", async () => {
    await db.insert(things).values({ id: 20, amount: 0n });
    const increments = Array.from({ length: 20 }, () =>
      sql.transaction([
        sql.query(`UPDATE ${schemaName}.things SET amount = amount + 1 WHERE id = 20`),
        sql.query(`UPDATE ${schemaName}.things SET amount = amount + 1 WHERE id = 20 RETURNING amount`),
      ]),
    );
    const amounts = (await Promise.all(increments)).map(([, rows]) => Number(rows?.[0]?.amount));
    expect(amounts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => (index + 1) * 2));
  });

  it("does not let a lone BEGIN swallow what comes after it", async () => {
    await sql.query("BEGIN");
    await db.insert(things).values({ id: 30 });
    await failureOf(() => sql.query("SELECT 1/0"));
    expect(await db.select({ id: things.id }).from(things).where(eq(things.id, 30))).toEqual([{ id: 30 }]);
  });

  it("answers 400 to what is not the protocol, 404, 405, and 413 over 10 MiB", async () => {
    for (const body of [
      "",
      "nonsense",
      "[]",
      "{}",
      '{"query":1}',
      '{"query":"SELECT 1","params":{}}',
      '{"queries":[1]}',
    ]) {
      const response = await post(body);
      expect([response.status, typeof ((await response.json()) as { message: unknown }).message]).toEqual([
        400,
        "string",
      ]);
    }
    const level = await post('{"queries":[]}', { "neon-batch-isolation-level": "Sideways" });
    expect(level.status).toBe(400);
    expect((await fetch(bridge.url.replace("/sql", "/other"))).status).toBe(404);
    expect((await fetch(bridge.url)).status).toBe(405);
    expect((await post(JSON.stringify({ query: "SELECT 1", params: ["x".repeat(10 * 1024 * 1024)] }))).status).toBe(
      413,
    );
  });

  it("takes a request of several MiB", async () => {
    const text = "é".repeat(2 * 1024 * 1024);
    expect(await sql.query("SELECT length($1::text) AS n", [text])).toEqual([{ n: text.length }]);
  });
});
