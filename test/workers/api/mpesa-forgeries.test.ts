import { beforeAll, describe, expect, it } from "vitest";
import { ledgerOf, postCallback, pressPhone } from "../../support/daraja.ts";
import { call, signAdminToken } from "../../support/gateway.ts";
import { pause } from "../engine/support/time.ts";
import { becomes, booksOf, carryWhileTesting, isConfirmed, pay, showPayment, trailOf } from "./support/mpesa.ts";
import { reconfigure } from "./support/reconfigured.ts";

carryWhileTesting();

/** Enough real time for whatever a callback would set off. */
const SETTLE_MS = 700;

/** What Daraja says of a prompt that was paid. */
function paidCallback(handle: string, receipt = "SJI61H7X2Q", amount: unknown = 100) {
  const Item = [
    { Name: "Amount", Value: amount },
    { Name: "MpesaReceiptNumber", Value: receipt },
    { Name: "PhoneNumber", Value: 254708374149 },
  ];
  const told = { MerchantRequestID: "1-2-3", CheckoutRequestID: handle, ResultCode: 0, ResultDesc: "ok" };
  return { Body: { stkCallback: { ...told, CallbackMetadata: { Item } } } };
}

/** A payment that waits for its customer, with the address that only Daraja knows. */
async function open() {
  const payment = await pay();
  const [prompt] = (await ledgerOf(payment.id)).prompts;
  if (prompt === undefined) throw new Error("nothing was prompted");
  return { ...payment, handle: prompt.id, url: prompt.callback_url };
}

/** Nothing but time has passed for the payment. */
async function expectUntouched(payment: { token: string; id: string }): Promise<void> {
  await pause(SETTLE_MS);
  const shown = await showPayment(payment);
  expect(shown.body).toMatchObject({ status: "processing", failure: null, review: null, provider_receipt: null });
  expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [] });
}

describe("a callback at an address that is not the payment's own", () => {
  it("is not found when the address is made up, whatever it looks like", async () => {
    const payment = await open();
    const token = payment.url.split("/").at(-1) ?? "";
    const flipped = (at: number) => token.slice(0, at) + (token[at] === "0" ? "1" : "0") + token.slice(at + 1);
    const tokens = [
      "0".repeat(70),
      `${token.slice(0, 38)}${"0".repeat(32)}`,
      flipped(69),
      flipped(38),
      flipped(33),
      flipped(37),
      token.slice(0, -1),
      `${token}0`,
      token.toUpperCase().replace(/^[0-9]+$/, "x"),
      payment.id,
      "mpesa",
    ];
    for (const made of tokens) {
      const answer = await postCallback(`http://x/api/v1/callbacks/${made}`, paidCallback(payment.handle));
      expect(answer.status, made).toBe(404);
    }
    await expectUntouched(payment);
  });

  it("changes nothing when the address is another payment's", async () => {
    const [payment, other] = [await open(), await open()];
    const answer = await postCallback(other.url, paidCallback(payment.handle));
    expect(answer.status).toBe(200);
    await expectUntouched(payment);
    await expectUntouched(other);
  });
});

