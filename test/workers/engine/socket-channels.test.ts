import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { nameOfChannel } from "../../../src/objects/channel/channel-client.ts";
import { initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { connect, type TestSocket } from "../../support/sockets.ts";
import { switchService } from "../../support/switches.ts";
import { newMerchant } from "./support/payments.ts";

afterEach(() => switchService("sql", "serve"));

function channelOf(merchantId: string, customerId: string | null = null): DurableObjectStub {
  return env.CHANNEL.get(env.CHANNEL.idFromName(nameOfChannel({ merchantId, customerId })));
}

function queryChannel(channel: DurableObjectStub, query: string, ...bindings: SqlStorageValue[]) {
  return runInDurableObject(channel, (_, state) => state.storage.sql.exec(query, ...bindings).toArray());
}

/** Publishes events as a shard does. */
function publish(channel: DurableObjectStub, ...ids: string[]): Promise<void> {
  const events = ids.map((id) => ({ id, text: JSON.stringify({ id }) }));
  return (channel as unknown as { publish(all: typeof events): Promise<void> }).publish(events);
}

function payFor(token: string, customer: Record<string, string>) {
  return initialize(token, paymentBody("approve@example.com", { customer }));
}

const idsOf = (socket: TestSocket) => socket.events().map(({ id }) => id);

describe("a merchant's socket", () => {
  it("gets the events of all payments, each once and in order, within a second", async () => {
    const { token } = await newMerchant();
    const socket = await connect("/ws/merchant", { token });
    const made = await Promise.all(Array.from({ length: 5 }, () => payFor(token, { email: "approve@example.com" })));
    const ended = Date.now();
    await socket.takes(10);
    expect(Date.now() - ended).toBeLessThan(1_500);
    for (const { body } of made) {
      const own = socket.events().filter((event) => event.transaction_id === body.id);
      expect(own.map(({ type, sequence }) => `${sequence} ${type}`)).toEqual([
        "1 payment.initiated",
        "2 payment.completed",
      ]);
    }
    expect(new Set(idsOf(socket)).size).toBe(10);
  });

  it("is told of everything while Postgres is away", async () => {
    const { token } = await newMerchant();
    const socket = await connect("/ws/merchant", { token });
    await switchService("sql", "hang");
    const { body } = await payFor(token, { email: "approve@example.com" });
    await refund(token, body.id, { amount: "1.00" });
    await socket.takes(4);
    await switchService("sql", "serve");
    expect(socket.events().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it("goes on from the event its client has seen last", async () => {
    const { token } = await newMerchant();
    const first = await connect("/ws/merchant", { token });
    const { body } = await payFor(token, { email: "approve@example.com" });
    await first.takes(2);
    first.close();
    await refund(token, body.id, { amount: "1.00" });
    const again = await connect(`/ws/merchant?since=${idsOf(first)[1]}`, { token });
    await again.takes(2);
    expect(again.events().map(({ sequence }) => sequence)).toEqual([3, 4]);
    const whole = await connect(`/ws/merchant?since=${idsOf(first)[0]}`, { token });
    await whole.takes(3);
    expect(whole.received).toEqual([first.received[1], ...again.received]);
  });

  it("hears nothing of another merchant", async () => {
    const [one, other] = [await newMerchant(), await newMerchant()];
    const socket = await connect("/ws/merchant", { token: one.token });
    await payFor(other.token, { email: "approve@example.com" });
    const { body } = await payFor(one.token, { email: "approve@example.com" });
    await socket.takes(2);
    expect(new Set(socket.events().map((event) => event.transaction_id))).toEqual(new Set([body.id]));
  });
});

describe("a user's socket", () => {
  it("gets the payments and refunds of that customer alone, whatever its name is made of", async () => {
    const { token } = await newMerchant();
    const customer = "Jürgen:7/ä %";
    const socket = await connect(`/ws/user/${encodeURIComponent(customer)}`, { token });
    await payFor(token, { id: "somebody else", email: "approve@example.com" });
    const { body } = await payFor(token, { id: customer, email: "approve@example.com" });
    await socket.takes(2);
    await refund(token, body.id, { amount: "1.00" });
    await socket.takes(4);
    expect(socket.events().map(({ type }) => type)).toEqual([
      "payment.initiated",
      "payment.completed",
      "refund.processing",
      "refund.completed",
    ]);
    expect(new Set(socket.events().map((event) => event.transaction_id))).toEqual(new Set([body.id]));
  });

  it("of the same name at another merchant is another's", async () => {
    const [one, other] = [await newMerchant(), await newMerchant()];
    const socket = await connect("/ws/user/jane", { token: one.token });
    await payFor(other.token, { id: "jane", email: "approve@example.com" });
    const { body } = await payFor(one.token, { id: "jane", email: "approve@example.com" });
    await socket.takes(2);
    expect(new Set(socket.events().map((event) => event.transaction_id))).toEqual(new Set([body.id]));
  });
});

describe("a channel's log", () => {
  const since = (event: string) => `/ws/merchant?since=${event}`;

  it("keeps an event once, however often a shard tells it, and sends it once", async () => {
    const { token, merchantId } = await newMerchant();
    const [a, b, c] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    const socket = await connect("/ws/merchant", { token });
    await publish(channelOf(merchantId), a, b);
    await publish(channelOf(merchantId), a, b, c);
    await evictDurableObject(channelOf(merchantId));
    await publish(channelOf(merchantId), c);
    await socket.takes(3);
    expect(idsOf(socket)).toEqual([a, b, c]);
    const again = await connect(since(a), { token });
    await again.takes(2);
    expect(idsOf(again)).toEqual([b, c]);
    const none = await connect(since(c), { token });
    expect(none.received).toEqual([]);
  });

  it("says resync when it does not know what came after, and goes on from there", async () => {
    const { token, merchantId } = await newMerchant();
    const socket = await connect(since(crypto.randomUUID()), { token });
    const next = crypto.randomUUID();
    await publish(channelOf(merchantId), next);
    await socket.takes(2);
    expect(socket.received).toEqual(['{"type":"resync"}', JSON.stringify({ id: next })]);
  });

  it("says resync instead of repeating more than 2,000 events", async () => {
    const { token, merchantId } = await newMerchant();
    const ids = Array.from({ length: 2_002 }, () => crypto.randomUUID());
    await publish(channelOf(merchantId), ...ids);
    const late = await connect(since(ids[0] ?? ""), { token });
    expect(await late.takes(1)).toEqual(['{"type":"resync"}']);
    const inTime = await connect(since(ids[1] ?? ""), { token });
    expect(await inTime.takes(2_000)).toHaveLength(2_000);
  });

  it("forgets what is older than a day but the newest, and after a quiet month everything", async () => {
    const { merchantId, token } = await newMerchant();
    const channel = channelOf(merchantId);
    const [old, newest] = [crypto.randomUUID(), crypto.randomUUID()];
    await publish(channel, old, newest);
    const age = async (ms: number) => {
      await queryChannel(channel, "UPDATE log SET logged_at = logged_at - ?", ms);
      await queryChannel(channel, "UPDATE timers SET due_at = 1");
      await runInDurableObject(channel, (_, state) => state.storage.setAlarm(Date.now()));
    };
    const kept = (left: number) =>
      until(
        () => queryChannel(channel, "SELECT event_id FROM log"),
        (rows) => rows.length === left,
      );
    await age(86_400_000);
    expect(await kept(1)).toEqual([{ event_id: newest }]);
    const socket = await connect(since(newest), { token });
    expect(socket.received).toEqual([]);
    await age(30 * 86_400_000);
    expect(await kept(0)).toEqual([]);
    expect(await queryChannel(channel, "SELECT 1 FROM timers WHERE kind = 'prune'")).toEqual([]);
  });
});
