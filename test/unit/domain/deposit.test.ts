import { describe, expect, it } from "vitest";
import { systemActor } from "../../../src/domain/actor.ts";
import type { Deposit, DepositRoute } from "../../../src/domain/deposit/deposit.ts";
import { beginDeposited, depositedTerms } from "../../../src/domain/deposit/deposited-payment.ts";
import { type DepositTarget, findObjection, isMeantFor } from "../../../src/domain/deposit/match-payment.ts";
import { nextDepositStep } from "../../../src/domain/deposit/next-deposit-step.ts";
import { type ArrivedDeposit, receiveDeposit, SETTLING_MS } from "../../../src/domain/deposit/receive-deposit.ts";
import { assignDeposit, finishDeposit, routeDeposit, yieldToOwner } from "../../../src/domain/deposit/route-deposit.ts";
import { deriveDetachedId, deriveTransactionId } from "../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../src/domain/money.ts";
import type { ReportedDeposit } from "../../../src/domain/outcome.ts";
import { cpay } from "../../../src/providers/cpay/index.ts";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const PAYMENT = deriveTransactionId("shop", "payment", "a");
const OTHER = deriveTransactionId("shop", "payment", "b");

const money: ReportedDeposit = {
  receipt: "RKTQDM7W6S",
  scope: "600638",
  amountMinor: 1_000,
  currency: "KES",
  accountReference: "JANE",
  payerName: "JANE W",
  payerPhone: "2547*****149",
  paidAt: NOW - 1_000,
};

function word(certainty: "told" | "confirmed", changes: Partial<ReportedDeposit> = {}, accountId = "platform:mpesa") {
  const arrived: ArrivedDeposit = {
    id: deriveDetachedId("receipt", money.scope, money.receipt),
    provider: "mpesa",
    accountId,
    secret: "0".repeat(32),
    certainty,
    reported: { ...money, ...changes },
  };
  return arrived;
}

function told(): Deposit {
  const deposit = receiveDeposit(null, null, word("told"), NOW);
  if (deposit === null) throw new Error("a first word is news");
  return deposit;
}

function confirmed(changes: Partial<ReportedDeposit> = {}): Deposit {
  const deposit = receiveDeposit(told(), null, word("confirmed", changes), NOW + 1);
  if (deposit === null) throw new Error("a confirmation is news");
  return deposit;
}

function routeTo(transactionId = PAYMENT, changes: Partial<DepositRoute> = {}): DepositRoute {
  const actor = systemActor("test");
  return { kind: "payment", transactionId, merchantId: "shop", isHandle: false, actor, isAssigned: false, ...changes };
}

describe("word of a deposit", () => {
  it("that is told is asked about at once, and told again is no news", () => {
    expect(told()).toMatchObject({ status: "told", dueAt: NOW, version: 1, transactionId: null });
    expect(receiveDeposit(told(), null, word("told", { amountMinor: 5 }), NOW + 1)).toBeNull();
  });

  it("with a receipt that a payment has already claimed needs no question", () => {
    const deposit = receiveDeposit(null, PAYMENT, word("told"), NOW);
    expect(deposit).toMatchObject({ status: "applied", transactionId: PAYMENT, dueAt: null });
  });

  it("that is confirmed counts, and keeps what only the notice said of the payer", () => {
    const deposit = confirmed({ accountReference: null, payerName: null, payerPhone: null, paidAt: null });
    expect(deposit).toMatchObject({ status: "confirmed", dueAt: NOW + 1, reported: money, version: 2 });
  });

  it.each([
    ["amount", { amountMinor: 999 }, "amount_mismatch"],
    ["currency", { currency: "UGX" }, "currency_mismatch"],
  ])("that is confirmed with another %s is for a person, with the provider's own word", (_, change, reason) => {
    const deposit = confirmed(change);
    expect(deposit).toMatchObject({ status: "suspense", reason, dueAt: null, reported: change });
  });

  it("that is confirmed without ever having been told is for a person", () => {
    const deposit = receiveDeposit(null, null, word("confirmed"), NOW);
    expect(deposit).toMatchObject({ status: "suspense", reason: "never_asked_about", dueAt: null });
  });

  it("from another account changes nothing", () => {
    expect(receiveDeposit(told(), null, word("confirmed", {}, "platform:other"), NOW)).toBeNull();
  });

  it("that is confirmed again, or after a payment has it, changes nothing", () => {
    expect(receiveDeposit(confirmed(), null, word("confirmed"), NOW)).toBeNull();
    expect(receiveDeposit(yieldToOwner(told(), PAYMENT, NOW), PAYMENT, word("confirmed"), NOW)).toBeNull();
  });
});

