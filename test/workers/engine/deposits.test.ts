import { describe, expect, it } from "vitest";
import { accountReferenceOf } from "../../../src/domain/account-reference.ts";
import { parseCallbackToken } from "../../../src/domain/callback-token.ts";
import { depositedPaymentId } from "../../../src/domain/deposit/deposited-payment.ts";
import { receiptIdOf } from "../../../src/domain/deposit/receipt-id.ts";
import { SETTLING_MS } from "../../../src/domain/deposit/receive-deposit.ts";
import type { ShardId } from "../../../src/domain/identifiers.ts";
import type { ReportedDeposit } from "../../../src/domain/outcome.ts";
import type { CallShard } from "../../../src/objects/transaction-shard/transaction-shard-client.ts";
import { validateDeposit } from "../../../src/services/deposits/validate-deposit.ts";
import { call, signToken, until } from "../../support/gateway.ts";
import { makeDue, queryShard } from "../../support/shards.ts";
import { advanceAfter, bring, bringConfirmed, openTill, paidIn, readDeposit, type Till } from "./support/deposits.ts";
import { becomes, newMerchant, pay, show, trailOf } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { onShard } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

/** A payment of 1000.00 KES that waits, and what its payer types to name it. */
async function waiting(overrides: Record<string, unknown> = {}) {
  const payment = await pay("jane@example.com", overrides);
  return { ...payment, reference: accountReferenceOf(payment.id as ShardId) };
}

function claim(deposit: { scope: string; receipt: string }, ownerId: string): Promise<string> {
  const id = receiptIdOf("platform:cpay", deposit);
  return onShard(id, (shard) => shard.claimReceipt(id, ownerId, "platform:cpay"));
}

/** Calls the deposit's shard alone: whoever calls another has died before. */
function callOnly(till: Till, { scope, receipt }: ReportedDeposit): CallShard {
  const depositId = receiptIdOf("platform:cpay", { scope, receipt });
  return (id, work) =>
    id === depositId ? till.gateway.callShard(id, work) : Promise.reject(new Error("the Worker is gone"));
}

/** Lets a payment that is over leave its shard. */
async function archive(token: string, id: string): Promise<void> {
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

describe("a receipt", () => {
  it("belongs to the first payment that claims it, however many ask and however often", async () => {
    const money = paidIn("");
    const owners = Array.from({ length: 10 }, () => crypto.randomUUID());
    const answers = await Promise.all([...owners, ...owners].map((owner) => claim(money, owner)));
    expect(new Set(answers).size).toBe(1);
    expect(owners).toContain(answers[0]);
    expect(await claim(money, crypto.randomUUID())).toBe(answers[0]);
  });

  it("that a payment claims settles the deposit of the same money, told before or after", async () => {
    const till = openTill();
    const [before, after] = [paidIn("JANE"), paidIn("JANE")];
    await bring(till, "told", before);
    const owner = crypto.randomUUID();
    await claim(before, owner);
    await claim(after, owner);
    await bring(till, "told", after);
    for (const money of [before, after]) {
      expect(await readDeposit(money)).toMatchObject({ status: "applied", transactionId: owner, dueAt: null });
    }
    expect(till.questions, "only what nobody has claimed is asked about").toHaveLength(1);
  });
});

describe("a deposit that is told of", () => {
  it("is durable and asked about, at an address of each question's own; a repeat is a duplicate", async () => {
    const till = openTill();
    const money = paidIn("JANE");
    expect(await bring(till, "told", money)).toMatchObject({ isDuplicate: false });
    expect(await bring(till, "told", money)).toMatchObject({ isDuplicate: true });
    await advanceAfter(till, 30_000, money);
    const tokens = till.questions.map((address) => parseCallbackToken(address.split("/").at(-1) ?? ""));
    expect(tokens).toMatchObject([
      { subjectId: receiptIdOf("platform:cpay", money), purpose: "status", attemptNumber: 1 },
      { purpose: "status", attemptNumber: 2 },
    ]);
    expect(await readDeposit(money)).toMatchObject({ status: "told", asks: 2 });
  });

  it("moves no payment before it is confirmed, whatever it says", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    await bring(till, "told", paidIn(reference));
    expect((await show(token, id)).body.status).toBe("processing");
  });

  it("is kept in no way when its amount is impossible", async () => {
    const till = openTill();
    for (const amountMinor of [0, -5, 0.5, 1e15, Number.NaN]) {
      const money = paidIn("JANE", { amountMinor });
      expect(await bring(till, "told", money)).toMatchObject({ isDuplicate: false });
      await expect(readDeposit(money)).rejects.toThrow();
    }
  });
});

