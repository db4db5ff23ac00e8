import { describe, expect, it } from "vitest";
import { call, until } from "../../support/gateway.ts";
import { makeDue, queryShard } from "../../support/shards.ts";
import { paidPayment, pay, show } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";

async function flushed(token: string, id: string): Promise<void> {
  await until(
    () => call("GET", `/payments/${id}/audit/verify`, { token }),
    ({ body }) => body.pending === 0,
  );
}

/** Lets a payment that is over leave its shard. */
async function archive(token: string, id: string): Promise<void> {
  await flushed(token, id);
  const isGone = async () => {
    await makeDue(id, "archive");
    return (await queryShard(id, "SELECT 1 FROM transactions WHERE id = ?", id)).length === 0;
  };
  expect(await until(isGone, (gone) => gone)).toBe(true);
}

async function secretOf(id: string): Promise<string> {
  const [row] = await queryShard(id, "SELECT doc FROM transactions WHERE id = ?", id);
  return JSON.parse(String(row?.doc)).callbackSecret;
}

describe("a payment that is archived", () => {
  it("leaves what its callback addresses are made of in its object, and has it again when it comes back", async () => {
    const { token, id } = await paidPayment();
    const secret = await secretOf(id);
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    await archive(token, id);
    const [row] = await queryPostgres("select content from archives where transaction_id = $1", id);
    expect(String(row?.content)).not.toContain(secret);
    expect((await show(token, id)).status).toBe(200);
    expect(await secretOf(id)).toBe(secret);
  });

  it("is still there when it was asked about while its text was on its way", async () => {
    const { token, id, made } = await pay("decline@example.com");
    expect(made.body.status).toBe("failed");
    await flushed(token, id);
    const departures = async () => {
      await makeDue(id, "archive");
      return queryShard(id, "SELECT 1 FROM departures WHERE id = ?", id);
    };
    expect(await until(departures, ({ length }) => length > 0)).toHaveLength(1);
    const asked = await call("POST", `/payments/${id}/verify`, { token });
    expect(asked.body.status).toBe("failed");
    await archive(token, id);
    expect(await show(token, id)).toMatchObject({ status: 200, body: { id, status: "failed" } });
  });
});
