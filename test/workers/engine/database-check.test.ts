import { describe, expect, it } from "vitest";
import { addressOf, firstIdOf, type ShardId } from "../../../src/domain/identifiers.ts";
import { call, refund, signAdminToken, until } from "../../support/gateway.ts";
import { makeDue, queryShard } from "../../support/shards.ts";
import { deliverMail, paidPayment } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";

interface Finding {
  readonly table: string;
  readonly id: string;
  readonly owner: string;
  readonly kind: string;
  readonly columns: string[];
  readonly repaired: boolean;
}
interface Options {
  readonly repair?: boolean;
  readonly remove_extra?: boolean;
}

/** One stretch of the walk. */
async function step(cursor: string | null, options: Options = {}) {
  const { status, body, text } = await call("POST", "/admin/database/check", {
    token: await signAdminToken(),
    body: { cursor, ...options },
  });
  expect(status, text).toBe(200);
  return body as { checked: number; pending: number; findings: Finding[]; next_cursor: string | null };
}

/** What the walk says of one owner's rows, from the owner's own place on. */
async function check(part: string, owner: string, options: Options = {}): Promise<Finding[]> {
  const { region, shard } = addressOf(owner as ShardId);
  const { findings } = await step(`${part}.${region}.${shard}.${owner}`, options);
  return findings.filter((finding) => finding.owner === owner);
}

/** A paid payment with a refund and webhooks, all of it in Postgres. */
async function settled() {
  const payment = await paidPayment();
  const { token, id } = payment;
  const refunded = await refund(token, id, { amount: "400.00", reason: "late" });
  await deliverMail(id);
  const verify = async () => (await call("GET", `/payments/${id}/audit/verify`, { token })).body;
  const whole = await until(verify, ({ pending }) => pending === 0);
  expect(whole).toMatchObject({ valid: true, pending: 0 });
  await until(
    () => queryPostgres("SELECT 1 FROM webhook_events WHERE transaction_id = $1 AND processed", id),
    (rows) => rows.length > 0,
  );
  return { ...payment, refundId: String(refunded.body.id), verify };
}

