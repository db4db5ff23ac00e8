import { describe, expect, it } from "vitest";
import { eventually, startMerchant, startPaystack, startShop } from "./paystack-harness.ts";

describe("magic customers", () => {
  it.each([
    ["auto", "success", 100_000, ["charge.success"]],
    ["autodecline", "failed", 100_000, []],
    ["silent", "success", 100_000, []],
    ["auto+silent", "success", 100_000, []],
    ["autodecline+silent", "failed", 100_000, []],
    ["mismatch", "success", 99_999, ["charge.success"]],
    ["auto+42", "success", 100_000, ["charge.success"]],
  ])("%s@ ends as %s", async (word, status, requested_amount, events) => {
    const shop = await startShop();
    const { reference } = (await shop.initialize(`${word}@x.test`)).body.data;
    expect((await shop.verify(reference)).status).toBe("abandoned");
    await eventually(async () => expect(await shop.verify(reference)).toMatchObject({ status, requested_amount }));
    expect(await shop.webhooks()).toEqual(events);
  });

  it("fees@ pays more than was asked", async () => {
    const paystack = await startPaystack();
    const { reference } = (await paystack.initialize("fees@x.test")).body.data;
    const paid = { status: "success", amount: 102_900, requested_amount: 100_000, fees: 2900 };
    await eventually(async () => expect(await paystack.verify(reference)).toMatchObject(paid));
  });

  it("latesuccess@ fails, then succeeds, with one webhook", async () => {
    const shop = await startShop();
    const { reference } = (await shop.initialize("latesuccess@x.test")).body.data;
    await eventually(async () => expect((await shop.verify(reference)).status).toBe("failed"));
    await eventually(async () => expect((await shop.verify(reference)).status).toBe("success"));
    await eventually(() => expect(shop.merchant.events()).toEqual(["charge.success"]));
  });

  it("never@ pays on the page without a webhook", async () => {
    const shop = await startShop();
    const { authorization_url: page } = (await shop.initialize("never@x.test")).body.data;
    expect((await shop.press(page, "pay")).body.data.status).toBe("success");
    expect(await shop.webhooks()).toEqual([]);
  });

  it("error@ is taken, but answered 500", async () => {
    const paystack = await startPaystack();
    const answer = await paystack.initialize("error+auto@x.test", { reference: "r-1" });
    expect(answer).toMatchObject({ status: 500, body: { status: false, type: "api_error", code: "unknown" } });
    expect((await paystack.initialize("error@x.test", { reference: "r-1" })).body.code).toBe("duplicate_reference");
    await eventually(async () => expect((await paystack.verify("r-1")).status).toBe("success"));
  });

  it("lost@ is taken, but the connection is cut", async () => {
    const paystack = await startPaystack();
    await expect(paystack.initialize("lost@x.test", { reference: "r-1" })).rejects.toThrow();
    expect((await paystack.verify("r-1")).status).toBe("abandoned");
    expect((await paystack.knob("requests")).body.requests).toMatchObject([{ status: null }, { status: 200 }]);
  });

  it("slow@ is taken at once, but answered past the gateway's patience", async () => {
    const paystack = await startPaystack();
    const answer = paystack.initialize("slow@x.test", { reference: "r-1" });
    await eventually(async () => expect((await paystack.verify("r-1")).status).toBe("abandoned"));
    const late = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 300, "still waiting"))]);
    expect(late).toBe("still waiting");
    await paystack.simulator.close();
    await expect(answer).rejects.toThrow();
  });

  it("refuse@ is refused by the processor, and nothing is made", async () => {
    const paystack = await startPaystack({ webhookUrl: (await startMerchant()).url });
    const answer = await paystack.initialize("refuse@x.test", { reference: "r-1" });
    expect(answer).toMatchObject({ status: 400, body: { type: "processor_error", code: "unknown" } });
    expect((await paystack.get("/transaction/verify/r-1")).status).toBe(400);
  });
});