describe("the next step of a deposit", () => {
  it("is a question with a number of its own, not handed out twice at a time, put again ever more slowly", () => {
    let deposit = told();
    let now = NOW;
    const waits: number[] = [];
    for (const attemptNumber of [1, 2, 3]) {
      const [asked, step] = nextDepositStep(deposit, now);
      expect(step).toMatchObject({ kind: "ask", attemptNumber });
      expect(nextDepositStep(asked, now + 1)[1]).toEqual({ kind: "none" });
      waits.push((asked.dueAt ?? 0) - now);
      now = asked.dueAt ?? 0;
      deposit = asked;
    }
    expect(waits).toEqual([30_000, 60_000, 120_000]);
  });

  it("is to give up what nobody confirms in a week; a late confirmation still counts", () => {
    const [refuted, step] = nextDepositStep(told(), NOW + 7 * DAY);
    expect(step).toEqual({ kind: "none" });
    expect(refuted).toMatchObject({ status: "refuted", reason: "never_confirmed", dueAt: null });
    const late = receiveDeposit(refuted, null, word("confirmed"), NOW + 8 * DAY);
    expect(late).toMatchObject({ status: "confirmed", reason: null, dueAt: NOW + 8 * DAY });
  });

  it("is to find its payment once it is confirmed, then to deliver it, again after a failure", () => {
    const [finding, step] = nextDepositStep(confirmed(), NOW + 1);
    expect(step).toEqual({ kind: "route" });
    const routed = routeDeposit(finding, routeTo(), null, NOW + 2);
    const [delivering, delivery] = nextDepositStep(routed, NOW + 2);
    expect(delivery).toEqual({ kind: "deliver", route: routeTo() });
    expect(nextDepositStep(delivering, (delivering.dueAt ?? 0) - 1)[1]).toEqual({ kind: "none" });
    expect(nextDepositStep(delivering, delivering.dueAt ?? 0)[1]).toEqual({ kind: "deliver", route: routeTo() });
    const done = finishDeposit(delivering, null, NOW + 3);
    expect(done).toMatchObject({ status: "applied", transactionId: PAYMENT, dueAt: null });
    expect(nextDepositStep(done, NOW + 10 * DAY)[1]).toEqual({ kind: "none" });
  });
});

describe("a confirmed deposit", () => {
  const settled = NOW + SETTLING_MS;
  const own = routeTo(OTHER, { kind: "new" });

  it("goes to the payment that is named, at once", () => {
    expect(routeDeposit(confirmed(), routeTo(), own, NOW + 2)).toMatchObject({
      transactionId: PAYMENT,
      dueAt: NOW + 2,
    });
  });

  it("that names none waits until no payment can claim its receipt any more", () => {
    const waiting = routeDeposit(confirmed(), null, own, settled - 1);
    expect(waiting).toMatchObject({ status: "confirmed", route: null, dueAt: settled });
    expect(routeDeposit(waiting, null, own, settled)).toMatchObject({ route: own, transactionId: OTHER });
    expect(routeDeposit(waiting, null, null, settled)).toMatchObject({
      status: "suspense",
      reason: "no_payment_named",
      dueAt: null,
    });
  });

  it("goes one way only", () => {
    const routed = routeDeposit(confirmed(), routeTo(), null, NOW + 2);
    expect(routeDeposit(routed, routeTo(OTHER), own, settled)).toBe(routed);
    const owned = yieldToOwner(confirmed(), PAYMENT, NOW);
    expect(routeDeposit(owned, routeTo(OTHER), own, settled)).toBe(owned);
  });
});

