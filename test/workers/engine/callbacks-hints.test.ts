import { describe, expect, it } from "vitest";
import { call, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { show, trailOf } from "./support/payments.ts";
import { handleOf, receiptId, recordOf, reported, unsignedGateway } from "./support/unsigned.ts";

const newReceipt = () => crypto.randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase();

describe("a callback that nobody has signed", () => {
  it("has the provider asked at once, and only the provider's answer moves the payment", async () => {
    const world = unsignedGateway({ answer: reported("pending") });
    const { id, token } = await world.prompt();
    const address = world.addressOf(id);
    const receipt = newReceipt();
    const denied = await world.post(address, { kind: "hint", receipt });
    expect(denied).toMatchObject({ status: 200, body: { received: true } });
    expect(world.looks).toEqual([id]);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", provider_receipt: null });

    world.state.answer = reported("completed", { providerTransactionId: handleOf(id) });
    await world.post(address, { kind: "hint", receipt: newReceipt() });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", provider_receipt: null });
    expect(world.sends).toEqual([id]);
  });

  it("is kept once: a repeat asks nobody", async () => {
    const world = unsignedGateway();
    const { id } = await world.prompt();
    const body = { kind: "hint", receipt: newReceipt() } as const;
    const address = world.addressOf(id);
    expect((await world.post(address, body)).body.duplicate).toBeUndefined();
    expect((await world.post(address, body)).body).toMatchObject({ received: true, duplicate: true });
    expect(world.looks).toEqual([id]);
  });

  it("that is faster than the answer to the request has the question put right after it", async () => {
    const world = unsignedGateway({ answer: reported("pending") });
    let during: Promise<unknown> = Promise.resolve();
    world.state.onSend = async () => {
      const [id = ""] = world.sends;
      during = world.post(world.addressOf(id), { kind: "hint" });
      await during;
    };
    const { id } = await world.prompt();
    expect(world.looks).toEqual([]);
    const { pursuit } = await recordOf(id);
    expect(pursuit.nudged ?? pursuit.attempts > 1).toBe(true);
    expect(pursuit.dueAt ?? Number.POSITIVE_INFINITY).toBeLessThan(Date.now() + 60_000);
  });

  it("stays with its payment, in its trail and among its events", async () => {
    const world = unsignedGateway();
    const { id, token } = await world.prompt();
    await world.post(world.addressOf(id), { kind: "hint" });
    expect(await trailOf(token, id)).toContain("webhook.received");
    const rows = await queryShard(id, "SELECT doc FROM inbox WHERE transaction_id = ?", id);
    expect(rows.map(({ doc }) => JSON.parse(String(doc)))).toMatchObject([{ status: "applied", transactionId: id }]);
  });
});

describe("the answer to a question of our own", () => {
  /** A payment that is paid, its receipt told but not confirmed; `path` leads to the address of the question about it. */
  async function paidWithReceipt(world: ReturnType<typeof unsignedGateway>, receipt: string) {
    const payment = await world.prompt();
    world.state.answer = reported("completed", { providerTransactionId: handleOf(payment.id) });
    await world.post(world.addressOf(payment.id), { kind: "hint", receipt });
    expect(await recordOf(payment.id)).toMatchObject({ status: "completed", receiptCandidate: receipt });
    return { ...payment, path: world.addressOf(payment.id) };
  }

  it("confirms the receipt without a change of state, and claims it for the payment", async () => {
    const world = unsignedGateway();
    const receipt = newReceipt();
    const { id, token, path } = await paidWithReceipt(world, receipt);
    expect((await world.post(path, { kind: "answer", receipt })).status).toBe(200);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", provider_receipt: receipt });
    expect((await trailOf(token, id)).slice(-2)).toEqual(["webhook.received", "payment.receipt_confirmed"]);
    const [claim] = await queryShard(
      receiptId(receipt),
      "SELECT owner_id FROM receipts WHERE id = ?",
      receiptId(receipt),
    );
    expect(claim).toEqual({ owner_id: id });
    const listed = await until(
      () => call("GET", "/payments?limit=1", { token }),
      ({ body }) => body.data[0]?.provider_receipt === receipt,
    );
    expect(listed.body.data[0]).toMatchObject({ id, provider_receipt: receipt, amount_captured: 1000 });
  });

  it("comes to an address of its own, which is good once", async () => {
    const world = unsignedGateway();
    const receipt = newReceipt();
    const { path } = await paidWithReceipt(world, receipt);
    await world.post(path, { kind: "answer", receipt });
    const other = { kind: "answer", receipt: newReceipt(), status: "failed" } as const;
    for (const body of [{ kind: "answer", receipt } as const, other]) {
      expect((await world.post(path, body)).body).toMatchObject({ duplicate: true });
    }
  });

  it("that gives a receipt to a second payment is held: the first keeps it", async () => {
    const world = unsignedGateway();
    const receipt = newReceipt();
    const first = await paidWithReceipt(world, receipt);
    await world.post(first.path, { kind: "answer", receipt });
    const second = await paidWithReceipt(world, receipt);
    await world.post(second.path, { kind: "answer", receipt });
    expect((await show(first.token, first.id)).body).toMatchObject({ provider_receipt: receipt, review: null });
    expect((await show(second.token, second.id)).body).toMatchObject({
      provider_receipt: null,
      review: { reason: "receipt_of_another_payment" },
    });
  });

  it("with another amount is held for review, and confirms nothing", async () => {
    const world = unsignedGateway();
    const receipt = newReceipt();
    const { id, token, path } = await paidWithReceipt(world, receipt);
    await world.post(path, { kind: "answer", receipt, amountMinor: 100 });
    expect((await show(token, id)).body).toMatchObject({
      status: "completed",
      provider_receipt: null,
      review: { reason: "amount_mismatch" },
    });
  });

  it("completes a payment that had been called failed: late money is real money", async () => {
    const world = unsignedGateway();
    const { id, token } = await world.prompt();
    world.state.answer = reported("failed", { providerTransactionId: handleOf(id) });
    await world.post(world.addressOf(id), { kind: "hint" });
    expect((await show(token, id)).body.status).toBe("failed");
    await world.post(world.addressOf(id), { kind: "answer", receipt: newReceipt() });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
    expect(await trailOf(token, id)).toContain("payment.late_success");
  });
});
