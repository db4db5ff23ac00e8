import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import {
  findDeadLetters,
  listWebhookEvents,
  type WebhookEventQuery,
} from "../../../src/storage/postgres/webhook-event-repository.ts";
import { afterNoon, newId, webhookRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("listWebhookEvents on %s", (kind) => {
  let database: TestDatabase;
  const transaction_id = newId();
  const rows = [
    webhookRow({ created_at: afterNoon(1), status: "dead", error_message: "gave up", retry_count: 5 }),
    webhookRow({ created_at: afterNoon(2), status: "applied", transaction_id, merchant_id: "merchant-a" }),
    webhookRow({ created_at: afterNoon(3), status: "applied", provider: "stripe", processed_at: afterNoon(4) }),
    webhookRow({ created_at: afterNoon(4), status: "dead", provider: "stripe", merchant_id: "merchant-b" }),
  ];
  const [dead, applied, stripe, deadStripe] = rows.map((row) => row.id);

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ webhook_events: rows }]);
  }, 60_000);
  afterAll(() => database.close());

  const list = async (query: Partial<WebhookEventQuery>) => {
    const listing = await listWebhookEvents(database.client, { merchantId: null, limit: 100, ...query });
    if (!listing.ok) throw new Error(listing.refusal);
    return listing;
  };
  const ids = async (query: Partial<WebhookEventQuery>) => (await list(query)).data.map((row) => row.id);

  it("shows the contract's members, and neither body nor signature", async () => {
    const [shown] = (await list({ status: "dead", provider: "cpay" })).data;
    expect(shown).toEqual({
      id: dead,
      provider: "cpay",
      account_id: "platform:cpay",
      transaction_id: null,
      event_type: "payment.completed",
      verified: true,
      status: "dead",
      retry_count: 5,
      error_message: "gave up",
      created_at: afterNoon(1),
      processed_at: null,
    });
  });

  it("filters by status, provider, transaction and merchant", async () => {
    expect(await ids({})).toEqual([deadStripe, stripe, applied, dead]);
    expect(await ids({ status: "dead" })).toEqual([deadStripe, dead]);
    expect(await ids({ provider: "stripe" })).toEqual([deadStripe, stripe]);
    expect(await ids({ transactionId: transaction_id })).toEqual([applied]);
    expect(await ids({ merchantId: "merchant-a" })).toEqual([applied]);
    expect(await ids({ merchantId: "merchant-b", transactionId: transaction_id })).toEqual([]);
    expect(await ids({ status: "applied", provider: "stripe" })).toEqual([stripe]);
  });

  it("filters by time, both ends included", async () => {
    expect(await ids({ createdFrom: afterNoon(2), createdTo: afterNoon(3) })).toEqual([stripe, applied]);
    expect(await ids({ createdTo: afterNoon(1) })).toEqual([dead]);
  });

  it("finds the dead letters whose turn it is, the oldest first", async () => {
    expect(await findDeadLetters(database.client, { limit: 10 })).toEqual([dead, deadStripe]);
    expect(await findDeadLetters(database.client, { limit: 1 })).toEqual([dead]);
    expect(await findDeadLetters(database.client, { provider: "stripe", limit: 10 })).toEqual([deadStripe]);
  });

  it("goes on with a cursor, and refuses one that it has not given", async () => {
    const first = await list({ limit: 3 });
    expect(first).toMatchObject({ has_more: true });
    expect(await ids({ cursor: first.next_cursor ?? "" })).toEqual([dead]);
    const refusal = await listWebhookEvents(database.client, { merchantId: null, limit: 3, cursor: "x" });
    expect(refusal).toEqual({ ok: false, refusal: "cursor_invalid" });
  });
});
