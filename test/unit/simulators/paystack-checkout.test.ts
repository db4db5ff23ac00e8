import { describe, expect, it } from "vitest";
import { eventually, send, startPaystack, startShop } from "./paystack-harness.ts";

describe("the hosted page", () => {
  const callback_url = "https://shop.test/return?order=7";

  it("makes the transaction ongoing, takes the money, and sends the browser to the shop", async () => {
    const paystack = await startPaystack();
    const opened = await paystack.initialize("jane@x.test", { callback_url, reference: "r-1", channels: ["bank"] });
    const { authorization_url: page } = opened.body.data;
    const shown = await send(String(page));
    expect(shown.text).toContain("KES 1,000.00");
    expect(shown.text).not.toContain("<script");
    expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await paystack.verify("r-1")).status).toBe("ongoing");
    const paid = await send(`${page}/pay`, { method: "POST" });
    expect([paid.status, paid.headers.get("location")]).toEqual([303, `${callback_url}&trxref=r-1&reference=r-1`]);
    const data = await paystack.verify("r-1");
    expect(data).toMatchObject({ status: "success", channel: "bank", gateway_response: "Successful", fees: 2900 });
    expect(data.authorization).toMatchObject({ exp_month: "12", exp_year: "2030", reusable: true });
    expect(data.paid_at).toBe(data.paidAt);
    expect((await send(String(page))).text).toContain("trxref=r-1&amp;reference=r-1");
  });

  it("lets the customer try again under the same reference, without a webhook for the failure", async () => {
    const shop = await startShop();
    const { authorization_url: page, reference } = (await shop.initialize("jane@x.test", { callback_url })).body.data;
    const failed = await send(`${page}/fail`, { method: "POST" });
    expect(failed.headers.get("location")).toBe(new URL(String(page)).pathname);
    expect(await shop.verify(reference)).toMatchObject({ status: "failed", gateway_response: "Declined" });
    expect((await shop.press(page, "leave")).body.data.status).toBe("failed");
    expect((await shop.press(page, "pay")).body.data.status).toBe("success");
    await eventually(() => expect(shop.merchant.events()).toEqual(["charge.success"]));
    expect(await shop.webhooks()).toEqual(["charge.success"]);
  });

  it("leaves a transaction abandoned, which can still be paid", async () => {
    const paystack = await startPaystack();
    const { authorization_url: page, reference } = (await paystack.initialize("j@x.test", { callback_url })).body.data;
    await send(String(page));
    const left = await send(`${page}/leave`, { method: "POST" });
    expect(left.headers.get("location")).toMatch(/^https:\/\/shop\.test\/return\?order=7&trxref=/);
    expect((await paystack.verify(reference)).status).toBe("abandoned");
    expect((await paystack.press(page, "pay")).status).toBe(200);
    expect((await paystack.press(page, "fail")).status).toBe(409);
    expect((await paystack.verify(reference)).status).toBe("success");
  });

  it("escapes what the merchant sent, goes to no script, and is not there for another code", async () => {
    const paystack = await startPaystack();
    const members = { callback_url: "javascript:alert(1)", email: `"><script>@x.test` };
    const { authorization_url: page } = (await paystack.initialize("", members)).body.data;
    expect((await send(String(page))).text).not.toContain("<script>");
    const paid = await send(`${page}/pay`, { method: "POST" });
    expect(paid.headers.get("location")).toBe(new URL(String(page)).pathname);
    expect((await send(`${paystack.url}/checkout/none`)).status).toBe(404);
    expect((await paystack.press(`${paystack.url}/checkout/none`, "pay")).status).toBe(400);
  });
});
