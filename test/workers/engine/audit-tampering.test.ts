import { describe, expect, it } from "vitest";
import { call, refund, until } from "../../support/gateway.ts";
import { paidPayment } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";

/** A paid and refunded payment whose five audit entries are all in Postgres. */
async function audited() {
  const { token, id } = await paidPayment();
  await refund(token, id, { amount: "400.00", reason: "late" });
  const verify = async () => (await call("GET", `/payments/${id}/audit/verify`, { token })).body;
  const whole = await until(verify, ({ pending }) => pending === 0);
  expect(whole).toMatchObject({ valid: true, entries: 5, pending: 0, first_invalid: null });
  const entries = (await call("GET", `/payments/${id}`, { token })).body.audit_trail;
  expect(whole.head).toBe(entries.at(-1).hash);
  return { token, id, verify };
}

describe("an audit trail in Postgres that somebody has", () => {
  it.each([
    ["edited in its data", 2, `event_data = jsonb_set(event_data, '{to}', '"failed"')`],
    ["added a member to", 2, `event_data = event_data || '{"note":"x"}'`],
    ["edited in its type", 3, "event_type = 'refund.imagined'"],
    ["edited in its time", 1, "timestamp = timestamp + interval '1 millisecond'"],
    ["edited in its user", 1, "user_id = 'somebody'"],
    ["edited in its address", 4, "ip_address = '203.0.113.9'"],
    ["edited in its agent", 5, "user_agent = 'curl'"],
    ["edited in its hash", 3, "hash = repeat('a', 64)"],
    ["edited in its link", 4, "previous_hash = repeat('a', 64)"],
    ["given another id", 5, "id = gen_random_uuid()"],
    ["given to another merchant", 2, "merchant_id = 'somebody'"],
  ])("%s, is not valid, and says at which entry", async (_, sequence, change) => {
    const { id, verify } = await audited();
    await queryPostgres(`UPDATE audit_logs SET ${change} WHERE chain = $1 AND sequence = $2`, id, sequence);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: sequence, entries: 5 });
  });

  it.each([1, 3, 5])("lost entry %i of, is not valid, and says which is missing", async (sequence) => {
    const { id, verify } = await audited();
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1 AND sequence = $2", id, sequence);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: sequence });
  });

  it("lost the end, or all, of, is not valid", async () => {
    const { id, verify } = await audited();
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1 AND sequence > 3", id);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 4 });
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1", id);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 1 });
  });

  it("put in another order, is not valid", async () => {
    const { id, verify } = await audited();
    for (const [from, to] of [
      [2, 99],
      [3, 2],
      [99, 3],
    ]) {
      await queryPostgres("UPDATE audit_logs SET sequence = $3 WHERE chain = $1 AND sequence = $2", id, from, to);
    }
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 2 });
  });

  it.each([
    ["behind its end", 6],
    ["before its beginning", 0],
  ])("added an entry %s to, is not valid", async (_, sequence) => {
    const { id, verify } = await audited();
    await queryPostgres(
      `INSERT INTO audit_logs (id, chain, sequence, merchant_id, transaction_id, event_type, event_data, timestamp, previous_hash, hash)
       SELECT gen_random_uuid(), chain, $2, merchant_id, transaction_id, 'payment.forged', '{}', timestamp, hash, repeat('b', 64)
       FROM audit_logs WHERE chain = $1 AND sequence = 5`,
      id,
      sequence,
    );
    expect(await verify()).toMatchObject({ valid: false, first_invalid: sequence });
  });

  it("put another payment's entries in the place of, is not valid", async () => {
    const [one, two] = [await audited(), await audited()];
    await queryPostgres("DELETE FROM audit_logs WHERE chain = $1", one.id);
    await queryPostgres(
      "UPDATE audit_logs SET chain = $1::text, transaction_id = $1::text::uuid WHERE chain = $2",
      one.id,
      two.id,
    );
    expect(await one.verify()).toMatchObject({ valid: false, first_invalid: 1 });
    expect(await two.verify()).toMatchObject({ valid: false, first_invalid: 1 });
  });
});
