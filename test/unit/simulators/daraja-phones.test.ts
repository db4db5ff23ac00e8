import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./cpay-harness.ts";
import { PROMPT_MS, phone, startDaraja } from "./daraja-harness.ts";

describe("a phone", () => {
  it.each([
    ["approve", "0", "paid"],
    ["cancel", "1032", "failed"],
    ["wrong-pin", "2001", "failed"],
    ["no-funds", "1", "failed"],
    ["ignore", "1037", "failed"],
  ])("%s: ends its prompt in %s", async (button, code, state) => {
    const daraja = await startDaraja();
    const payer = phone("100");
    const { CheckoutRequestID } = (await daraja.push(payer)).body;
    expect((await daraja.press(payer, button)).body).toMatchObject({ id: CheckoutRequestID, state, result_code: code });
    expect((await daraja.query(CheckoutRequestID)).body.ResultCode).toBe(code);
    const [told] = await daraja.shop.told("stk", 1);
    expect(String(told?.json.Body?.stkCallback.ResultCode)).toBe(code);
    const again = await daraja.press(payer, "approve");
    expect([again.status, again.body.errorCode]).toEqual([409, "invalid_state"]);
  });

  it("shows its prompt, escaped, and takes a PIN, but not 0000", async () => {
    const daraja = await startDaraja();
    const payer = phone("100");
    const form = (pin: string) =>
      daraja.call(`${daraja.url}/phone/${payer}/approve`, { method: "POST", body: new URLSearchParams({ pin }) });
    await daraja.push(payer, { AccountReference: "INV-9", Amount: 1500 });
    const page = await daraja.call(`${daraja.url}/phone/0${payer.slice(3)}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("KES 1,500.00");
    expect(page.text).toContain("INV-9");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("refresh")).toBeNull();
    const index = await daraja.call(`${daraja.url}/`);
    expect(index.text).toContain(`/phone/${payer}`);
    const wrong = await form("0000");
    expect([wrong.status, wrong.headers.get("location")]).toEqual([303, `/phone/${payer}`]);
    expect((await daraja.ledger()).prompts).toMatchObject([{ result_code: "2001" }]);
    await daraja.push(payer);
    await form("1234");
    const idle = await daraja.call(`${daraja.url}/phone/${payer}`);
    expect(idle.text).toContain("Paid");
    expect(idle.headers.get("refresh")).toBe("2");
  });

  it("pays by hand", async () => {
    const daraja = await startDaraja();
    const payer = phone("100");
    const form = await daraja.call(`${daraja.url}/phone/${payer}/pay`);
    expect(form.text).toContain("Account number");
    const body = new URLSearchParams({ amount: "70", account: "<b>" });
    await daraja.call(`${daraja.url}/phone/${payer}/pay`, { method: "POST", body });
    expect((await daraja.ledger()).by_phone[payer]).toMatchObject({ debited: 70 });
    expect((await daraja.call(`${daraja.url}/phone/${payer}`)).text).toContain("&lt;b&gt;");
    const wrong = await daraja.call(`${daraja.url}/phone/${payer}/pay`, { method: "POST", body: "amount=1.5" });
    expect(wrong.status).toBe(422);
  });

  it("is found by any way to write its number", async () => {
    const { call, url } = await startDaraja();
    const location = async (number: string) =>
      (await call(`${url}/phone?number=${encodeURIComponent(number)}`)).headers.get("location");
    expect(await location("0712 345 678")).toBe("/phone/254712345678");
    expect(await location("+254-712-345678")).toBe("/phone/254712345678");
    expect(await location("112345678")).toBe("/phone/254112345678");
    expect(await location("12345")).toBe("/");
    expect((await call(`${url}/phone/12345`)).status).toBe(404);
  });
});

describe("the state file", () => {
  function makeStateFile(): string {
    const directory = mkdtempSync(join(tmpdir(), "daraja-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    return join(directory, "state.jsonl");
  }

  it("brings back prompts, money, payouts, addresses, the token and what was still due", async () => {
    const stateFile = makeStateFile();
    const first = await startDaraja({ stateFile, promptMs: 3_600_000 });
    const [waiting, scripted, recipient] = [phone("100"), phone("000"), phone("000")];
    const { CheckoutRequestID } = (await first.push(waiting)).body;
    await first.push(scripted);
    await first.payout(recipient);
    await first.simulator.close();
    const later = Date.now() + 3_600_000;
    const second = await startDaraja({ stateFile, now: () => later });
    await eventually(async () => {
      const { by_phone } = await second.ledger();
      expect(by_phone[scripted]).toMatchObject({ prompts: 1, debits: 1 });
      expect(by_phone[recipient]).toMatchObject({ credits: 1 });
    });
    await first.shop.told("stk", 1);
    await first.shop.told("result", 1);
    await second.press(waiting, "approve");
    expect((await second.query(CheckoutRequestID)).body.ResultCode).toBe("0");
    expect((await second.ledger()).tokens_issued).toBe(2);
  });

  it("does not send a callback again that was sent", async () => {
    const stateFile = makeStateFile();
    const first = await startDaraja({ stateFile });
    await first.push(phone("000"));
    await eventually(async () => expect((await first.ledger()).callbacks).toMatchObject([{ state: "delivered" }]));
    await first.simulator.close();
    await startDaraja({ stateFile });
    // That nothing comes can only be waited for.
    await new Promise((resolve) => setTimeout(resolve, 4 * PROMPT_MS));
    await first.shop.told("stk", 1);
  });
});

describe("settings and reset", () => {
  it.each([
    [{ in_flight: "soon" }],
    [{ prompt_ms: -1 }],
    [{ prompt_ms: "1" }],
    [{ same_amount_rule: 1 }],
    [{ unknown: 1 }],
  ])("refuse %j", async (settings) => {
    const { knob } = await startDaraja();
    expect((await knob("settings", settings)).status).toBe(422);
  });

  it("leave nothing behind", async () => {
    const daraja = await startDaraja();
    await daraja.knob("settings", { in_flight: "missing" });
    await daraja.push(phone("000"));
    await daraja.knob("reset", {});
    expect((await daraja.knob("settings")).body).toMatchObject({ in_flight: "4999", prompt_ms: PROMPT_MS });
    expect(await daraja.ledger()).toMatchObject({ tokens_issued: 0, balance: 1_000_000, prompts: [], callbacks: [] });
    expect((await daraja.query("x")).body.errorCode).toBe("404.001.03");
  });
});
