import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_SCHEDULE } from "../../../src/domain/retry-schedule.ts";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { until } from "../../support/gateway.ts";
import { queryShard, shardOf } from "../../support/shards.ts";
import { cpayEvent, newMerchant, paidPayment, paymentEvent, show } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { ACTOR, idOf, onShard, termsOf } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

/** A payment whose event comes before the payment: it will have this id, but nobody knows it yet. */
async function unborn() {
  const { merchantId, token } = await newMerchant();
  const key = crypto.randomUUID();
  const id = idOf(merchantId, key);
  return { token, id, terms: termsOf(merchantId, key), event: paymentEvent(id, `cp_${key}`, "completed") };
}

/** The event as its object has it. */
async function itemOf(shard: string, eventId: string) {
  const [row] = await queryShard(shard, "SELECT doc FROM inbox WHERE json_extract(doc, '$.event.id') = ?", eventId);
  return row === undefined ? null : JSON.parse(String(row.doc));
}

function timersOf(shard: string, itemId: string) {
  return queryShard(shard, "SELECT due_at FROM timers WHERE kind = 'inbox' AND ref = ?", itemId);
}

describe("an authentic webhook whose payment is not known", () => {
  it("is acknowledged, kept, and recognised when it is repeated", async () => {
    const { id, event } = await unborn();
    expect(await deliverCpayWebhook(event)).toMatchObject({ status: 200, body: { received: true } });
    expect((await deliverCpayWebhook(event)).body).toMatchObject({ duplicate: true });
    const item = await itemOf(id, event.id);
    expect(item).toMatchObject({ status: "retrying", retryCount: 0, errorMessage: "payment_not_found" });
    expect(item.dueAt - Date.now()).toBeGreaterThan(50_000);
    expect(await timersOf(id, item.id)).toEqual([{ due_at: item.dueAt }]);
  });

  it("is applied by itself once the payment is there and its next try is due", async () => {
    const { token, id, terms, event } = await unborn();
    await deliverCpayWebhook(event);
    await onShard(id, (shard) => shard.begin(terms, "owner", ACTOR));
    await letTimePass(id, 61_000);
    const applied = await until(
      () => itemOf(id, event.id),
      (item) => item.status === "applied",
    );
    expect(applied).toMatchObject({ status: "applied", errorMessage: null, dueAt: null, transactionId: id });
    expect(await timersOf(id, applied.id)).toEqual([]);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is tried again on the contract's schedule, then goes through the dead-letter queue, and no further", async () => {
    const { id, event } = await unborn();
    await deliverCpayWebhook(event);
    for (const [retries, seconds] of DEFAULT_RETRY_SCHEDULE.entries()) {
      const waiting = await itemOf(id, event.id);
      expect(waiting, `before retry ${retries + 1}`).toMatchObject({
        status: "retrying",
        retryCount: retries,
        isExhausted: false,
      });
      const waitSeconds = (waiting.dueAt - Date.now()) / 1_000;
      expect(waitSeconds).toBeGreaterThan(seconds - 10);
      expect(waitSeconds).toBeLessThanOrEqual(seconds);
      await letTimePass(id, seconds * 1_000);
      await until(
        () => itemOf(id, event.id),
        (item) => item.version > waiting.version,
      );
    }
    const dead = await until(
      () => itemOf(id, event.id),
      (item) => item.status === "dead",
    );
    expect(dead).toMatchObject({ status: "dead", retryCount: 5, errorMessage: "payment_not_found", dueAt: null });
    expect(dead.body).toEqual(event);
    expect(await timersOf(id, dead.id)).toEqual([]);
    const rows = await until(
      () => queryPostgres("SELECT status, retry_count FROM webhook_events WHERE provider_event_id = $1", event.id),
      ([row]) => row?.status === "dead",
    );
    expect(rows).toEqual([{ status: "dead", retry_count: 5 }]);
  });

  it("is not tried early, and a message that comes twice counts once", async () => {
    const { id, event } = await unborn();
    await deliverCpayWebhook(event);
    const { id: itemId } = await itemOf(id, event.id);
    await Promise.all([1, 2, 3].map(() => onShard(id, (shard) => shard.retryInbox(itemId))));
    expect(await itemOf(id, event.id)).toMatchObject({ status: "retrying", retryCount: 0 });
    await letTimePass(id, 60_000);
    await Promise.all([1, 2, 3].map(() => onShard(id, (shard) => shard.retryInbox(itemId))));
    expect(await itemOf(id, event.id)).toMatchObject({ status: "retrying", retryCount: 1 });
  });

  it("is handed to the queue again when its message got lost on the way to being buried", async () => {
    const { id, event } = await unborn();
    await deliverCpayWebhook(event);
    const { id: itemId, ...item } = await itemOf(id, event.id);
    const exhausted = { ...item, id: itemId, retryCount: 5, isExhausted: true, dueAt: Date.now() - 1 };
    await queryShard(id, "UPDATE inbox SET doc = ? WHERE id = ?", JSON.stringify(exhausted), itemId);
    await letTimePass(id, 60_000);
    expect(
      (
        await until(
          () => itemOf(id, event.id),
          ({ status }) => status === "dead",
        )
      ).status,
    ).toBe("dead");
  });
});

describe("an authentic webhook that names none of our payments", () => {
  it("is kept in an object chosen by what it is, and found again", async () => {
    const event = cpayEvent("payment.completed", {
      id: "cp_1",
      reference: "order-7",
      amount: 1,
      currency: "KES",
      status: "completed",
    });
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    expect((await deliverCpayWebhook(event)).body).toMatchObject({ duplicate: true });
  });
});

describe("the timer of a kept webhook", () => {
  it("goes when the webhook is settled, though the queue is slow to say so", async () => {
    const { id, handle } = await paidPayment();
    const event = paymentEvent(id, handle, "completed");
    await deliverCpayWebhook(event);
    const { id: itemId } = await itemOf(id, event.id);
    await queryShard(id, "INSERT INTO timers (key, kind, ref, due_at) VALUES ('inbox:' || ?1, 'inbox', ?1, 0)", itemId);
    await queryShard(id, "UPDATE alarm SET armed_at = NULL");
    await onShard(id, (shard) => shard.wake());
    await runDurableObjectAlarm(shardOf(id));
    expect(
      await until(
        () => timersOf(id, itemId),
        (timers) => timers.length === 0,
        5_000,
      ),
    ).toEqual([]);
  });
});