describe("a confirmed deposit that names a payment", () => {
  it("completes it, however its reference was typed", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    const typed = `${reference.slice(0, 4)} ${reference.slice(4, 8)}-${reference.slice(8)}`.toLowerCase();
    const money = paidIn(typed.replaceAll("0", "o").replaceAll("1", "l"));
    expect(await bringConfirmed(till, money)).toMatchObject({ status: "applied", transactionId: id, reason: null });
    expect((await show(token, id)).body.status).toBe("completed");
    expect(await trailOf(token, id)).toContain("payment.completed");
    expect(await claim(money, crypto.randomUUID())).toBe(id);
  });

  it("is confirmed by an answer at once as well", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    const money = paidIn(reference);
    till.answer = { kind: "confirmed", deposit: money };
    await bring(till, "told", money);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("of another amount is held there for review", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    const deposit = await bringConfirmed(till, paidIn(reference, { amountMinor: 99_900 }));
    expect(deposit).toMatchObject({ status: "applied", transactionId: id, reason: "held_by_payment" });
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
  });

  it("pays once, however often and at the same time it is told and confirmed", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    const money = paidIn(reference);
    await Promise.all(Array.from({ length: 5 }, () => bring(till, "told", money)));
    await Promise.all(Array.from({ length: 5 }, () => bring(till, "confirmed", money)));
    await advanceAfter(till, 60_000, money);
    const trail = await trailOf(token, id);
    expect(trail.filter((type) => type === "payment.completed")).toHaveLength(1);
  });

  it("is delivered later when the Worker died after it was routed", async () => {
    const till = openTill();
    const { token, id, reference, merchantId } = await waiting();
    const money = paidIn(reference);
    const depositId = receiptIdOf("platform:cpay", money);
    await bring(till, "told", money);
    const dead = { ...till, gateway: { ...till.gateway, callShard: callOnly(till, money) } };
    await bring(dead, "confirmed", money);
    const actor = { userId: "system:test", ipAddress: null, userAgent: null };
    const transactionId = id as ShardId;
    const route = { kind: "payment", transactionId, merchantId, isHandle: false, actor, isAssigned: false } as const;
    await onShard(depositId, (shard) => shard.routeDeposit(depositId, route, null));
    await bring(dead, "confirmed", money);
    expect(await readDeposit(money)).toMatchObject({ status: "confirmed", transactionId: id });
    expect((await show(token, id)).body.status).toBe("processing");
    expect(await advanceAfter(till, 600_000, money)).toMatchObject({ status: "applied", transactionId: id });
    expect((await show(token, id)).body.status).toBe("completed");
  });
});

describe("a confirmed deposit that names no payment", () => {
  it("becomes a payment of the account's owner, once nobody else can want it", async () => {
    const merchantId = crypto.randomUUID();
    const token = await signToken({ merchantId });
    const till = openTill({ ownerMerchantId: merchantId });
    const money = paidIn("JANE");
    expect(await bringConfirmed(till, money)).toMatchObject({ status: "confirmed", transactionId: null });
    const id = depositedPaymentId(merchantId, money);
    expect(await advanceAfter(till, SETTLING_MS, money)).toMatchObject({ status: "applied", transactionId: id });
    expect((await show(token, id)).body).toMatchObject({
      status: "completed",
      amount: 1000,
      provider_transaction_id: money.receipt,
      payment_method: "c2b",
      reference: "JANE",
      customer: { name: "JANE W", phone: null },
      metadata: { payer_phone: "2547*****149" },
    });
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "deposit.applied", "payment.completed"]);
    const rows = await until(
      () => queryPostgres("SELECT type FROM events WHERE transaction_id = $1 ORDER BY sequence", id),
      (found) => found.length === 2,
    );
    expect(rows).toEqual([{ type: "payment.initiated" }, { type: "payment.completed" }]);
    const listed = await until(
      () => queryPostgres("SELECT status FROM transactions WHERE id = $1", id),
      (found) => found.length === 1,
    );
    expect(listed).toEqual([{ status: "completed" }]);
  });

  it("is left to the payment that claims its receipt in time", async () => {
    const till = openTill({ ownerMerchantId: crypto.randomUUID() });
    const { id } = await waiting();
    const money = paidIn("JANE");
    await bringConfirmed(till, money);
    await claim(money, id);
    expect(await advanceAfter(till, SETTLING_MS, money)).toMatchObject({ status: "applied", transactionId: id });
  });

  it("is put into suspense when the account has no owner, and can still be claimed", async () => {
    const till = openTill();
    const money = paidIn("JANE");
    await bringConfirmed(till, money);
    const deposit = await advanceAfter(till, SETTLING_MS, money);
    expect(deposit).toMatchObject({ status: "suspense", reason: "no_payment_named", dueAt: null });
    const rows = await until(
      () => queryPostgres("SELECT status, receipt, account_reference FROM deposits WHERE id = $1", deposit.id),
      (found) => found[0]?.status === "suspense",
    );
    expect(rows).toEqual([{ status: "suspense", receipt: money.receipt, account_reference: "JANE" }]);
    await claim(money, crypto.randomUUID());
    expect(await readDeposit(money)).toMatchObject({ status: "applied", reason: null });
  });
});

