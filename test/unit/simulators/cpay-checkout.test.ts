import { describe, expect, it } from "vitest";
import { formatMoney } from "../../../dev/simulators/support/format-money.ts";
import { eventually, send, startCpay, startMerchant } from "./cpay-harness.ts";

const NASTY = `"><script>alert('x')</script>&`;

describe("the checkout page", () => {
  it.each([
    [123_450, "KES", "KES 1,234.50"],
    [5, "USD", "USD 0.05"],
    [1_000_000, "JPY", "JPY 1,000,000"],
    [1_234, "KWD", "KWD 1.234"],
    [12_345, "CLF", "CLF 1.2345"],
    [100_000, "XAF", "XAF 100,000"],
    [9_007_199_254_740_991, "EUR", "EUR 90,071,992,547,409.91"],
  ])("shows %i %s as %s", async (amount, currency, shown) => {
    expect(formatMoney(amount, currency)).toBe(shown);
    const cpay = await startCpay();
    const { checkout_url: url } = (await cpay.pay(null, { amount, currency })).body;
    expect((await send(url)).text).toContain(`>${shown}<`);
  });

  it("names shop, description and reference, and offers three buttons", async () => {
    const cpay = await startCpay();
    const members = { description: "Two mugs", reference: "order-7", return_url: "https://shop.test/done?x=1&y=2" };
    const { body } = await cpay.pay(null, members);
    const page = await send(body.checkout_url);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    for (const text of ["Pay shop.test", "Two mugs", "order-7"]) expect(page.text).toContain(text);
    expect(page.text.match(/<button[^>]*>[^<]*/g)?.map((tag) => tag.replace(/.*>/, ""))).toEqual([
      "Approve",
      "Decline",
      "Cancel",
    ]);
    expect(page.text).not.toContain("https://shop.test/done");
  });

  it("has nothing from outside, no script, and a policy that says so", async () => {
    const cpay = await startCpay();
    const { checkout_url: url } = (await cpay.pay(null)).body;
    const { text, headers } = await send(url);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).not.toMatch(/<script|<link|<img|src=|https?:/);
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; form-action/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("escapes whatever the merchant sent", async () => {
    const cpay = await startCpay();
    const members = { description: NASTY, reference: NASTY, return_url: `https://shop.test/?q="><script>` };
    const { id, checkout_url: url } = (await cpay.pay(null, members)).body;
    expect((await send(url)).text).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;");
    await cpay.post(`/checkout/${id}/approve`, "");
    for (const { text } of [await send(url)]) expect(text).not.toContain("<script");
  });

  it.each([
    ["approve", "completed", "Payment completed"],
    ["decline", "failed", "Payment failed"],
    ["cancel", "cancelled", "Payment cancelled"],
  ])("after %s: %s, with a webhook and a link back", async (button, status, words) => {
    const [cpay, merchant] = [await startCpay(), await startMerchant()];
    const return_url = "https://shop.test/done?x=1&y=2";
    const { id, checkout_url: url } = (await cpay.pay(null, { return_url, callback_url: merchant.url })).body;
    const pressed = await send(`${url}/${button}`, { method: "POST" });
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, `/checkout/${id}`]);
    expect(await cpay.state(id)).toMatchObject({ status });
    await eventually(() => expect(merchant.types()).toEqual([`payment.${status}`]));
    const { text } = await send(url);
    expect(text).toContain(`<strong>${words}</strong>`);
    expect(text).toContain(`<a href="https://shop.test/done?x=1&amp;y=2">Return to shop.test</a>`);
    expect(text).not.toContain("<button");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", null])("links to no %s", async (return_url) => {
    const cpay = await startCpay();
    const { checkout_url: url } = (await cpay.pay("approve@x.test", { return_url })).body;
    const { text } = await send(url);
    expect(text).toContain("Payment completed");
    expect(text).not.toContain("<a ");
    expect(text).not.toContain("alert(1)");
  });

  it("shows why a payment failed", async () => {
    const cpay = await startCpay();
    const { checkout_url: url, failure } = (await cpay.pay("decline@x.test")).body;
    expect((await send(url)).text).toContain(failure?.message.replace("'", "&#39;"));
  });

  it("answers JSON to a program, 409 once the payment is settled", async () => {
    const cpay = await startCpay();
    const { id, checkout_url: url } = (await cpay.pay(null)).body;
    const init = { method: "POST", headers: { accept: "application/json" } };
    expect(await send(`${url}/approve`, init)).toMatchObject({ status: 200, body: { id, status: "completed" } });
    expect(await send(`${url}/cancel`, init)).toMatchObject({
      status: 409,
      body: { error: { code: "invalid_state" } },
    });
    expect((await send(`${url}/decline`, { method: "POST" })).status).toBe(303);
    expect(await cpay.state(id)).toMatchObject({ status: "completed" });
  });

  it("answers 404 to an unknown payment, in HTML or JSON", async () => {
    const cpay = await startCpay();
    const unknown = `${cpay.url}/checkout/cp_none`;
    expect(await send(unknown)).toMatchObject({ status: 404, text: expect.stringContaining("no such payment") });
    expect((await send(`${unknown}/approve`, { method: "POST" })).text).toContain("no such payment");
    const json = await send(`${unknown}/approve`, { method: "POST", headers: { accept: "application/json" } });
    expect(json).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
    expect((await send(`${cpay.url}/checkout/cp_none/refund`, { method: "POST" })).status).toBe(404);
  });
});