describe("Postgres held against the objects", () => {
  let payment: ReturnType<typeof settled> | null = null;
  /** One for all tests that leave it as it was. */
  const shared = () => {
    payment ??= settled();
    return payment;
  };

  it("has nothing wrong after an ordinary life", async () => {
    const { id } = await shared();
    expect(await check("payments", id)).toEqual([]);
    for (const { id: eventId } of await queryPostgres("SELECT id FROM webhook_events WHERE transaction_id = $1", id)) {
      expect(await check("webhook_events", String(eventId))).toEqual([]);
    }
  });

  it.each([
    ["transactions", "amount_minor = amount_minor + 1", "id = $1", ["amount_minor"]],
    ["transactions", "sequence = 1000000, status = 'failed'", "id = $1", ["status", "sequence"]],
    ["transactions", `metadata = '{"a":1}'`, "id = $1", ["metadata"]],
    ["refunds", "amount_minor = 1", "transaction_id = $1", ["amount_minor"]],
    ["refunds", "transaction_id = gen_random_uuid()", "transaction_id = $1", ["transaction_id"]],
    ["audit_logs", "user_id = 'somebody'", "chain = $1::text and sequence = 2", ["user_id"]],
    ["events", `data = data || '{"amount":1}'`, "transaction_id = $1 and sequence = 1", ["data"]],
    ["events", "timestamp = timestamp + interval '1 second'", "transaction_id = $1 and sequence = 2", ["timestamp"]],
  ])("names an edited row of %s (%s) and writes it anew", async (table, change, where, columns) => {
    const { id, verify } = await shared();
    const [before] = await queryPostgres(`SELECT id FROM ${table} WHERE ${where}`, id);
    await queryPostgres(`UPDATE ${table} SET ${change} WHERE ${where}`, id);
    const found = [{ table, id: before?.id, owner: id, kind: "edited", columns, repaired: false }];
    expect(await check("payments", id)).toEqual(found);
    expect(await check("payments", id, { repair: true })).toEqual(found.map((each) => ({ ...each, repaired: true })));
    expect(await check("payments", id)).toEqual([]);
    expect(await verify()).toMatchObject({ valid: true, pending: 0 });
  });

  it("names an edited webhook and writes it anew", async () => {
    const { id } = await shared();
    const [row] = await queryPostgres("SELECT id FROM webhook_events WHERE transaction_id = $1", id);
    const eventId = String(row?.id);
    await queryPostgres("UPDATE webhook_events SET status = 'dead' WHERE id = $1", eventId);
    expect(await check("webhook_events", eventId, { repair: true })).toMatchObject([
      { table: "webhook_events", kind: "edited", columns: ["status"], repaired: true },
    ]);
    expect(await check("webhook_events", eventId)).toEqual([]);
  });

  it("names what was removed, the last audit row too, and puts it back", async () => {
    const { id, verify } = await shared();
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1 AND sequence = 5", id);
    expect(await check("payments", id)).toMatchObject([{ table: "audit_logs", kind: "missing", columns: [] }]);
    await queryPostgres("DELETE FROM transactions WHERE id = $1", id);
    await queryPostgres("DELETE FROM refunds WHERE transaction_id = $1", id);
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1", id);
    await queryPostgres("DELETE FROM events WHERE transaction_id = $1", id);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 1 });
    const found = await check("payments", id, { repair: true });
    expect(new Set(found.map(({ table }) => table))).toEqual(
      new Set(["transactions", "refunds", "audit_logs", "events"]),
    );
    expect(found.every(({ kind, repaired }) => kind === "missing" && repaired)).toBe(true);
    expect(await check("payments", id)).toEqual([]);
    expect(await verify()).toMatchObject({ valid: true, pending: 0 });
  });

  it("names rows that no object knows, and removes them only when told so", async () => {
    const { id } = await shared();
    const forged = `${id.slice(0, 24)}000000000000`;
    await queryPostgres(
      `INSERT INTO audit_logs (id, chain, sequence, merchant_id, transaction_id, event_type, event_data, timestamp, previous_hash, hash)
       SELECT $2::uuid, chain, 77, merchant_id, transaction_id, 'payment.forged', '{}', timestamp, hash, repeat('b', 64)
       FROM audit_logs WHERE chain = $1 AND sequence = 5`,
      id,
      forged,
    );
    const found = { table: "audit_logs", id: forged, owner: id, kind: "extra", columns: [] };
    expect(await check("payments", id, { repair: true })).toEqual([{ ...found, repaired: false }]);
    expect(await check("payments", id, { remove_extra: true })).toEqual([{ ...found, repaired: true }]);
    expect(await check("payments", id)).toEqual([]);
  });

  it("goes on after a repair as if nothing had happened", async () => {
    const { token, id, verify } = await settled();
    await queryPostgres("UPDATE transactions SET sequence = 1000000, amount_refunded_minor = 0 WHERE id = $1", id);
    await check("payments", id, { repair: true });
    await refund(token, id, { amount: "100.00" });
    await until(verify, ({ pending }) => pending === 0);
    const [row] = await queryPostgres("SELECT amount_refunded_minor FROM transactions WHERE id = $1", id);
    expect(Number(row?.amount_refunded_minor)).toBe(50_000);
    expect(await check("payments", id)).toEqual([]);
  });
});