describe("a deposit nobody goes on with", () => {
  it("is asked about again by its own timer", async () => {
    const money = paidIn("JANE");
    await bring(openTill(), "told", money);
    await letTimePass(receiptIdOf("platform:cpay", money), 30_000);
    const asked = await until(
      () => readDeposit(money),
      ({ asks }) => asks === 2,
    );
    expect(asked).toMatchObject({ status: "told", asks: 2 });
    expect(asked.dueAt).toBeGreaterThan(Date.now());
  });

  it("reaches its payment by its own timer, also one that has long been archived", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting({ payment_method: "c2b" });
    await call("POST", `/payments/${id}/cancel`, { token });
    await archive(token, id);
    const money = paidIn(reference);
    await bring(till, "told", money);
    const gone = { ...till, gateway: { ...till.gateway, callShard: callOnly(till, money) } };
    await bring(gone, "confirmed", money);
    expect(await readDeposit(money)).toMatchObject({ status: "confirmed", route: null });
    await letTimePass(receiptIdOf("platform:cpay", money), 15_000);
    const applied = await until(
      () => readDeposit(money),
      ({ status }) => status === "applied",
    );
    expect(applied).toMatchObject({ status: "applied", transactionId: id });
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed" });
    expect(await trailOf(token, id)).toContain("payment.late_success");
  });
});

describe("money that is about to be paid in", () => {
  const ask = (till: ReturnType<typeof openTill>, money: ReturnType<typeof paidIn>) =>
    validateDeposit(till.gateway, till.account, {
      id: "v",
      type: "validation",
      subject: { kind: "deposit", certainty: "told", deposit: money },
    });

  it("is taken for a payment that waits for it, and for whatever else people type; nothing is written", async () => {
    const till = openTill();
    const { token, id, reference } = await waiting();
    const before = (await show(token, id)).text;
    for (const typed of [reference, "JANE", "", "00WPBTT33524"]) {
      expect(await ask(till, paidIn(typed)), typed).toEqual({ accepted: true });
    }
    expect((await show(token, id)).text).toBe(before);
  });

  it("is refused in another amount, and for a payment that is over", async () => {
    const till = openTill();
    const { reference } = await waiting();
    expect(await ask(till, paidIn(reference, { amountMinor: 1 }))).toEqual({ accepted: false, why: "amount" });
    await bringConfirmed(till, paidIn(reference));
    expect(await ask(till, paidIn(reference))).toEqual({ accepted: false, why: "account" });
  });

  it("is refused without a payment's name where the account requires one", async () => {
    const till = openTill({ requiresKnownReference: true });
    const { reference } = await waiting();
    expect(await ask(till, paidIn(reference))).toEqual({ accepted: true });
    for (const typed of ["JANE", "00WPBTT33524"]) {
      expect(await ask(till, paidIn(typed))).toEqual({ accepted: false, why: "account" });
    }
  });

  it("is taken when it cannot be judged", async () => {
    const till = openTill({ requiresKnownReference: true });
    const { reference } = await waiting();
    const gateway = { ...till.gateway, callShard: () => Promise.reject(new Error("away")) };
    expect(await ask({ ...till, gateway }, paidIn(reference, { amountMinor: 1 }))).toEqual({ accepted: true });
  });
});

describe("one merchant's money", () => {
  it("is not given to a payment that another names by chance: an unknown reference leads nowhere", async () => {
    const till = openTill();
    const { token } = await newMerchant();
    const unknown = accountReferenceOf(depositedPaymentId(token, paidIn("")));
    const money = paidIn(unknown);
    await bringConfirmed(till, money);
    expect(await advanceAfter(till, SETTLING_MS, money)).toMatchObject({ status: "suspense", transactionId: null });
  });
});