describe("a callback at the payment's own address", () => {
  it("that names a prompt of another payment, which is paid, changes nothing", async () => {
    const [payment, paid] = [await open(), await open()];
    await pressPhone(paid.phone, "approve");
    const receipt = (await isConfirmed(paid)).body.provider_receipt;
    expect((await postCallback(payment.url, paidCallback(paid.handle, receipt))).status).toBe(200);
    await expectUntouched(payment);
  });

  it("that says paid with a receipt of another payment is held, and that payment keeps its money", async () => {
    const [payment, paid] = [await open(), await open()];
    await pressPhone(paid.phone, "approve");
    const receipt = (await isConfirmed(paid)).body.provider_receipt;
    expect((await postCallback(payment.url, paidCallback(payment.handle, receipt))).status).toBe(200);
    await pause(SETTLE_MS);
    const shown = await showPayment(payment);
    expect(shown.body).toMatchObject({ status: "processing", provider_receipt: null });
    expect(trailOf(shown)).not.toContain("payment.completed");
    expect((await showPayment(paid)).body).toMatchObject({ status: "completed", review: null });
  });

  it("that says paid while nobody has is asked about, and not believed", async () => {
    const payment = await open();
    expect((await postCallback(payment.url, paidCallback(payment.handle))).status).toBe(200);
    await expectUntouched(payment);
    await pressPhone(payment.phone, "approve");
    expect((await becomes(payment, "completed")).body.review).toBeNull();
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
  });

  it("that says cancelled, late, does not take a payment back", async () => {
    const payment = await open();
    await pressPhone(payment.phone, "approve");
    const done = await isConfirmed(payment);
    const lie = { Body: { stkCallback: { CheckoutRequestID: payment.handle, ResultCode: 1032, ResultDesc: "no" } } };
    expect((await postCallback(payment.url, lie)).status).toBe(200);
    await pause(SETTLE_MS);
    expect((await showPayment(payment)).body).toMatchObject({
      status: "completed",
      provider_receipt: done.body.provider_receipt,
    });
  });

  it("is taken whatever is in it, and answered in Daraja's own words", async () => {
    const payment = await open();
    const bodies: unknown[] = [
      {},
      [],
      null,
      7,
      "text",
      { Body: null },
      { Body: { stkCallback: {} } },
      { Body: { stkCallback: { CheckoutRequestID: payment.handle } } },
      { Body: { stkCallback: { CheckoutRequestID: payment.handle, ResultCode: { $gt: 0 } } } },
      { Body: { stkCallback: { CheckoutRequestID: 12, ResultCode: "0", CallbackMetadata: "none" } } },
      { Body: { stkCallback: { CheckoutRequestID: payment.handle, ResultCode: 0, CallbackMetadata: { Item: 7 } } } },
      { Result: { ResultCode: 0 }, Envelope: { Body: { Fault: "x" } } },
      paidCallback("x".repeat(10_000), "R".repeat(10_000), "1e309"),
      paidCallback(payment.handle, "\ud800\u0000", -1),
      { ...paidCallback(payment.handle), unheardOf: { deep: [[[[[]]]]] } },
    ];
    for (const body of bodies) {
      const answer = await postCallback(payment.url, JSON.stringify(body));
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { ResultCode: 0, ResultDesc: "Accepted" }]);
    }
    await pause(SETTLE_MS);
    expect((await showPayment(payment)).body).toMatchObject({ status: "processing", review: null });
    expect((await postCallback(payment.url, "not json")).status).toBe(400);
    expect((await postCallback(payment.url, `"${"x".repeat(300_000)}"`)).status).toBe(413);
  });
});

describe("the public address of M-Pesa's webhooks", () => {
  it("only has an open payment looked up, and tells nobody whether there is one", async () => {
    const payment = await open();
    const nudge = (handle: string) => call("POST", "/webhooks/mpesa", { body: paidCallback(handle) });
    const [known, unknown] = [await nudge(payment.handle), await nudge("ws_CO_nobody")];
    for (const { status, body } of [known, unknown]) {
      expect([status, body]).toEqual([
        200,
        { received: true, event_id: expect.stringMatching(/^nudge_[0-9a-f]{32}$/) },
      ]);
    }
    await expectUntouched(payment);
  });
});

describe("an account that says where its callbacks come from", () => {
  it("finds no address for anybody else, the right one included", async () => {
    const payment = await open();
    const path = new URL(payment.url).pathname.replace("/api/v1", "");
    const send = reconfigure({ MPESA_ALLOWED_IPS: "196.201.214.200, 196.201.214.206" });
    const body = paidCallback(payment.handle);
    const from = (address: string) => send("POST", path, { body, headers: { "cf-connecting-ip": address } });
    expect((await from("203.0.113.7")).status).toBe(404);
    expect((await send("POST", path, { body })).status).toBe(404);
    expect((await from("196.201.214.206")).status).toBe(200);
  });
});

describe("the addresses that prove themselves", () => {
  let admin = "";
  beforeAll(async () => {
    admin = await signAdminToken();
  });

  it("show in nothing that is kept of a payment", async () => {
    const payment = await open();
    await pressPhone(payment.phone, "approve");
    const shown = await isConfirmed(payment);
    const path = new URL(payment.url).pathname;
    const secret = path.split("/").at(-1) ?? "";
    const kept = await Promise.all([
      call("GET", `/audit-logs?transaction_id=${payment.id}`, { token: payment.token }),
      call("GET", "/events", { token: payment.token }),
      call("GET", `/admin/webhook-events?transaction_id=${payment.id}`, { token: admin }),
    ]);
    for (const { text } of [payment.made, shown, ...kept]) {
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/callbacks\/[0-9a-f]{8}/);
    }
    expect(shown.text).toContain("[redacted]");
  });
});
