import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listMerchants } from "../../../src/storage/postgres/merchant-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { afterNoon, merchantRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("listMerchants on %s", (kind) => {
  let database: TestDatabase;
  const ids = ['Zürich | "quoted"', "abc", "ABC", "merchant-1", "一"];
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ merchants: ids.map((id) => merchantRow({ id })) }]);
  }, 60_000);
  afterAll(() => database.close());

  it("goes through all with cursors, whatever their ids look like", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listMerchants(database.client, { merchantId: null, limit: 2, cursor });
      if (!page.ok) throw new Error(page.refusal);
      seen.push(...page.data.map((merchant) => merchant.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it("shows a merchant nobody but itself", async () => {
    const page = await listMerchants(database.client, { merchantId: "abc", limit: 10 });
    const times = { created_at: afterNoon(0), updated_at: afterNoon(0) };
    expect(page).toMatchObject({ data: [{ id: "abc", name: "Duka", region: "default", ...times }], has_more: false });
  });

  it("refuses a cursor that it has not given", async () => {
    const refusal = await listMerchants(database.client, { merchantId: null, limit: 2, cursor: "W10" });
    expect(refusal).toEqual({ ok: false, refusal: "cursor_invalid" });
  });
});
