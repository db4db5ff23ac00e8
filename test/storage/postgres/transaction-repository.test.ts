import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransactionRow } from "../../../src/domain/projection.ts";
import { encodeCursor } from "../../../src/storage/postgres/cursor.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import {
  type ListedTransaction,
  listTransactions,
  MAX_PAGE_OFFSET,
  type TransactionQuery,
} from "../../../src/storage/postgres/transaction-repository.ts";
import { afterNoon, newId, transactionRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("listTransactions on %s", (kind) => {
  let database: TestDatabase;
  // 30 payments of one merchant in 6 milliseconds (five share each), and one of another merchant at the same times.
  const rows: TransactionRow[] = Array.from({ length: 30 }, (_, index) =>
    transactionRow({
      created_at: afterNoon(Math.floor(index / 5)),
      provider: index % 2 === 0 ? "cpay" : "stripe",
      status: index % 3 === 0 ? "completed" : "failed",
      customer_id: index % 4 === 0 ? "customer-x" : null,
      reference: index === 7 ? "order-7" : "order",
    }),
  );
  const foreign = transactionRow({ merchant_id: "merchant-b", created_at: afterNoon(2), reference: "order-7" });
  const newestFirst = [...rows]
    .sort((a, b) => (a.created_at + a.id < b.created_at + b.id ? 1 : -1))
    .map((row) => row.id);

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ transactions: [...rows, foreign] }]);
  }, 60_000);
  afterAll(() => database.close());

  const list = (query: Partial<TransactionQuery> = {}) =>
    listTransactions(database.client, { merchantId: "merchant-a", limit: 100, ...query });
  const page = async (query: Partial<TransactionQuery> = {}) => {
    const listing = await list(query);
    if (!listing.ok) throw new Error(listing.refusal);
    return listing;
  };
  const ids = async (query: Partial<TransactionQuery>) => (await page(query)).data.map((row) => row.id);
  const idsOf = (test: (row: TransactionRow) => boolean) =>
    newestFirst.filter((id) => rows.some((row) => row.id === id && test(row)));

  it("shows a payment in the contract's shape, without next_action", async () => {
    const row = transactionRow({
      merchant_id: "shape",
      currency: "KWD",
      amount_minor: 1_234_567,
      amount_refunded_minor: 1,
      captured_minor: 1_234_000,
      provider_receipt: "RKTQDM7W6S",
      failure: { code: "declined", message: "no" },
      completed_at: afterNoon(5),
    });
    await writeProjections(database.client, [{ transactions: [row] }]);
    const [shown] = (await page({ merchantId: "shape" })).data;
    const {
      operation,
      customer_id,
      provider_response,
      provider_latency_ms,
      sequence,
      captured_minor,
      ended_at,
      ...rest
    } = row;
    const expected: ListedTransaction = {
      ...rest,
      amount: 1234.567,
      amount_captured: 1234,
      amount_captured_minor: captured_minor,
      amount_refunded: 0.001,
    };
    expect(shown).toEqual(expected);
  });

  it("lists newest first, ties by id, and only the merchant's own", async () => {
    expect(await ids({})).toEqual(newestFirst);
    expect(await ids({ merchantId: "merchant-b" })).toEqual([foreign.id]);
    expect(await ids({ merchantId: "merchant-c" })).toEqual([]);
    expect(await ids({ merchantId: "' or true --" })).toEqual([]);
  });

  it("shows the operator every merchant's", async () => {
    const shown = await ids({ merchantId: null });
    expect(shown).toHaveLength(rows.length + 2);
    expect(shown).toContain(foreign.id);
    expect(new Set(await ids({ merchantId: null, reference: "order-7" }))).toEqual(new Set([foreign.id, rows[7]?.id]));
  });

  it("filters by each member and by all at once", async () => {
    expect(await ids({ provider: "stripe" })).toEqual(idsOf((row) => row.provider === "stripe"));
    expect(await ids({ status: "completed" })).toEqual(idsOf((row) => row.status === "completed"));
    expect(await ids({ customerId: "customer-x" })).toEqual(idsOf((row) => row.customer_id === "customer-x"));
    expect(await ids({ reference: "order-7" })).toEqual([rows[7]?.id]);
    const from = afterNoon(1);
    const to = afterNoon(3);
    expect(await ids({ createdFrom: from })).toEqual(idsOf((row) => row.created_at >= from));
    expect(await ids({ createdTo: to })).toEqual(idsOf((row) => row.created_at <= to));
    const all = { provider: "cpay", status: "completed", customerId: "customer-x", reference: "order" };
    expect(await ids({ ...all, createdFrom: from, createdTo: to })).toEqual(
      idsOf(
        (row) =>
          row.provider === "cpay" &&
          row.status === "completed" &&
          row.customer_id === "customer-x" &&
          row.created_at >= from &&
          row.created_at <= to,
      ),
    );
    // The same moment with another offset.
    expect(await ids({ createdFrom: "2026-03-01T14:00:00.001+02:00" })).toEqual(await ids({ createdFrom: from }));
  });

  it.each([1, 4, 7, 29, 30])("goes through everything once with cursors and pages of %i", async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let count = 0; count <= rows.length; count += 1) {
      const { data, has_more, next_cursor } = await page({ limit, cursor });
      seen.push(...data.map((row) => row.id));
      expect(has_more).toBe(seen.length < rows.length);
      expect(next_cursor === null).toBe(!has_more);
      if (next_cursor === null) break;
      cursor = next_cursor;
    }
    expect(seen).toEqual(newestFirst);
  });

  it("goes on from a cursor when newer payments have come in between", async () => {
    const first = await page({ merchantId: null, limit: 5, status: "failed", provider: "stripe" });
    await writeProjections(database.client, [
      {
        transactions: [
          transactionRow({ merchant_id: "late", created_at: afterNoon(99), status: "failed", provider: "stripe" }),
        ],
      },
    ]);
    const cursor = first.next_cursor ?? "";
    const second = await page({ merchantId: null, limit: 100, status: "failed", provider: "stripe", cursor });
    const expected = idsOf((row) => row.status === "failed" && row.provider === "stripe");
    expect([...first.data, ...second.data].map((row) => row.id)).toEqual(expected);
  });

  it("tells microseconds apart in its cursors", async () => {
    const times = ["2026-03-01T12:00:00.000001Z", "2026-03-01T12:00:00.000002Z", "2026-03-01T12:00:00.000003Z"];
    const fine = times.map((created_at) => transactionRow({ merchant_id: "micro", created_at }));
    await writeProjections(database.client, [{ transactions: fine }]);
    const first = await page({ merchantId: "micro", limit: 1 });
    expect(first.data[0]?.created_at).toBe(times[2]);
    expect(await ids({ merchantId: "micro", cursor: first.next_cursor ?? "" })).toEqual([fine[1]?.id, fine[0]?.id]);
  });

  it("counts pages from 1", async () => {
    expect(await ids({ page: 1, limit: 7 })).toEqual(newestFirst.slice(0, 7));
    const last = await page({ page: 5, limit: 7 });
    expect(last.data.map((row) => row.id)).toEqual(newestFirst.slice(28));
    expect(last).toMatchObject({ has_more: false, next_cursor: null });
    expect(await ids({ page: 99, limit: 7 })).toEqual([]);
    expect((await page({ page: 2, limit: 7 })).next_cursor).not.toBeNull();
  });

  it("refuses pages past the deepest offset", async () => {
    expect(await page({ page: MAX_PAGE_OFFSET / 100 + 1, limit: 100 })).toMatchObject({ ok: true, data: [] });
    expect(await list({ page: MAX_PAGE_OFFSET / 100 + 2, limit: 100 })).toEqual({
      ok: false,
      refusal: "page_too_deep",
    });
  });

  it.each([
    ["nonsense", "nonsense"],
    ["nothing", ""],
    ["another list's cursor", encodeCursor([afterNoon(0), "1", newId()])],
    ["a time that is none", encodeCursor(["2026-02-30T12:00:00.000Z", newId()])],
    ["SQL", encodeCursor(["2026-02-20T12:00:00.000Z", "') or true --"])],
  ])("refuses %s as a cursor", async (_, cursor) => {
    expect(await list({ cursor })).toEqual({ ok: false, refusal: "cursor_invalid" });
  });
});
