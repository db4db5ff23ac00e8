import { describe, expect, it } from "vitest";
import type { CallbackPurpose } from "../../../../src/domain/callback-token.ts";
import { toCallbackEvent } from "../../../../src/providers/mpesa/callbacks.ts";
import type { CallbackSubject } from "../../../../src/providers/provider.ts";
import { CONFIG } from "./support/account.ts";

const ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";
const ANSWER = [
  { Key: "DebitPartyName", Value: "254708374149 - Jane" },
  { Key: "DebitPartyName", Value: "254708374149 - Jane" },
  { Key: "ReceiptNo", Value: "SG632NMUAB" },
  { Key: "Amount", Value: "1000.00" },
  { Key: "TransactionStatus", Value: "Completed" },
  { Key: "TransactionReason" },
  { Key: "FinalisedTime", Value: 20240706224852 },
];

function result(changes: Record<string, unknown> = {}, ResultParameter?: unknown) {
  const parameters = ResultParameter === undefined ? {} : { ResultParameters: { ResultParameter } };
  const ids = { OriginatorConversationID: "ours", ConversationID: "AG_1", TransactionID: "SG632NMUAB" };
  const ReferenceData = { ReferenceItem: { Key: "QueueTimeoutURL", Value: "https://pay.example.com/callbacks/x" } };
  return {
    Result: { ResultType: 0, ResultCode: 0, ResultDesc: "done", ...ids, ...parameters, ReferenceData, ...changes },
  };
}

function read(purpose: CallbackPurpose, kind: CallbackSubject["kind"], body: unknown) {
  return toCallbackEvent(CONFIG, { purpose, id: ID, kind }, body);
}

function answerWith(changes: Record<string, unknown>) {
  return ANSWER.map((item) => (item.Key in changes ? { ...item, Value: changes[item.Key] } : item));
}

describe("the result of a payout or reversal", () => {
  it("is a hint, with its receipt", () => {
    expect(read("payout", "payout", result())?.subject).toEqual({
      kind: "hint",
      reference: ID,
      receipt: "SG632NMUAB",
      handle: null,
      failure: null,
    });
  });

  it("tells why it failed, but no receipt: what stands in for one ends in zeros", () => {
    const failed = { ResultCode: "2040", TransactionID: "SKE0000000" };
    const single = { Key: "BOCompletedTime", Value: 20200120164825 };
    for (const body of [result(failed), result(failed, single), result({ ...failed, ResultCode: 2040 })]) {
      expect(read("payout", "payout", body)?.subject).toMatchObject({
        kind: "hint",
        receipt: null,
        failure: { code: "receiver_not_registered" },
      });
    }
    const placeholder = result({ TransactionID: "OAK0000000" });
    expect(read("payout", "payout", placeholder)?.subject).toMatchObject({ receipt: null });
  });

  it("names the conversation by which a reversal can be asked about", () => {
    expect(read("refund", "refund", result())?.subject).toMatchObject({ kind: "hint", handle: "ours" });
    const nameless = result({ OriginatorConversationID: undefined });
    expect(read("refund", "refund", nameless)?.subject).toMatchObject({ handle: "AG_1" });
  });

  it.each(["R000001", 7411, "E1"])("of the code %s is no failure that anybody has told of", (ResultCode) => {
    expect(read("refund", "refund", result({ ResultCode }))?.subject).toMatchObject({ kind: "hint", failure: null });
  });

  it.each([
    ["payout_timeout", "payout"],
    ["refund_timeout", "refund"],
    ["status_timeout", "payment"],
  ] as const)("at %s is a reason to ask, and no failure", (purpose, kind) => {
    expect(read(purpose, kind, result({ ResultCode: 1019 }))?.subject).toMatchObject({
      kind: "hint",
      receipt: null,
      failure: null,
    });
  });

  it("that a question about a deposit was too late is nothing", () => {
    expect(read("status_timeout", "deposit", result({ ResultCode: 1 }))?.subject).toEqual({ kind: "none" });
  });
});

describe("the answer to a question of our own", () => {
  it("completes a payment by its receipt, which is claimed for it", () => {
    expect(read("status", "payment", result({}, ANSWER))).toMatchObject({
      subject: {
        kind: "payment",
        reference: ID,
        reported: { status: "completed", receipt: "SG632NMUAB", amountMinor: 100_000, currency: "KES" },
      },
      claim: { scope: "174379", receipt: "SG632NMUAB" },
    });
  });

  it("is read with spaces in its keys, its codes as texts, and its amount as a number", () => {
    const spaced = ANSWER.map(({ Key, ...item }) => ({ Key: Key.replace(/(?<=[a-z])(?=[A-Z])/g, " "), ...item }));
    const body = result(
      { ResultCode: "0" },
      spaced.map((item) => (item.Key === "Amount" ? { ...item, Value: 1000 } : item)),
    );
    expect(read("status", "payment", body)?.subject).toMatchObject({ reported: { amountMinor: 100_000 } });
  });

  it("says of payouts and refunds that they are done, or failed", () => {
    for (const kind of ["payout", "refund"] as const) {
      const done = read("status", kind, result({}, ANSWER));
      expect(done?.subject).toMatchObject({
        kind,
        reference: ID,
        reported: { status: "completed", amountMinor: 100_000 },
      });
      expect(done?.claim).toBeUndefined();
      const failed = read("status", kind, result({}, answerWith({ TransactionStatus: "Failed" })));
      expect(failed?.subject).toMatchObject({ kind, reported: { status: "failed", failure: null } });
    }
  });

  it("confirms a deposit", () => {
    expect(read("status", "deposit", result({}, ANSWER))?.subject).toMatchObject({
      kind: "deposit",
      certainty: "confirmed",
      deposit: {
        receipt: "SG632NMUAB",
        scope: "174379",
        amountMinor: 100_000,
        paidAt: Date.parse("2024-07-06T19:48:52Z"),
      },
    });
  });

  it.each([
    ["the question did not work", result({ ResultCode: "R000002" }, ANSWER)],
    ["it is still pending", result({}, answerWith({ TransactionStatus: "Pending" }))],
    ["its word is unknown", result({}, answerWith({ TransactionStatus: "Authorized" }))],
    ["it has no word", result({}, answerWith({ TransactionStatus: undefined }))],
    ["it has no parameters", result()],
    ["its parameters are a single other one", result({}, { Key: "BOCompletedTime", Value: 1 })],
  ])("says nothing when %s", (_, body) => {
    for (const kind of ["payment", "refund", "payout", "deposit"] as const) {
      expect(read("status", kind, body)?.subject).toEqual({ kind: "none" });
    }
  });

  it("that a receipt has failed, or without one, says nothing of the payment it was told for", () => {
    for (const changes of [{ TransactionStatus: "Failed" }, { ReceiptNo: undefined }, { ReceiptNo: "none!" }]) {
      expect(read("status", "payment", result({}, answerWith(changes)))?.subject).toEqual({ kind: "none" });
    }
  });
});
