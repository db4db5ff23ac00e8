import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TRANSACTION_STATUSES } from "../../../src/domain/payment/state-machine.ts";
import { listAuditLogs, readChain } from "../../../src/storage/postgres/audit-log-repository.ts";
import { listEventsByTime, readEventFeed } from "../../../src/storage/postgres/event-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { listTransactions, type TransactionQuery } from "../../../src/storage/postgres/transaction-repository.ts";
import { listWebhookEvents } from "../../../src/storage/postgres/webhook-event-repository.ts";
import { afterNoon, chainRows, eventRow, newId, transactionRow, webhookRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

const ROWS = 2_000;
const MERCHANTS = 4;

describe.each(DATABASES)("the plans of list queries on %s", (kind) => {
  let database: TestDatabase;
  const merchantId = "merchant-1";
  const transactions = Array.from({ length: ROWS }, (_, index) =>
    transactionRow({
      merchant_id: `merchant-${index % MERCHANTS}`,
      created_at: afterNoon(index),
      status: TRANSACTION_STATUSES[index % 8] ?? "pending",
      provider: index % 3 === 0 ? "stripe" : "cpay",
      customer_id: `customer-${index % 50}`,
      reference: `order-${index % 500}`,
    }),
  );
  const chains = Array.from({ length: ROWS / 10 }, (_, index) =>
    chainRows(10, newId(), `merchant-${index % MERCHANTS}`),
  );
  // Few of all events are one merchant's, or else the feed of all is as good a way to them.
  const events = Array.from({ length: ROWS }, (_, index) => eventRow({ merchant_id: `merchant-${index % 20}` }));
  const statuses = ["applied", "dead", "retrying", "ignored"];
  const webhooks = Array.from({ length: ROWS }, (_, index) =>
    webhookRow({
      created_at: afterNoon(index),
      status: statuses[index % 4] ?? "",
      provider: index % 3 === 0 ? "stripe" : "cpay",
      transaction_id: newId(),
      merchant_id: `merchant-${index % MERCHANTS}`,
    }),
  );

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [
      { transactions, audit_logs: chains.flat(), events, webhook_events: webhooks },
    ]);
    await database.sql("analyze");
  }, 60_000);
  afterAll(() => database.close());

  /** The plan of the last statement that some call sends, as EXPLAIN prints it. */
  const planOf = async (call: () => Promise<unknown>) => {
    database.statements.length = 0;
    await call();
    const { text, params } = database.statements.at(-1) ?? { text: "", params: [] };
    const lines = await database.sql(`explain ${text}`, ...params.map(String));
    return lines.map(([line]) => line).join("\n");
  };
  const cursorOf = async (query: TransactionQuery) => {
    const listing = await listTransactions(database.client, query);
    return listing.ok ? (listing.next_cursor ?? undefined) : undefined;
  };

  const filters: readonly (readonly [string, Partial<TransactionQuery>])[] = [
    ["no filter", {}],
    ["provider", { provider: "stripe" }],
    ["status", { status: "completed" }],
    ["customer", { customerId: "customer-1" }],
    ["reference", { reference: "order-1" }],
    ["time", { createdFrom: afterNoon(500), createdTo: afterNoon(900) }],
    ["provider and status", { provider: "stripe", status: "completed" }],
    ["customer and time", { customerId: "customer-1", createdFrom: afterNoon(500) }],
  ];
  describe.each(filters)("payments by %s", (_, filter) => {
    it.each([merchantId, null])("of merchant %s walk an index, on the first page and after a cursor", async (owner) => {
      const query = { merchantId: owner, limit: 5, ...filter };
      const cursor = await cursorOf({ ...query, limit: 1 });
      for (const each of [query, { ...query, ...(cursor === undefined ? {} : { cursor }) }]) {
        const plan = await planOf(() => listTransactions(database.client, each));
        expect(plan).toMatch(/Index (Only )?Scan/);
        expect(plan).not.toMatch(/Seq Scan/);
      }
    });
  });

  it("sort nothing where one index has filter and order", async () => {
    const single: Partial<TransactionQuery>[] = [{}, { provider: "stripe" }, { status: "completed" }];
    for (const owner of [merchantId, null]) {
      for (const filter of single) {
        const plan = await planOf(() => listTransactions(database.client, { merchantId: owner, limit: 5, ...filter }));
        expect(plan).not.toMatch(/Sort/);
      }
    }
  });

  it.each([merchantId, null])(
    "provider and status of merchant %s are one walk of one index, found or not",
    async (owner) => {
      for (const status of ["completed", "authorized"]) {
        const query = { merchantId: owner, limit: 5, provider: "stripe", status };
        const plan = await planOf(() => listTransactions(database.client, query));
        expect(plan).toMatch(/Index Cond: .*provider = .*status = /);
        expect(plan).not.toMatch(/Filter|Sort/);
      }
    },
  );

  it.each([merchantId, null])("audit entries of merchant %s walk an index", async (owner) => {
    const transactionId = chains[1]?.[0]?.transaction_id ?? "";
    for (const filter of [{}, { transactionId }, { eventType: "payment.initiated" }, { from: afterNoon(4) }]) {
      const plan = await planOf(() => listAuditLogs(database.client, { merchantId: owner, limit: 5, ...filter }));
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });

  it("a chain is read by its index", async () => {
    const plan = await planOf(() => readChain(database.client, chains[1]?.[0]?.chain ?? "", merchantId));
    expect(plan).toMatch(/Index Scan (using|on) audit_logs_chain_sequence/);
  });

  it.each([null, "merchant-2"])("webhooks of merchant %s walk an index", async (owner) => {
    const transactionId = webhooks[2]?.transaction_id ?? "";
    for (const filter of [{}, { status: "dead" }, { provider: "stripe" }, { transactionId }]) {
      const plan = await planOf(() => listWebhookEvents(database.client, { merchantId: owner, limit: 5, ...filter }));
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
  });

  it("a merchant's events of a time range are walked in the order of time, on from any of them", async () => {
    const range = { merchantId, from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z", limit: 5 };
    for (const after of [null, [events[1]?.timestamp ?? "", events[1]?.id ?? ""]]) {
      const plan = await planOf(() => listEventsByTime(database.client, { ...range, after }));
      expect(plan).toMatch(/Index Scan using events_by_merchant_time /);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    }
  });

  it.each([
    [merchantId, "events_feed_by_merchant"],
    [null, "events_feed"],
  ])("the feed of merchant %s is walked from the event it goes on after", async (owner, index) => {
    const after = events[1]?.id ?? "";
    for (const start of [null, after]) {
      const plan = await planOf(() => readEventFeed(database.client, { merchantId: owner, after: start, limit: 5 }));
      expect(plan).toMatch(new RegExp(`Index Scan using ${index} `));
      expect(plan).not.toMatch(/Seq Scan|Sort/);
      if (start !== null) expect(plan).toMatch(/Index Cond: .*ROW\(/);
    }
  });
});
