import { neon, neonConfig } from "@neondatabase/serverless";
import { describe, expect, inject, it } from "vitest";
import { cpayLedger, deliverCpayWebhook } from "../../support/cpay.ts";
import { type ApiAnswer, call, initialize, paymentBody, refund, signToken, until } from "../../support/gateway.ts";
import { makeDue, queryShard } from "../../support/shards.ts";
import { without } from "../../support/switches.ts";

/** A paid payment with a refund whose rows have left its shard for Postgres. */
async function archivedPayment() {
  const token = await signToken();
  const key = crypto.randomUUID();
  const body = paymentBody("approve@example.com");
  const made = await initialize(token, body, key);
  expect(made.body.status).toBe("completed");
  const { id } = made.body;
  const refunded = await refund(token, id, { amount: "100.00" });
  const before = await call("GET", `/payments/${id}`, { token });
  await archive(id, token);
  return { token, key, body, id, before, refundId: refunded.body.id as string };
}

async function archive(id: string, token: string): Promise<void> {
  await until(
    () => call("GET", `/payments/${id}/audit/verify`, { token }),
    ({ body }) => body.pending === 0,
  );
  const isGone = async () => {
    await makeDue(id, "archive");
    return (await queryShard(id, "SELECT 1 FROM transactions WHERE id = ?", id)).length === 0;
  };
  expect(await until(isGone, (gone) => gone)).toBe(true);
}

function sqlOf(services: { sqlUrl: string; databaseUrl: string }) {
  neonConfig.fetchEndpoint = services.sqlUrl;
  return neon(services.databaseUrl, { fetchOptions: { call: { endpoint: services.sqlUrl, timeoutMs: 5_000 } } });
}

describe("a payment whose rows have left its shard", () => {
  it("leaves a tombstone and nothing else", async () => {
    const { id, refundId } = await archivedPayment();
    for (const table of ["refunds", "audit", "events", "departures"]) {
      const column = table === "departures" ? "id" : "transaction_id";
      expect(await queryShard(id, `SELECT 1 FROM ${table} WHERE ${column} = ?`, id), table).toEqual([]);
    }
    const [row] = await queryShard(id, "SELECT doc FROM tombstones WHERE id = ?", id);
    expect(JSON.parse(String(row?.doc))).toMatchObject({ id, status: "partially_refunded", refundIds: [refundId] });
  });

  it("reads as it did before, with its audit trail and refunds", async () => {
    const { token, id, before, refundId } = await archivedPayment();
    const after = await call("GET", `/payments/${id}`, { token });
    expect(after.body).toEqual(before.body);
    await archive(id, token);
    expect((await call("GET", `/refunds/${refundId}`, { token })).body).toMatchObject({ id: refundId, amount: 100 });
  });

  it("never starts anew when its key comes again", async () => {
    const { token, key, body, id } = await archivedPayment();
    await queryShard(id, "DELETE FROM answers WHERE id = ?", id);
    const repeated = await call("POST", "/payments/initialize", { token, body, headers: { "idempotency-key": key } });
    expect(repeated.body).toMatchObject({ id });
    const other = await initialize(token, { ...body, amount: "5.00" }, key);
    expect(other.body.code).toBe("idempotency_key_reused");
    expect((await cpayLedger(id)).payments).toHaveLength(1);
  });

  it("answers 503 and starts nothing while Postgres, which has its rows, is away", async () => {
    const { token, id, body, key } = await archivedPayment();
    const answers = await without(
      "sql",
      "refuse",
      async (): Promise<ApiAnswer[]> => [
        await initialize(token, { ...body, amount: "7.00" }, key),
        await refund(token, id, { amount: "1.00" }),
      ],
    );
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect((await refund(token, id, { amount: "1.00" })).status).toBe(201);
  });

  it("is brought back by a webhook, which counts as it would have before", async () => {
    const { id, before } = await archivedPayment();
    const { provider_transaction_id: handle } = before.body;
    const data = { id: handle, reference: id, amount: 100_000, currency: "KES", status: "completed" };
    const event = { id: `evt_${crypto.randomUUID()}`, type: "payment.completed", created: 1, data };
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    const settled = await until(
      () => queryShard(id, "SELECT doc FROM inbox WHERE json_extract(doc, '$.event.id') = ?", event.id),
      ([row]) => row !== undefined && JSON.parse(String(row.doc)).status === "ignored",
    );
    expect(settled).toHaveLength(1);
  });

  it("is not taken back from a text that was changed", async () => {
    const { token, id } = await archivedPayment();
    const sql = sqlOf(inject("services"));
    await sql`update archives set content = replace(content, '100000', '900000') where transaction_id = ${id}`;
    const answer = await call("GET", `/payments/${id}`, { token });
    expect(answer).toMatchObject({ status: 500, body: { code: "internal_error" } });
  });
});
