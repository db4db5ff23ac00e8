import { describe, expect, it } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { parametersOf, phone, SHORTCODE, startDaraja, type Told } from "./daraja-harness.ts";

const codeOf = (told: Told | undefined) => told?.json.Result?.ResultCode;
const RECEIPT = /^[A-Z0-9]{10}$/;

async function withPayment(digits: string, amount = 100) {
  const daraja = await startDaraja();
  const payer = phone(digits);
  await daraja.push(payer, { Amount: amount });
  const receipt = await eventually(async () => {
    const [debit] = (await daraja.ledger()).debits;
    expect(debit).toBeDefined();
    return debit?.receipt ?? "";
  });
  const tally = async () => (await daraja.ledger()).by_phone[payer];
  return { ...daraja, payer, receipt, tally };
}

describe("payouts", () => {
  it("are accepted, paid and told", async () => {
    const daraja = await startDaraja();
    const recipient = phone("000");
    const { status, body } = await daraja.payout(recipient);
    expect([status, body]).toEqual([
      200,
      {
        ConversationID: expect.stringMatching(/^AG_\d{8}_[0-9a-f]{20}$/),
        OriginatorConversationID: `payout-${recipient}`,
        ResponseCode: "0",
        ResponseDescription: "Accept the service request successfully.",
      },
    ]);
    const [told] = await daraja.shop.told("result", 1);
    expect(told?.json.Result).toMatchObject({
      ResultType: 0,
      ResultCode: 0,
      OriginatorConversationID: `payout-${recipient}`,
      ConversationID: body.ConversationID,
      TransactionID: expect.stringMatching(RECEIPT),
      ReferenceData: { ReferenceItem: { Key: "QueueTimeoutURL", Value: daraja.hook("timeout") } },
    });
    expect(parametersOf(told)).toEqual({
      TransactionAmount: 100,
      TransactionReceipt: told?.json.Result?.TransactionID,
      ReceiverPartyPublicName: `${recipient} - JANE DOE`,
      TransactionCompletedDateTime: expect.stringMatching(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/),
      B2CUtilityAccountAvailableFunds: 999_900,
      B2CWorkingAccountAvailableFunds: 700_000,
      B2CRecipientIsRegisteredCustomer: "Y",
      B2CChargesPaidAccountAvailableFunds: -22.4,
    });
    expect((await daraja.ledger()).by_phone[recipient]).toMatchObject({ credits: 1, credited: 100 });
  });

  it("happen once for an OriginatorConversationID, which v1 does not have", async () => {
    const daraja = await startDaraja();
    const recipient = phone("000");
    await daraja.payout(recipient);
    const again = await daraja.payout(recipient);
    expect([again.status, again.body]).toMatchObject([
      500,
      { errorCode: "500.002.1001", errorMessage: "Duplicate OriginatorConversationID." },
    ]);
    await daraja.payout(recipient, {}, "v1");
    await daraja.payout(recipient, {}, "v1");
    await eventually(async () => expect((await daraja.ledger()).credits).toHaveLength(3));
  });

  it.each([
    ["OriginatorConversationID", { OriginatorConversationID: "" }],
    ["CommandID", { CommandID: "Pay" }],
    ["Amount", { Amount: 10.5 }],
    ["PartyB", { PartyB: "0712345678" }],
    ["Remarks", { Remarks: "x" }],
    ["ResultURL", { ResultURL: "https://shop.test/mpesa" }],
    ["QueueTimeOutURL", { QueueTimeOutURL: "" }],
  ])("with a wrong %s are refused: %j", async (name, members) => {
    const { payout } = await startDaraja();
    const { status, body } = await payout(phone("000"), members);
    expect([status, body.errorMessage]).toEqual([400, `Bad Request - Invalid ${name}`]);
  });

  it("from another short code are refused, from the sandbox's are not", async () => {
    const { payout } = await startDaraja();
    expect((await payout(phone("000"), { PartyA: "600992" })).status).toBe(200);
    const other = await payout(phone("000"), { PartyA: "500000" });
    expect([other.status, other.body.errorCode]).toEqual([400, "400.003.02"]);
  });

  it.each([
    [2001, { InitiatorName: "other" }],
    [2001, { SecurityCredential: "b3RoZXI=" }],
    [2, { Amount: 9 }],
    [3, { Amount: 250_001 }],
  ])("end in %i with %j", async (code, members) => {
    const daraja = await startDaraja();
    await daraja.payout(phone("000"), members);
    const [told] = await daraja.shop.told("result", 1);
    expect([codeOf(told), told?.json.Result?.TransactionID]).toEqual([code, "SKE0000000"]);
    expect((await daraja.ledger()).credits).toEqual([]);
  });

  it("end in 1 when the balance is used up", async () => {
    const daraja = await startDaraja();
    const codes: unknown[] = [];
    for (let round = 1; round <= 5; round += 1) {
      await daraja.payout(phone("000"), { Amount: 250_000 });
      codes.push(codeOf((await daraja.shop.told("result", round))[round - 1]));
    }
    expect(codes).toEqual([0, 0, 0, 0, 1]);
    expect((await daraja.ledger()).balance).toBe(0);
  });

  it.each([
    ["001", 1],
    ["002", 2001],
    ["003", 2040],
    ["004", 8],
    ["005", 11],
    ["006", 21],
    ["007", 2006],
    ["008", 4],
    ["009", 8006],
    ["010", 2028],
    ["011", "SFC_IC0003"],
    ["014", 7411],
    ["018", "2001"],
  ])("to %s end in %j, without parameters", async (digits, code) => {
    const daraja = await startDaraja();
    await daraja.payout(phone(digits));
    const [told] = await daraja.shop.told("result", 1);
    expect([codeOf(told), told?.json.Result?.ResultParameters]).toEqual([code, undefined]);
    expect((await daraja.ledger()).credits).toEqual([]);
  });

  it("have results in shapes: strings, lists, a single object", async () => {
    const daraja = await startDaraja();
    await daraja.payout(phone("015"), { ResultURL: daraja.hook("strings") });
    await daraja.payout(phone("016"), { ResultURL: daraja.hook("lists") });
    await daraja.payout(phone("017"), { ResultURL: daraja.hook("single") });
    const [strings] = await daraja.shop.told("strings", 1);
    expect([codeOf(strings), parametersOf(strings)]).toMatchObject([
      "0",
      { TransactionAmount: "100", B2CChargesPaidAccountAvailableFunds: "-22.40" },
    ]);
    const [lists] = await daraja.shop.told("lists", 1);
    expect(lists?.json.Result).toMatchObject({ ReferenceData: { ReferenceItem: [{ Key: "Occasion" }, {}] } });
    const [single] = await daraja.shop.told("single", 1);
    expect(single?.json.Result?.ResultParameters).toEqual({
      ResultParameter: { Key: "BOCompletedTime", Value: expect.any(Number) },
    });
  });

  it.each([
    ["020", 1, 0, []],
    ["021", 0, 0, []],
    ["022", 1, 1, []],
    ["023", 1, 0, [0]],
    ["024", 1, 0, [0, 0]],
    ["025", 1, 0, [0]],
    ["026", 1, 1, [0]],
    ["027", 0, 1, []],
    ["028", 1, 0, [2006]],
    ["029", 0, 0, [0]],
    ["033", 1, 0, []],
  ])("to %s: %i credits, %i time-outs, results %j", async (digits, credits, timeouts, results) => {
    const daraja = await startDaraja();
    await daraja.login();
    const asked = daraja.payout(phone(digits));
    if (digits === "033") await expect(asked).rejects.toThrow("fetch failed");
    else await asked;
    await eventually(async () => {
      const ledger = await daraja.ledger();
      expect(ledger.payouts[0]?.result_code).not.toBeNull();
      expect(ledger.credits).toHaveLength(credits);
    });
    expect((await daraja.shop.told("timeout", timeouts)).map(codeOf)).toEqual(Array(timeouts).fill(1019));
    expect((await daraja.shop.told("result", results.length)).map(codeOf)).toEqual(results);
  });
});

