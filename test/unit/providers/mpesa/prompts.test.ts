import { describe, expect, it } from "vitest";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import { mpesa } from "../../../../src/providers/mpesa/index.ts";
import { newPayment } from "../../../contract/support/subjects.ts";
import { connect, NOW } from "./support/account.ts";

const PUSH = "/mpesa/stkpush/v1/processrequest";
const QUERY = "/mpesa/stkpushquery/v1/query";
const STATUS = "/mpesa/transactionstatus/v1/query";
const HANDLE = "ws_CO_18102026143002123708374149";
const ACCEPTED = { status: 200, body: { ResponseCode: "0", CheckoutRequestID: HANDLE, ConversationID: "AG_1" } };

function payment(changes: Partial<Transaction> = {}): Transaction {
  const customer = { id: null, phone: "0708 374 149", email: null, name: null };
  const made = newPayment(mpesa, { currency: "KES", amountMinor: 100_000 } as never, customer);
  return { ...made, description: "Order #1001 for Jane", ...changes };
}

function error(status: number, errorCode: string, errorMessage: string) {
  return { status, body: { requestId: "1", errorCode, errorMessage } };
}

function ended(ResultCode: unknown, CheckoutRequestID: string | undefined = HANDLE) {
  return { status: 200, body: { ResponseCode: "0", CheckoutRequestID, ResultCode, ResultDesc: "x" } };
}