describe("an archived payment", () => {
  async function archived() {
    const payment = await settled();
    const { id } = payment;
    const isGone = async () => {
      await makeDue(id, "archive");
      return (await queryShard(id, "SELECT 1 FROM transactions WHERE id = ?", id)).length === 0;
    };
    expect(await until(isGone, (gone) => gone)).toBe(true);
    return payment;
  }

  it("is held against its archive, and its rows are written anew from it", async () => {
    const { id, refundId } = await archived();
    expect(await check("payments", id)).toEqual([]);
    await queryPostgres("DELETE FROM transactions WHERE id = $1", id);
    await queryPostgres("UPDATE refunds SET reason = 'x' WHERE id = $1", refundId);
    expect(await check("payments", id, { repair: true })).toMatchObject([
      { table: "transactions", kind: "missing", repaired: true },
      { table: "refunds", kind: "edited", columns: ["reason"], repaired: true },
    ]);
    expect(await check("payments", id)).toEqual([]);
  });

  it("is lost when its archive is, and that is said", async () => {
    const { id } = await archived();
    await queryPostgres("UPDATE archives SET content = content || ' ' WHERE transaction_id = $1", id);
    const lost = { id, owner: id, kind: "lost", columns: [], repaired: false };
    expect(await check("payments", id, { repair: true })).toEqual([{ table: "archives", ...lost }]);
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1 AND sequence = 1", id);
    expect(await check("payments", id)).toEqual([
      { table: "archives", ...lost },
      { table: "audit_logs", ...lost },
    ]);
    await queryPostgres("DELETE FROM archives WHERE transaction_id = $1", id);
    expect(await check("payments", id)).toHaveLength(2);
  });
});

describe("a merchant", () => {
  it("has its rows named and written anew, its chain too", async () => {
    const admin = await signAdminToken();
    const made = await call("POST", "/merchants", { token: admin, body: { name: "Checked" } });
    const merchantId = String(made.body.id);
    const chain = `merchant:${merchantId}`;
    await until(
      () => queryPostgres("SELECT 1 FROM audit_logs WHERE chain = $1", chain),
      (rows) => rows.length === 1,
    );
    await queryPostgres("UPDATE merchants SET name = 'Forged' WHERE id = $1", merchantId);
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1", chain);
    const cursor = `merchants.${merchantId.slice(0, -1)}`;
    const mine = async (options: Options = {}) =>
      (await step(cursor, options)).findings.filter(({ owner }) => owner === merchantId);
    expect(await mine()).toMatchObject([
      { table: "merchants", kind: "edited", columns: ["name"] },
      { table: "audit_logs", kind: "missing" },
    ]);
    expect(await mine({ repair: true })).toHaveLength(2);
    expect(await mine()).toEqual([]);
  });
});

describe("the walk", () => {
  it("names rows that can be of no object", async () => {
    const id = `ff${crypto.randomUUID().slice(2)}`;
    await queryPostgres(
      `INSERT INTO audit_logs (id, chain, sequence, transaction_id, event_type, event_data, timestamp, previous_hash, hash)
       VALUES ($1::uuid, $2, 1, $1::uuid, 'payment.forged', '{}', now(), repeat('a', 64), repeat('b', 64))`,
      id,
      id,
    );
    const mine = async (options: Options = {}) =>
      (await step("strays", options)).findings.filter(({ owner }) => owner === id);
    expect(await mine()).toMatchObject([{ table: "audit_logs", kind: "extra", repaired: false }]);
    expect(await mine({ remove_extra: true })).toMatchObject([{ kind: "extra", repaired: true }]);
    expect(await mine()).toEqual([]);
  });

  it("comes to every object and ends", async () => {
    let cursor: string | null = null;
    const parts = new Set<string>();
    let steps = 0;
    do {
      const told: Awaited<ReturnType<typeof step>> = await step(cursor);
      cursor = told.next_cursor;
      if (cursor !== null) parts.add(cursor.split(".")[0] ?? "");
      steps += 1;
    } while (cursor !== null && steps < 500);
    expect(cursor).toBeNull();
    for (const part of ["payments", "webhook_events", "deposits"]) expect(parts).toContain(part);
  });

  it.each([
    "x",
    "payments.0.64.00400000-0000-0000-0000-000000000000",
    `payments.0.1.${firstIdOf({ region: 0, shard: 2 })}`,
  ])("refuses to go on from %s", async (cursor) => {
    const token = await signAdminToken();
    expect((await call("POST", "/admin/database/check", { token, body: { cursor } })).body.code).toBe(
      "validation_failed",
    );
  });
});
