import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { call, refund, signToken, until } from "../../support/gateway.ts";
import { makeDue, queryShard, shardOf } from "../../support/shards.ts";
import { connect } from "../../support/sockets.ts";
import { becomes, deliverMail, newMerchant, paidPayment, pay } from "./support/payments.ts";
import { payoutTermsOf, reportOf } from "./support/payouts.ts";
import { ACTOR, onShard } from "./support/shard.ts";

const sequences = (events: readonly { sequence: number }[]) => events.map(({ sequence }) => sequence);

/** A payment that waits for its customer. */
async function openPayment() {
  const payment = await pay("auto@example.com");
  if (payment.made.status >= 300) throw new Error(payment.made.text);
  return payment;
}

describe("a socket on a payment", () => {
  it("gets what it has missed, then what happens, each once and in order, as the feed shows it", async () => {
    const { token, id } = await paidPayment();
    const socket = await connect(`/ws/transaction/${id}?since=0`, { token });
    await socket.takes(2);
    expect(sequences(socket.events())).toEqual([1, 2]);
    await refund(token, id, { amount: "1.00" });
    await socket.takes(4);
    expect(sequences(socket.events())).toEqual([1, 2, 3, 4]);
    const feed = await until(
      () => call("GET", "/events", { token }),
      ({ body }) => body.data.length === socket.received.length,
    );
    expect(socket.events()).toEqual(feed.body.data);
    expect(Object.keys(socket.events()[0] ?? {})).toEqual([
      "id",
      "type",
      "sequence",
      "transaction_id",
      "timestamp",
      "data",
    ]);
  });

  it("without since gets only what happens from then on, the moment a webhook has come", async () => {
    const { token, id } = await openPayment();
    const socket = await connect(`/ws/transaction/${id}`, { token });
    expect(socket.received).toEqual([]);
    await until(
      () => deliverMail(id),
      (answers) => answers.length > 0,
    );
    await becomes(token, id, "completed");
    const [first] = (await socket.takes(1)) && socket.events();
    expect(first).toMatchObject({ type: "payment.completed", transaction_id: id });
  });

  it("never leaves out or repeats an event, whenever it connects and however often", async () => {
    const { token, id } = await paidPayment();
    const refunds = Array.from({ length: 6 }, async () => refund(token, id, { amount: "1.00" }));
    const seen: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const socket = await connect(`/ws/transaction/${id}?since=${seen.at(-1) ?? 0}`, { token });
      await new Promise((resolve) => setTimeout(resolve, 10));
      socket.close();
      seen.push(...sequences(socket.events()));
    }
    await Promise.all(refunds);
    const last = await connect(`/ws/transaction/${id}?since=${seen.at(-1) ?? 0}`, { token });
    const total = Number((await queryShard(id, "SELECT count(*) AS n FROM events WHERE transaction_id = ?", id))[0]?.n);
    await last.takes(total - seen.length);
    seen.push(...sequences(last.events()));
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });

  it("is one of many that all get an event, and of which one that has gone harms none", async () => {
    const { token, id } = await paidPayment();
    const sockets = await Promise.all(Array.from({ length: 200 }, () => connect(`/ws/transaction/${id}`, { token })));
    sockets[7]?.close();
    await refund(token, id, { amount: "1.00" });
    const rest = sockets.filter((_, index) => index !== 7);
    const texts = await Promise.all(rest.map((socket) => socket.takes(1)));
    for (const [text] of texts) expect(text).toBe(texts[0]?.[0]);
    for (const socket of rest) socket.close();
  });

  it("hears nothing of other payments in the same object", async () => {
    const { token, id } = await paidPayment();
    const other = await paidPayment();
    const socket = await connect(`/ws/transaction/${id}`, { token });
    await refund(other.token, other.id, { amount: "1.00" });
    await refund(token, id, { amount: "1.00" });
    await socket.takes(1);
    expect(new Set(socket.events().map((event) => event.transaction_id))).toEqual(new Set([id]));
  });

  it("survives its object, which comes back when there is something to tell", async () => {
    const { token, id } = await paidPayment();
    const socket = await connect(`/ws/transaction/${id}`, { token });
    await evictDurableObject(shardOf(id));
    expect(socket.closeCode()).toBeNull();
    await refund(token, id, { amount: "1.00" });
    await socket.takes(1);
    expect(socket.events()[0]?.type).toMatch(/^refund\./);
  });

  it("is answered pong by whoever is awake", async () => {
    const { token, id } = await paidPayment();
    const socket = await connect(`/ws/transaction/${id}`, { token });
    socket.send("ping");
    expect(await socket.takes(1)).toEqual(["pong"]);
  });

  it("may say other things to no effect, until it says too much", async () => {
    const { token, id } = await paidPayment();
    const socket = await connect(`/ws/transaction/${id}`, { token });
    for (const text of ["", "hello", "{", '{"type":"subscribe"}', "PING", "ping "]) socket.send(text);
    socket.send("ping");
    expect(await socket.takes(1)).toEqual(["pong"]);
    const chatty = await connect(`/ws/transaction/${id}`, { token });
    chatty.send("x".repeat(100_000));
    expect(await chatty.ends()).toBe(1008);
    for (let said = 0; said < 30; said += 1) socket.send("hello");
    expect(await socket.ends()).toBe(1008);
  });

  it("is closed with 4401 when its token ends, and its neighbours are not", async () => {
    const { token, id, merchantId } = await paidPayment();
    const short = await signToken({ merchantId, expiresIn: "2s" });
    const ending = await connect(`/ws/transaction/${id}`, { token: short });
    const staying = await connect(`/ws/transaction/${id}`, { token });
    expect(await ending.ends()).toBe(4401);
    expect(staying.closeCode()).toBeNull();
    expect(await queryShard(id, "SELECT 1 FROM timers WHERE kind = 'sockets' AND due_at <= ?", Date.now())).toEqual([]);
  });

  it("works for a payout as for a payment", async () => {
    const { token, merchantId } = await newMerchant();
    const terms = payoutTermsOf(merchantId, crypto.randomUUID());
    await onShard(terms.id, (shard) => shard.beginPayout(terms, "owner", ACTOR));
    const socket = await connect(`/ws/transaction/${terms.id}?since=0`, { token });
    const known = await onShard(terms.id, (shard) => shard.readPayout(terms.id));
    if (known === null) throw new Error("there is no such payout");
    const outcome = { ...reportOf(known.payout, "completed"), exchange: null };
    await onShard(terms.id, (shard) => shard.settlePayout(terms.id, 1, outcome, true, ACTOR));
    await socket.takes(1);
    expect(socket.events()).toMatchObject([{ type: "payout.completed", transaction_id: terms.id }]);
  });
});

describe("a socket on an archived payment", () => {
  it("brings it back, and goes on where it was", async () => {
    const { token, id } = await paidPayment();
    const isGone = async () => {
      await makeDue(id, "archive");
      return (await queryShard(id, "SELECT 1 FROM transactions WHERE id = ?", id)).length === 0;
    };
    expect(await until(isGone, (gone) => gone)).toBe(true);
    const socket = await connect(`/ws/transaction/${id}?since=1`, { token });
    await socket.takes(1);
    await refund(token, id, { amount: "1.00" });
    await socket.takes(3);
    expect(sequences(socket.events())).toEqual([2, 3, 4]);
  });
});
