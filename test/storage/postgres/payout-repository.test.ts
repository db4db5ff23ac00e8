import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PAYOUT_STATUSES } from "../../../src/domain/payout/payout.ts";
import type { PayoutRow } from "../../../src/domain/projection.ts";
import { readMetrics } from "../../../src/storage/postgres/metrics-repository.ts";
import { listPayoutRows, type PayoutQuery } from "../../../src/storage/postgres/payout-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { MAX_PAGE_OFFSET } from "../../../src/storage/postgres/transaction-repository.ts";
import { afterNoon, newId, payoutRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("listPayoutRows on %s", (kind) => {
  let database: TestDatabase;
  // 2000 payouts of four merchants, four to a millisecond: enough for indexes to be worth walking.
  const rows: PayoutRow[] = Array.from({ length: 2_000 }, (_, index) =>
    payoutRow({
      merchant_id: `merchant-${index % 4}`,
      created_at: afterNoon(Math.floor(index / 16)),
      provider: index % 3 === 0 ? "paystack" : "mpesa",
      status: PAYOUT_STATUSES[index % 5] ?? "completed",
      reference: `salary-${index % 500}`,
    }),
  );
  const own = rows
    .filter((row) => row.merchant_id === "merchant-1")
    .sort((a, b) => (a.created_at + a.id < b.created_at + b.id ? 1 : -1));

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ payouts: rows }]);
    await database.sql("analyze");
  }, 60_000);
  afterAll(() => database.close());

  const list = (query: Partial<PayoutQuery> = {}) =>
    listPayoutRows(database.client, { merchantId: "merchant-1", limit: 100, ...query });
  const page = async (query: Partial<PayoutQuery> = {}) => {
    const listing = await list(query);
    if (!listing.ok) throw new Error(listing.refusal);
    return listing;
  };
  const ids = async (query: Partial<PayoutQuery>) => (await page(query)).data.map((row) => row.id);
  const idsOf = (test: (row: PayoutRow) => boolean) => own.filter(test).map((row) => row.id);

  it("shows a payout in the contract's shape", async () => {
    const given = { merchant_id: "shape", currency: "KWD", amount_minor: 1_234_567, completed_at: afterNoon(5) };
    const row = payoutRow({ ...given, failure: { code: "declined", message: "no" } });
    await writeProjections(database.client, [{ payouts: [row] }]);
    const { idempotency_key, provider_receipt, sequence, ...shown } = row;
    expect((await page({ merchantId: "shape" })).data).toEqual([{ ...shown, amount: 1234.567 }]);
  });

  it("filters by each member and by all at once, for the merchant alone", async () => {
    expect(await ids({ provider: "paystack", limit: 1_000 })).toEqual(idsOf((row) => row.provider === "paystack"));
    expect(await ids({ status: "failed", limit: 1_000 })).toEqual(idsOf((row) => row.status === "failed"));
    expect(await ids({ reference: "salary-1" })).toEqual(idsOf((row) => row.reference === "salary-1"));
    const [createdFrom, createdTo] = [afterNoon(10), afterNoon(20)];
    const isBetween = (row: PayoutRow) => row.created_at >= createdFrom && row.created_at <= createdTo;
    expect(await ids({ createdFrom, createdTo })).toEqual(idsOf(isBetween));
    const all = { provider: "mpesa", status: "completed", createdFrom, createdTo };
    expect(await ids(all)).toEqual(
      idsOf((row) => isBetween(row) && row.provider === "mpesa" && row.status === "completed"),
    );
    expect(await ids({ merchantId: "' or true --" })).toEqual([]);
  });

  it.each([7, 100, 499])("goes through everything once with cursors and pages of %i", async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, next_cursor } = await page({ limit, cursor });
      seen.push(...data.map((row) => row.id));
      cursor = next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(own.map((row) => row.id));
  });

  it("counts pages from 1, and refuses what it cannot go to", async () => {
    expect(await ids({ page: 2, limit: 7 })).toEqual(own.slice(7, 14).map((row) => row.id));
    const tooDeep = await list({ page: MAX_PAGE_OFFSET / 100 + 2, limit: 100 });
    expect(tooDeep).toEqual({ ok: false, refusal: "page_too_deep" });
    expect(await list({ cursor: "nonsense" })).toEqual({ ok: false, refusal: "cursor_invalid" });
  });

  const filters: readonly Partial<PayoutQuery>[] = [
    {},
    { provider: "paystack" },
    { status: "completed" },
    { reference: "salary-1" },
    { createdFrom: afterNoon(50), createdTo: afterNoon(60) },
  ];
  it.each(filters)("walks an index for %j, whoever asks", async (filter) => {
    for (const merchantId of ["merchant-1", null]) {
      database.statements.length = 0;
      await list({ merchantId, limit: 5, ...filter });
      const { text, params } = database.statements.at(-1) ?? { text: "", params: [] };
      const plan = (await database.sql(`explain ${text}`, ...params.map(String))).join("\n");
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });

  it("refuses states and amounts that cannot be", async () => {
    for (const wrong of [{ status: "cancelled" }, { amount_minor: -1 }, { amount_minor: 10 ** 15 }]) {
      await expect(writeProjections(database.client, [{ payouts: [payoutRow(wrong)] }])).rejects.toBeDefined();
    }
  });

  it("keeps a merchant's key for one payout", async () => {
    const [first, second] = [payoutRow(), payoutRow()];
    const clash = { ...second, idempotency_key: first.idempotency_key, id: newId() };
    await writeProjections(database.client, [{ payouts: [first] }]);
    await expect(writeProjections(database.client, [{ payouts: [clash] }])).rejects.toBeDefined();
  });

  it("counts as no payment in any figure", async () => {
    const { transactions, volume } = await readMetrics(database.client, null, Date.now());
    expect({ total: transactions.total, volume }).toEqual({ total: 0, volume: [] });
  });
});