describe("reversals", () => {
  it("give the whole amount back once", async () => {
    const { reverse, receipt, shop, payer, tally } = await withPayment("000");
    expect((await reverse(receipt, 100)).body).toMatchObject({ ResponseCode: "0" });
    const [told] = await shop.told("result", 1);
    expect(codeOf(told)).toBe(0);
    expect(parametersOf(told)).toEqual({
      DebitAccountBalance: "Utility Account|KES|1000000.00|1000000.00|0.00|0.00",
      Amount: 100,
      TransCompletedTime: expect.any(Number),
      OriginalTransactionID: receipt,
      Charge: 0,
      CreditPartyPublicName: `${payer} - JANE DOE`,
      DebitPartyPublicName: `${SHORTCODE} - DEMO SHOP`,
    });
    await reverse(receipt, 100);
    expect(codeOf((await shop.told("result", 2))[1])).toBe("R000001");
    expect(await tally()).toMatchObject({ debited: 100, credited: 100, credits: 1 });
  });

  it("of a part are refused, unless a setting allows them", async () => {
    const { reverse, receipt, shop, knob, tally } = await withPayment("000");
    const parts = [60, 60, 40, 1];
    const codes: unknown[] = [];
    for (const [index, amount] of parts.entries()) {
      if (index === 1) await knob("settings", { partial_reversals: true });
      await reverse(receipt, amount);
      codes.push(codeOf((await shop.told("result", index + 1))[index]));
    }
    expect(codes).toEqual([2006, 0, 0, "R000001"]);
    expect(await tally()).toMatchObject({ credited: 100 });
  });

  it("of no payment, or in another's name, change nothing", async () => {
    const { reverse, receipt, shop, ledger } = await withPayment("000");
    await reverse("SAAAAAAAAA", 100, { ResultURL: shop.hook("unknown") });
    await reverse(receipt, 100, { SecurityCredential: "x", ResultURL: shop.hook("untrusted") });
    expect(codeOf((await shop.told("unknown", 1))[0])).toBe("R000002");
    expect(codeOf((await shop.told("untrusted", 1))[0])).toBe(2001);
    expect((await ledger()).credits).toEqual([]);
    expect((await reverse("short", 100)).body.errorMessage).toBe("Bad Request - Invalid TransactionID");
    expect((await reverse(receipt, 100, { RecieverIdentifierType: "4" })).status).toBe(400);
  });

  it.each([
    ["070", 0, 0, [11]],
    ["071", 1, 0, []],
    ["072", 0, 1, []],
    ["073", 1, 1, []],
    ["074", 1, 0, ["R000001"]],
    ["075", 1, 0, [0, 0]],
    ["076", 1, 0, [0]],
    ["077", 1, 0, [0]],
    ["078", 1, 0, [0]],
    ["079", 0, 0, [7411]],
    ["081", 0, 0, [2001]],
    ["082", 0, 0, [8006]],
    ["083", 1, 0, [0]],
    ["084", 0, 0, [1]],
    ["085", 1, 0, ["0"]],
    ["086", 0, 0, [21]],
    ["087", 0, 0, [0]],
  ])("for %s: %i credits, %i time-outs, results %j", async (digits, credits, timeouts, results) => {
    const { reverse, receipt, shop, ledger } = await withPayment(digits);
    await reverse(receipt, 100).catch((error: unknown) => expect(digits).toBe(error instanceof Error ? "077" : ""));
    await eventually(async () => {
      const books = await ledger();
      expect(books.reversals[0]?.result_code).not.toBeNull();
      expect(books.credits).toHaveLength(credits);
    });
    expect(await shop.told("timeout", timeouts)).toHaveLength(timeouts);
    expect((await shop.told("result", results.length)).map(codeOf)).toEqual(results);
  });

  it("are refused as busy for 080", async () => {
    const { reverse, receipt, ledger } = await withPayment("080");
    expect((await reverse(receipt, 100)).body.errorCode).toBe("500.003.02");
    expect((await ledger()).reversals).toEqual([]);
  });

  it("made in M-Pesa's own portal leave nothing for the merchant's", async () => {
    const { reverse, receipt, shop, knob, tally } = await withPayment("000");
    expect((await knob("reversals", { receipt })).status).toBe(200);
    await reverse(receipt, 100);
    expect(codeOf((await shop.told("result", 1))[0])).toBe("R000001");
    expect(await tally()).toMatchObject({ credited: 100 });
    expect((await knob("reversals", { receipt: "SAAAAAAAAA" })).status).toBe(404);
  });
});

