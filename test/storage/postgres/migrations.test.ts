import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("the migrations on %s", (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 60_000);
  afterAll(() => database.close());

  it("change nothing when applied a second time", async () => {
    const catalogue = () =>
      database.sql(`select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
        where table_schema = 'public' order by 1, 2`);
    const applied = () => database.sql("select id, hash from drizzle.__drizzle_migrations order by id");
    const before = [await catalogue(), await applied()];
    await database.migrate();
    expect([await catalogue(), await applied()]).toEqual(before);
    expect(before[0]?.length).toBeGreaterThan(100);
  });

  it("keep money in bigint and times with their zone", async () => {
    const columns = await database.sql(`select distinct data_type from information_schema.columns
      where table_schema = 'public' and (column_name like '%\\_minor' or column_name like '%\\_at') order by 1`);
    expect(columns).toEqual([["bigint"], ["timestamp with time zone"]]);
  });

  it("make no foreign key: rows of different objects arrive in any order", async () => {
    expect(await database.sql("select conname from pg_constraint where contype = 'f'")).toEqual([]);
  });

  it("take versions of a provider account once per merchant, and once for the platform", async () => {
    const insert = (merchantId: string | null, version: number) =>
      database.sql(`insert into provider_configs
        (id, account_id, merchant_id, provider_name, version, is_active, config, sequence, created_at, updated_at)
        values (gen_random_uuid(), 'any', ${merchantId === null ? "null" : `'${merchantId}'`}, 'cpay', ${version}, true, '{}', 1, now(), now())`);
    await insert(null, 1);
    await insert(null, 2);
    await insert("merchant-a", 1);
    await insert("merchant-b", 1);
    await expect(insert(null, 2)).rejects.toMatchObject({ code: "23505" });
    await expect(insert("merchant-a", 1)).rejects.toMatchObject({ code: "23505" });
  });
});
