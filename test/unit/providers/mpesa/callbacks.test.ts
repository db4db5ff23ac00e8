import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALLBACK_PURPOSES } from "../../../../src/domain/callback-token.ts";
import { acknowledge, findNudgedHandle, toCallbackEvent } from "../../../../src/providers/mpesa/callbacks.ts";
import type { CallbackSubject } from "../../../../src/providers/provider.ts";
import { CONFIG } from "./support/account.ts";

const ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";
const HANDLE = "ws_CO_18102026143002123708374149";
const RECEIPT = "SJI61H7X2Q";
const ITEMS = [
  { Name: "Amount", Value: 1000.0 },
  { Name: "MpesaReceiptNumber", Value: RECEIPT },
  { Name: "Balance" },
  { Name: "TransactionDate", Value: 20261018143027 },
  { Name: "PhoneNumber", Value: 254708374149 },
];

function prompt(changes: Record<string, unknown> = {}, Item: unknown = ITEMS) {
  const stkCallback = {
    MerchantRequestID: "29115-34620561-1",
    CheckoutRequestID: HANDLE,
    ResultCode: 0,
    ResultDesc: "The service request is processed successfully.",
    CallbackMetadata: { Item },
    ...changes,
  };
  return { Body: { stkCallback } };
}

function onPayment(body: unknown) {
  return toCallbackEvent(CONFIG, { purpose: "payment", id: ID, kind: "payment" }, body);
}

describe("a callback about a prompt", () => {
  it.each([
    ["as it usually is", prompt()],
    [
      "with its items in another order, and unknown ones",
      prompt({}, [{ Name: "Other", Value: {} }, ...ITEMS].reverse()),
    ],
    [
      "without a balance",
      prompt(
        {},
        ITEMS.filter(({ Name }) => Name !== "Balance"),
      ),
    ],
    ["with items that are none among them", prompt({}, [null, 7, { Value: 1 }, ...ITEMS])],
    [
      "with its values as texts",
      prompt(
        { ResultCode: "0" },
        ITEMS.map((item) => ({ ...item, Value: String(item.Value) })),
      ),
    ],
    ["with members nobody knows", { ...prompt({ Extra: 1 }), Header: {} }],
  ])("%s is a hint with receipt, amount and handle", (_, body) => {
    expect(onPayment(body)?.subject).toEqual({
      kind: "hint",
      reference: ID,
      receipt: RECEIPT,
      handle: HANDLE,
      amountMinor: 100_000,
    });
  });

  it("with a single item that is no list tells what is in it", () => {
    const body = prompt({}, { Name: "MpesaReceiptNumber", Value: RECEIPT.toLowerCase() });
    expect(onPayment(body)?.subject).toMatchObject({ receipt: RECEIPT, amountMinor: null });
  });

  it.each([1032, "1032", 7411, "SFC_IC0003"])("of result %s tells of no money, whatever it adds", (ResultCode) => {
    expect(onPayment(prompt({ ResultCode }))?.subject).toMatchObject({
      kind: "hint",
      receipt: null,
      amountMinor: null,
    });
  });

  it.each([{}, { Item: null }, { Item: [] }, null])(
    "of success with metadata %s is a hint all the same",
    (metadata) => {
      expect(onPayment(prompt({ CallbackMetadata: metadata }))?.subject).toMatchObject({ kind: "hint", receipt: null });
    },
  );

  it("is the same event when it comes twice, and another when it says something else", () => {
    expect(onPayment(prompt())?.id).toBe(onPayment(prompt())?.id);
    const others = [prompt({ ResultCode: 1037 }), prompt({ CheckoutRequestID: "ws_CO_2" }), prompt({}, [])];
    expect(new Set([prompt(), ...others].map((body) => onPayment(body)?.id)).size).toBe(4);
  });

  it.each([[{}], [[]], [{ Body: {} }], [{ Body: { stkCallback: { ResultCode: 0 } } }], [null], ["x"], [0]])(
    "is nothing when it is %j",
    (body) => {
      expect(onPayment(body)).toBeNull();
    },
  );
});

describe("anything at all", () => {
  const kinds = ["payment", "refund", "payout", "deposit"] as const;
  const subject = fc.record({
    purpose: fc.constantFrom(...CALLBACK_PURPOSES),
    id: fc.constant(ID),
    kind: fc.constantFrom(...kinds),
  });
  const members = fc.dictionary(
    fc.constantFrom("ResultCode", "CheckoutRequestID", "TransactionID", "ConversationID", "ResultParameters", "Item"),
    fc.jsonValue(),
  );
  const likely = fc.oneof(
    members.map((stkCallback) => ({ Body: { stkCallback } })),
    members.map((Result) => ({ Result })),
    fc.jsonValue(),
  );

  it("is an event about the very subject of its address, or none, and never throws", () => {
    fc.assert(
      fc.property(subject, likely, (given, body) => {
        const event = toCallbackEvent(CONFIG, given as CallbackSubject, body);
        if (event === null) return;
        expect(event.id.length).toBeGreaterThan(0);
        expect(["hint", "none", "payment", "refund", "payout", "deposit"]).toContain(event.subject.kind);
        if ("reference" in event.subject) expect(event.subject.reference).toBe(ID);
        // What nobody has asked for moves nothing: only the address of a question gives answers that count.
        if (given.purpose !== "status") expect(["hint", "none"]).toContain(event.subject.kind);
      }),
      { numRuns: 500 },
    );
  });

  it("names a prompt to be looked up, or none, and never throws", () => {
    fc.assert(
      fc.property(likely, (body) => {
        const handle = findNudgedHandle(body);
        expect(handle === null || typeof handle === "string").toBe(true);
      }),
    );
    expect(findNudgedHandle(prompt())).toBe(HANDLE);
  });
});

describe("what Daraja is answered", () => {
  it("is its own word for accepted, as text only where it validates", () => {
    expect(acknowledge("payment", true)).toEqual({ ResultCode: 0, ResultDesc: "Accepted" });
    expect(acknowledge("deposit_confirmation", true)).toEqual({ ResultCode: 0, ResultDesc: "Accepted" });
    expect(acknowledge("deposit_validation", true)).toEqual({ ResultCode: "0", ResultDesc: "Accepted" });
    expect(acknowledge("deposit_validation", false, "amount")).toMatchObject({ ResultCode: "C2B00013" });
    expect(acknowledge("deposit_validation", false, "account")).toMatchObject({ ResultCode: "C2B00012" });
  });
});