describe("a prompt", () => {
  it("is asked for as Daraja wants it, and waits for the customer", async () => {
    const { provider, context, sent } = connect({ [PUSH]: [ACCEPTED] });
    const made = payment();
    expect(await provider.initializePayment(made, context)).toMatchObject({
      status: "pending",
      providerTransactionId: HANDLE,
      nextAction: { type: "await_customer" },
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toEqual({
      BusinessShortCode: "174379",
      Password: Buffer.from("174379pass-key20261018143000").toString("base64"),
      Timestamp: "20261018143000",
      TransactionType: "CustomerPayBillOnline",
      Amount: 1000,
      PartyA: "254708374149",
      PartyB: "174379",
      PhoneNumber: "254708374149",
      CallBackURL: "https://pay.example.com/api/v1/callbacks/payment",
      AccountReference: expect.stringMatching(/^[0-9A-Z]{12}$/),
      TransactionDesc: "Order 1001 fo",
    });
  });

  it("of a till is paid to the till behind the head office's number", async () => {
    const till = { shortcodeType: "till", tillNumber: "5555555" };
    const { provider, context, sent } = connect({ [PUSH]: [ACCEPTED] }, till);
    await provider.initializePayment(payment(), context);
    expect(sent[0]?.body).toMatchObject({
      BusinessShortCode: "174379",
      TransactionType: "CustomerBuyGoodsOnline",
      PartyB: "5555555",
    });
  });

  it("is sent once more, and only once, after a token that has ended", async () => {
    const stale = error(404, "404.001.03", "Invalid Access Token");
    const renewed = connect({ [PUSH]: [stale, ACCEPTED] });
    expect(await renewed.provider.initializePayment(payment(), renewed.context)).toMatchObject({ status: "pending" });
    expect(renewed.sent.map(({ token }) => token)).toEqual(["token-1", "token-2"]);
    expect(renewed.asked).toEqual([undefined, "token-1"]);
    const hopeless = connect({ [PUSH]: [stale] });
    expect(await hopeless.provider.initializePayment(payment(), hopeless.context)).toMatchObject({ kind: "not_sent" });
    expect(hopeless.sent).toHaveLength(2);
  });

  it("whose acceptance has no handle is unknown", async () => {
    const { provider, context } = connect({ [PUSH]: [{ status: 200, body: { ResponseCode: "0" } }] });
    expect(await provider.initializePayment(payment(), context)).toMatchObject({ kind: "unknown" });
  });
});

describe("the query of a prompt", () => {
  async function ask(answer: { status: number; body: unknown }, changes: Partial<Transaction> = {}) {
    const { provider, context, sent } = connect({ [QUERY]: [answer], [STATUS]: [ACCEPTED] });
    const outcome = await provider.verifyPayment(payment({ providerTransactionId: HANDLE, ...changes }), context);
    return { outcome, paths: sent.map(({ path }) => path) };
  }

  it.each([
    [ended("0"), "completed"],
    [ended(0), "completed"],
    [ended("1032"), "cancelled"],
    [ended(1037), "failed"],
    [ended("E3008"), "failed"],
    [ended("4999"), "pending"],
    [error(200, "500.001.1001", ""), "pending"],
    [error(500, "500.001.1001", "The transaction is being processed"), "pending"],
  ])("%j says that it is %s", async (answer, status) => {
    const { outcome } = await ask(answer);
    expect(outcome).toMatchObject({ kind: "reported", status, providerTransactionId: HANDLE });
  });

  it.each([
    error(500, "500.001.1001", "The transaction does not Exist"),
    error(500, "500.003.02", "System is busy"),
    error(500, "500.003.1001", "Internal Server Error"),
    error(404, "404.001.03", "Invalid Access Token"),
    ended("7411"),
    ended(undefined),
    ended("0", "ws_CO_of_another"),
    { status: 503, body: "<html>" },
  ])("%j is no answer", async (answer) => {
    const { outcome } = await ask(answer);
    expect(outcome).toMatchObject({ kind: "unknown" });
  });

  it("completes at once where the callback agrees, or has said nothing", async () => {
    const pursuit = { ...payment().pursuit, receiptToldAt: NOW };
    const told = { receiptCandidate: "SJI61H7X2Q", amountCandidate: 100_000, pursuit };
    for (const changes of [{}, told]) {
      const { outcome, paths } = await ask(ended("0"), changes);
      expect(outcome).toMatchObject({ status: "completed", claim: { scope: "prompt:174379", receipt: HANDLE } });
      expect(paths).toEqual([QUERY]);
    }
  });

  it("has the receipt asked about first where the callback says otherwise, for a minute", async () => {
    const pursuit = { ...payment().pursuit, receiptToldAt: NOW - 59_000 };
    const told = { receiptCandidate: "SJI61H7X2Q", pursuit };
    const cases: [{ status: number; body: unknown }, Partial<Transaction>][] = [
      [ended("1032"), told],
      [error(500, "500.001.1001", "The transaction does not Exist"), told],
      [ended("0"), { ...told, amountCandidate: 99_900 }],
      [ended("0"), { ...told, providerTransactionId: null, handleCandidate: HANDLE }],
    ];
    for (const [answer, changes] of cases) {
      const { outcome, paths } = await ask(answer, changes);
      expect(outcome).toMatchObject({ kind: "unknown", reason: "asked" });
      expect(paths).toEqual([QUERY, STATUS]);
      const late = { ...changes, pursuit: { ...pursuit, receiptToldAt: NOW - 61_000 } };
      expect((await ask(answer, late)).paths).toEqual([QUERY]);
    }
  });

  it("carries the amount that the callback told, so that another one is held for a person", async () => {
    const { outcome } = await ask(ended("0"), { receiptCandidate: "SJI61H7X2Q", amountCandidate: 99_900 });
    expect(outcome).toMatchObject({ status: "completed", amountMinor: 99_900, currency: "KES" });
  });

  it("is asked by the handle that a callback told where the answer to the push got lost", async () => {
    const { outcome } = await ask(ended("0"), { providerTransactionId: null, handleCandidate: HANDLE });
    expect(outcome).toMatchObject({ status: "completed", providerTransactionId: HANDLE });
    const nameless = await ask(ended("0"), { providerTransactionId: null });
    expect(nameless.outcome).toMatchObject({ kind: "unknown", reason: "no_handle_to_ask_by" });
    expect(nameless.paths).toEqual([]);
  });
});
