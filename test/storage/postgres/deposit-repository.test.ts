import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DepositQuery, listDeposits } from "../../../src/storage/postgres/deposit-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { afterNoon, depositRow, newId } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("listDeposits on %s", (kind) => {
  let database: TestDatabase;
  const rows = [
    depositRow({ created_at: afterNoon(1), status: "suspense", reason: "no_payment_named", paid_at: null }),
    depositRow({ created_at: afterNoon(2), status: "applied", transaction_id: newId() }),
    depositRow({ created_at: afterNoon(3), status: "suspense", provider: "other" }),
  ];
  const [first, applied, other] = rows.map((row) => row.id);

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ deposits: rows }]);
  }, 60_000);
  afterAll(() => database.close());

  const list = async (query: Partial<DepositQuery>) => {
    const listing = await listDeposits(database.client, { limit: 100, ...query });
    if (!listing.ok) throw new Error(listing.refusal);
    return listing;
  };
  const ids = async (query: Partial<DepositQuery>) => (await list(query)).data.map((row) => row.id);

  it("gives back every member as it was written", async () => {
    expect((await list({})).data).toEqual([...rows].reverse());
  });

  it("filters by status and provider, newest first", async () => {
    expect(await ids({ status: "suspense" })).toEqual([other, first]);
    expect(await ids({ provider: "mpesa" })).toEqual([applied, first]);
    expect(await ids({ status: "suspense", provider: "mpesa" })).toEqual([first]);
    expect(await ids({ status: "refuted" })).toEqual([]);
  });

  it("goes on with a cursor, and refuses one that it has not given", async () => {
    const page = await list({ limit: 2 });
    expect(page).toMatchObject({ has_more: true });
    expect(await ids({ cursor: page.next_cursor ?? "" })).toEqual([first]);
    expect(await listDeposits(database.client, { limit: 2, cursor: "x" })).toEqual({
      ok: false,
      refusal: "cursor_invalid",
    });
  });

  it("never lets an older row win", async () => {
    const row = depositRow({ status: "told", created_at: afterNoon(-1) });
    const newer = { ...row, sequence: 2, status: "confirmed" };
    for (const version of [newer, row, newer]) await writeProjections(database.client, [{ deposits: [version] }]);
    expect((await list({ status: "confirmed" })).data).toMatchObject([{ id: row.id, sequence: 2 }]);
    expect(await ids({ status: "told" })).toEqual([]);
  });

  it("walks an index for every filter", async () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      depositRow({ created_at: afterNoon(index), status: index % 2 === 0 ? "told" : "applied" }),
    );
    await writeProjections(database.client, [{ deposits: many }]);
    await database.sql("analyze");
    for (const query of [{}, { status: "suspense" }, { provider: "other" }]) {
      database.statements.length = 0;
      await list({ limit: 5, ...query });
      const { text, params } = database.statements.at(-1) ?? { text: "", params: [] };
      const plan = (await database.sql(`explain ${text}`, ...params.map(String))).join("\n");
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });
});
