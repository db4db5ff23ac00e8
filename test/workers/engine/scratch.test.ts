import { it, expect } from "vitest";
import { until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { paidPayment } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { wakeShard } from "./support/shard.ts";
it("t", async () => {
  await paidPayment();
  for (const wakes of [0, 1, 20, 20, 0]) {
    const { id } = await paidPayment();
    const t0 = Date.now();
    const log: string[] = [];
    await Promise.all(Array.from({ length: wakes }, () => wakeShard(id)));
    log.push(`woken ${Date.now() - t0}`);
    const peek = async () => JSON.stringify([await queryShard(id, "SELECT armed_at - ? AS armed FROM alarm", t0), await queryShard(id, "SELECT next_at - ? AS next, failures FROM destinations", t0), (await queryShard(id, "SELECT 1 FROM outbox")).length]);
    log.push(await peek());
    await until(() => queryPostgres("SELECT id FROM transactions WHERE id = $1", id), (rows) => rows.length === 1);
    log.push(`arrived ${Date.now() - t0} ${await peek()}`);
    await until(() => queryShard(id, "SELECT 1 FROM outbox"), (rows) => rows.length === 0);
    log.push(`empty ${Date.now() - t0} ${await peek()}`);
    console.log(wakes, log.join("\n"));
  }
  expect(1).toBe(1);
}, 60000);
