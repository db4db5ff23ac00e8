import { afterEach, describe, expect, it } from "vitest";
import { call, initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { switchService } from "../../support/switches.ts";
import { deliverMail, newMerchant, paidPayment, show } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { onShard, wakeShard } from "./support/shard.ts";

afterEach(() => switchService("sql", "serve"));

/** Numbers of a payment's rows in Postgres, in order. */
async function sequencesOf(table: "audit_logs" | "events", id: string): Promise<number[]> {
  const rows = await queryPostgres(`SELECT sequence FROM ${table} WHERE transaction_id = $1 ORDER BY sequence`, id);
  return rows.map(({ sequence }) => Number(sequence));
}

function count(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1);
}

describe.each(["refuse", "hang"] as const)("while Postgres is set to %s", (mode) => {
  it("payments, refunds, webhooks, reads and cancellations go on, and wait for nothing", async () => {
    const { token } = await newMerchant();
    await initialize(token, paymentBody("approve@example.com"));
    await switchService("sql", mode);
    const startedAt = Date.now();
    const made = await initialize(token, paymentBody("auto@example.com"));
    await until(
      () => deliverMail(made.body.id),
      (answers) => answers.length > 0,
    );
    expect((await show(token, made.body.id)).body.status).toBe("completed");
    expect((await refund(token, made.body.id, { amount: "1.00" })).status).toBe(201);
    const open = await initialize(token, paymentBody("jane@example.com"));
    expect((await call("POST", `/payments/${open.body.id}/cancel`, { token })).status).toBe(200);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("while Postgres is away", () => {
  it("lists and reports are told so, health is degraded, payments are not", async () => {
    const { token, id } = await paidPayment();
    await switchService("sql", "refuse");
    const list = await call("GET", "/payments", { token });
    expect(list).toMatchObject({ status: 503, body: { code: "database_unavailable" } });
    expect(list.headers.get("retry-after")).not.toBeNull();
    expect((await call("GET", `/payments/${id}/audit/verify`, { token })).status).toBe(503);
    expect((await show(token, id)).status).toBe(200);
    const health = await until(
      () => call("GET", "/health"),
      ({ body }) => body.status === "degraded",
      10_000,
    );
    expect(health).toMatchObject({
      status: 200,
      body: { status: "degraded", checks: { database: { status: "down" }, redis: { status: "ok" } } },
    });
  });
});

describe("when Postgres comes back", () => {
  it("every row arrives, in order, without anybody asking; until then the trail is pending, not invalid", async () => {
    const { token } = await newMerchant();
    await switchService("sql", "refuse");
    const ids: string[] = [];
    for (let made = 0; made < 4; made += 1) {
      const { body } = await initialize(token, paymentBody("approve@example.com"));
      for (const amount of ["100.00", "200.00", "700.00"]) await refund(token, body.id, { amount });
      ids.push(body.id);
    }
    // Some drains have failed by now: the next is some seconds away.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await switchService("sql", "serve");
    for (const id of ids) {
      const verdict = await call("GET", `/payments/${id}/audit/verify`, { token });
      expect(verdict.body, verdict.text).toMatchObject({ valid: true, first_invalid: null });
      const stored = (await sequencesOf("audit_logs", id)).length;
      expect(verdict.body.pending).toBeGreaterThanOrEqual(verdict.body.entries - stored);
    }
    for (const id of ids) {
      const arrived = await until(
        async () => {
          const sequences = await sequencesOf("audit_logs", id);
          expect(sequences, "what is there is always the beginning").toEqual(count(sequences.length));
          return sequences.length;
        },
        (length) => length === 10,
      );
      expect(arrived).toBe(10);
      expect(await sequencesOf("events", id)).toEqual(count(8));
      const [row] = await queryPostgres(
        "SELECT status, sequence, amount_refunded_minor FROM transactions WHERE id = $1",
        id,
      );
      expect(row).toMatchObject({ status: "refunded" });
      expect([Number(row?.sequence), Number(row?.amount_refunded_minor)]).toEqual([10, 100_000]);
      const verdict = await call("GET", `/payments/${id}/audit/verify`, { token });
      expect(verdict.body).toMatchObject({ valid: true, entries: 10, pending: 0 });
    }
  });

  it("rows that are written twice, because the first answer was lost, change nothing", async () => {
    await switchService("sql", "refuse");
    const { token, id } = await paidPayment();
    const rows = await queryShard(id, "SELECT chain, first_sequence, doc FROM outbox ORDER BY position");
    await refund(token, id, { amount: "1.00" });
    await switchService("sql", "serve");
    const verify = () => call("GET", `/payments/${id}/audit/verify`, { token });
    expect((await until(verify, ({ body }) => body.pending === 0)).body).toMatchObject({ valid: true, entries: 5 });
    for (const { chain, first_sequence: first, doc } of rows) {
      const values = [chain ?? "", first ?? 0, doc ?? ""];
      await queryShard(id, "INSERT INTO outbox (chain, first_sequence, doc) VALUES (?, ?, ?)", ...values);
    }
    const flushed = async () => (await onShard(id, (shard) => shard.readChain(id)))?.flushed;
    expect(await flushed()).toBe(0);
    await queryShard(id, "UPDATE destinations SET next_at = ?", Date.now());
    await wakeShard(id);
    expect(await until(flushed, (entries) => entries === 5)).toBe(5);
    expect((await verify()).body).toMatchObject({ valid: true, entries: 5, pending: 0 });
    expect(await sequencesOf("audit_logs", id)).toEqual(count(5));
    const [row] = await queryPostgres("SELECT status, sequence FROM transactions WHERE id = $1", id);
    expect([row?.status, Number(row?.sequence)]).toEqual(["partially_refunded", 5]);
  });
});
