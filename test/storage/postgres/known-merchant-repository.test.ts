import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countKnownMerchants, listKnownMerchants } from "../../../src/storage/postgres/known-merchant-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { chainRows, newId } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("known merchants on %s", (kind) => {
  let database: TestDatabase;
  const ids = ["0", "ABC", "abc", "a:b", "merchant", "merchant-1", "tenant.one", "zz_9"];
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    const payments = Array.from({ length: 300 }, () => chainRows(4, newId(), "abc"));
    const merchants = ids.map((id) => chainRows(3, null, id));
    await writeProjections(database.client, [{ audit_logs: [...payments, ...merchants].flat() }]);
    await database.sql("analyze");
  }, 60_000);
  afterAll(() => database.close());

  it("are all whose own chain has begun, once each, whatever their ids look like; payments are none", async () => {
    expect(await countKnownMerchants(database.client)).toBe(ids.length);
    const seen: string[] = [];
    for (const offset of [0, 3, 6, 9]) {
      const page = await listKnownMerchants(database.client, { offset, limit: 3 });
      expect(page).toHaveLength(Math.max(0, Math.min(3, ids.length - offset)));
      seen.push(...page);
    }
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it("are found by the index over chains, without a look at payments' entries", async () => {
    for (const ask of [
      countKnownMerchants,
      (client: TestDatabase["client"]) => listKnownMerchants(client, { offset: 0, limit: 3 }),
    ]) {
      database.statements.length = 0;
      await ask(database.client);
      const { text, params } = database.statements.at(-1) ?? { text: "", params: [] };
      const plan = (await database.sql(`explain ${text}`, ...params.map(String))).join("\n");
      expect(plan).toMatch(/audit_logs_chain_sequence/);
      expect(plan).toMatch(/Index Cond: .*chain >= /);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    }
  });
});
