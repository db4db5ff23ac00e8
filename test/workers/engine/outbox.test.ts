import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it } from "vitest";
import { addressOf } from "../../../src/domain/identifiers.ts";
import { call, initialize, paymentBody, until } from "../../support/gateway.ts";
import { queryShard, shardOf } from "../../support/shards.ts";
import { switchService } from "../../support/switches.ts";
import { newMerchant, paidPayment } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { idOf, wakeShard } from "./support/shard.ts";

afterEach(() => switchService("sql", "serve"));

/** Something no Postgres takes: an id that is no UUID. */
const POISON = JSON.stringify({ webhook_events: [{ id: "no uuid", sequence: 1 }] });

function poison(shard: string): Promise<unknown> {
  return queryShard(shard, "INSERT INTO outbox (chain, first_sequence, doc) VALUES ('poison', 1, ?)", POISON);
}

/** A payment in the same object as another. */
async function payBeside(id: string) {
  const { token, merchantId } = await newMerchant();
  const { shard } = addressOf(id as Parameters<typeof addressOf>[0]);
  for (;;) {
    const key = crypto.randomUUID();
    if (addressOf(idOf(merchantId, key)).shard !== shard) continue;
    const { body } = await initialize(token, paymentBody("approve@example.com"), key);
    return { token, id: String(body.id) };
  }
}

function arrives(id: string): Promise<Record<string, unknown>[]> {
  return until(
    () => queryPostgres("SELECT id FROM transactions WHERE id = $1", id),
    (rows) => rows.length === 1,
  );
}

describe("a row that Postgres can never take", () => {
  it("is set aside, and what is before and behind it goes on", async () => {
    await switchService("sql", "refuse");
    const before = await paidPayment();
    await poison(before.id);
    const between = await payBeside(before.id);
    await poison(before.id);
    const behind = await payBeside(before.id);
    await switchService("sql", "serve");
    for (const { id } of [before, between, behind]) expect(await arrives(id), id).toHaveLength(1);
    const parked = await until(
      () => queryShard(before.id, "SELECT chain, reason FROM parked ORDER BY position"),
      (rows) => rows.length === 2,
    );
    expect(parked).toEqual([
      { chain: "poison", reason: expect.stringContaining("SQLSTATE 22") },
      { chain: "poison", reason: expect.stringContaining("SQLSTATE 22") },
    ]);
    for (const { id, token } of [before, between, behind]) {
      const verdict = await call("GET", `/payments/${id}/audit/verify`, { token });
      expect(verdict.body).toMatchObject({ valid: true, pending: 0 });
    }
  });
});

describe("the outbox", () => {
  it("goes on where it was after its object has been away", async () => {
    await switchService("sql", "refuse");
    const { token, id } = await paidPayment();
    await new Promise((resolve) => setTimeout(resolve, 400));
    await evictDurableObject(shardOf(id));
    await switchService("sql", "serve");
    expect(await arrives(id)).toHaveLength(1);
    expect((await call("GET", `/payments/${id}/audit/verify`, { token })).body).toMatchObject({ valid: true });
  });

  it("is emptied once, however often its object is woken", async () => {
    const { id } = await paidPayment();
    await Promise.all(Array.from({ length: 20 }, () => wakeShard(id)));
    expect(await arrives(id)).toHaveLength(1);
    expect(await queryPostgres("SELECT count(*)::int AS entries FROM audit_logs WHERE chain = $1", id)).toEqual([
      { entries: 2 },
    ]);
  });

  it("sends more rows than one batch holds", async () => {
    const { id } = await paidPayment();
    await switchService("sql", "refuse");
    for (let made = 0; made < 450; made += 1) {
      const event = {
        id: crypto.randomUUID(),
        sequence: 1,
        provider: "cpay",
        account_id: "bulk",
        provider_event_id: String(made),
      };
      const rest = { event_type: "x", payload: {}, verified: true, processed: true, status: "ignored", retry_count: 0 };
      const doc = JSON.stringify({ webhook_events: [{ ...event, ...rest, created_at: new Date().toISOString() }] });
      await queryShard(id, "INSERT INTO outbox (chain, first_sequence, doc) VALUES ('bulk', ?, ?)", made + 1, doc);
    }
    await queryShard(id, "UPDATE destinations SET next_at = ?", Date.now());
    await switchService("sql", "serve");
    await wakeShard(id);
    const counted = await until(
      () => queryPostgres("SELECT count(*)::int AS rows FROM webhook_events WHERE account_id = 'bulk'"),
      ([found]) => found?.rows === 450,
    );
    expect(counted).toEqual([{ rows: 450 }]);
  });
});