describe("transaction status", () => {
  it("tells of a receipt, with a name that comes twice and reasons without value", async () => {
    const { lookUp, receipt, shop, payer } = await withPayment("000");
    await lookUp({ TransactionID: receipt });
    const [told] = await shop.told("result", 1);
    const keys = told?.json.Result?.ResultParameters?.ResultParameter.map(({ Key }) => Key) ?? [];
    expect(keys.filter((key) => key === "DebitPartyName")).toHaveLength(2);
    expect(parametersOf(told)).toMatchObject({
      ReceiptNo: receipt,
      Amount: 100,
      TransactionStatus: "Completed",
      DebitPartyName: `${payer} - JANE DOE`,
      TransactionReason: undefined,
    });
    expect(codeOf(told)).toBe(0);
  });

  it("tells of a payout by either conversation id, and by keys with spaces", async () => {
    const daraja = await startDaraja();
    const recipient = phone("020");
    const { ConversationID } = (await daraja.payout(recipient)).body;
    await daraja.lookUp({ OriginalConversationID: ConversationID });
    const [pending] = await daraja.shop.told("result", 1);
    await eventually(async () => expect((await daraja.ledger()).credits).toHaveLength(1));
    await daraja.knob("settings", { status_keys: "spaced" });
    await daraja.lookUp({ OriginatorConversationID: `payout-${recipient}` });
    const [, done] = await daraja.shop.told("result", 2);
    expect(parametersOf(pending).ConversationID).toBe(ConversationID);
    expect(parametersOf(done)).toMatchObject({
      TransactionStatus: "Completed",
      ReceiptNo: expect.stringMatching(RECEIPT),
      "Conversation ID": ConversationID,
      "Originator Conversation ID": `payout-${recipient}`,
    });
  });

  it("tells of a failed payout, and does not know a receipt of nowhere", async () => {
    const daraja = await startDaraja();
    const recipient = phone("021");
    await daraja.payout(recipient);
    await eventually(async () => expect((await daraja.ledger()).payouts).toMatchObject([{ result_code: "2040" }]));
    await daraja.lookUp({ OriginalConversationID: `payout-${recipient}`, ResultURL: daraja.hook("failed") });
    await daraja.lookUp({ TransactionID: "SAAAAAAAAA", ResultURL: daraja.hook("unknown") });
    expect(parametersOf((await daraja.shop.told("failed", 1))[0]).TransactionStatus).toBe("Failed");
    expect(codeOf((await daraja.shop.told("unknown", 1))[0])).toBe("R000002");
    expect((await daraja.lookUp({})).body.errorMessage).toBe("Bad Request - Invalid TransactionID");
  });

  it("lies when a rule says so", async () => {
    const { lookUp, receipt, shop, knob } = await withPayment("000");
    await knob("faults", [{ match: { event: "status" }, action: { lie: { TransactionStatus: "Failed", amount: 1 } } }]);
    await lookUp({ TransactionID: receipt });
    expect(parametersOf((await shop.told("result", 1))[0])).toMatchObject({ TransactionStatus: "Failed", Amount: 1 });
  });
});

describe("account balance", () => {
  it("comes as text, accounts split by & and fields by |", async () => {
    const daraja = await startDaraja();
    await daraja.post("/mpesa/accountbalance/v1/query", {
      Initiator: "testapi",
      SecurityCredential: "b3BhcXVl",
      CommandID: "AccountBalance",
      PartyA: SHORTCODE,
      IdentifierType: "4",
      Remarks: "Balance",
      ResultURL: daraja.hook("result"),
      QueueTimeOutURL: daraja.hook("timeout"),
    });
    expect(parametersOf((await daraja.shop.told("result", 1))[0]).AccountBalance).toBe(
      "Working Account|KES|700000.00|700000.00|0.00|0.00&Utility Account|KES|1000000.00|1000000.00|0.00|0.00",
    );
  });
});