describe("a person's assignment", () => {
  const suspended = routeDeposit(confirmed(), null, null, NOW + SETTLING_MS);
  const byHand = routeTo(PAYMENT, { isAssigned: true });

  it("is taken once; the same again is a repeat, another is refused, also after delivery", () => {
    const first = assignDeposit(suspended, byHand, NOW);
    expect(first).toMatchObject({
      kind: "assigned",
      deposit: { status: "confirmed", transactionId: PAYMENT, dueAt: NOW },
    });
    for (const deposit of [first.deposit, finishDeposit(first.deposit, null, NOW)]) {
      expect(assignDeposit(deposit, byHand, NOW)).toEqual({ kind: "repeated", deposit });
      expect(assignDeposit(deposit, routeTo(OTHER, { isAssigned: true }), NOW).kind).toBe("refused");
    }
  });

  it("is refused for money that is not in suspense", () => {
    const refuted = nextDepositStep(told(), NOW + 7 * DAY)[0];
    for (const deposit of [told(), confirmed(), refuted, yieldToOwner(suspended, OTHER, NOW)]) {
      expect(assignDeposit(deposit, byHand, NOW)).toEqual({ kind: "refused", deposit });
    }
  });
});

describe("money that names a payment", () => {
  const target: DepositTarget = {
    id: PAYMENT,
    merchantId: "shop",
    accountId: "platform:mpesa",
    amountMinor: 1_000 as MinorUnits,
    currency: "KES",
    status: "processing",
    paymentMethod: null,
    providerTransactionId: null,
    providerReceipt: null,
  };

  it.each<[boolean, string, Partial<DepositTarget>]>([
    [true, "waits for it", {}],
    [true, "waits for another amount: it is held there", { amountMinor: 999 as MinorUnits }],
    [true, "had failed: late money is real money", { status: "failed" }],
    [true, "is paid, receipt unknown", { status: "completed" }],
    [true, "is paid with this very receipt", { status: "completed", providerReceipt: "RKTQDM7W6S" }],
    [false, "is paid with another receipt", { status: "completed", providerReceipt: "RKTQDM7W6T" }],
    [false, "is paid in another amount", { status: "completed", amountMinor: 999 as MinorUnits }],
    [false, "is another account's", { accountId: "platform:other" }],
    [false, "is in another currency", { currency: "UGX" }],
  ])("is its money: %s, when the payment %s", (expected, _, change) => {
    expect(isMeantFor({ ...target, ...change }, money, "platform:mpesa")).toBe(expected);
  });

  it.each<["amount" | "account" | null, string, Partial<DepositTarget>]>([
    [null, "waits for it", {}],
    ["amount", "waits for another amount", { amountMinor: 999 as MinorUnits }],
    ["amount", "waits for another currency", { currency: "UGX" }],
    ["account", "is paid", { status: "completed" }],
    ["account", "has failed", { status: "failed" }],
    [null, "is another account's", { accountId: "platform:other", amountMinor: 999 as MinorUnits, status: "failed" }],
  ])("meets the objection %s before it is paid, when the payment %s", (expected, _, change) => {
    expect(findObjection({ ...target, ...change }, money, "platform:mpesa")).toBe(expected);
  });
});

describe("a payment made of a deposit", () => {
  const route = routeTo(OTHER, { kind: "new", isHandle: true });
  const begin = (changes: Partial<ReportedDeposit> = {}) => {
    const deposit = { ...confirmed(), reported: { ...money, ...changes } };
    const terms = depositedTerms(deposit, route, cpay.description.timings, "0".repeat(32));
    return beginDeposited(terms, deposit, route, NOW);
  };

  it("is begun and completed in one step, with nothing left to do", () => {
    const { transaction, audit, events } = begin();
    expect(transaction).toMatchObject({
      status: "completed",
      amountMinor: 1_000,
      providerTransactionId: money.receipt,
      reference: "JANE",
      paymentMethod: "c2b",
      completedAt: NOW,
      pursuit: { attempt: null, dueAt: null },
    });
    expect(events.map(({ type }) => type)).toEqual(["payment.initiated", "payment.completed"]);
    expect(audit.map(({ type }) => type)).toEqual(["payment.initiated", "deposit.applied", "payment.completed"]);
  });

  it("takes a number only whole, and keeps a masked one aside", () => {
    expect(begin().transaction).toMatchObject({
      customer: { id: null, phone: null, email: null, name: "JANE W" },
      metadata: { receipt: money.receipt, payer_phone: "2547*****149" },
    });
    const whole = begin({ payerPhone: "254708374149" }).transaction;
    expect(whole.customer.phone).toBe("254708374149");
    expect(whole.metadata).not.toHaveProperty("payer_phone");
    expect(begin({ payerPhone: "ab".repeat(32) }).transaction.customer.phone).toBeNull();
  });
});
