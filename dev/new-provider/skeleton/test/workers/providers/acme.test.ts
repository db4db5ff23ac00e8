import { afterEach, describe, expect, it } from "vitest";
import { acmeLedger, acmeSimulator, deliverAcmeMail, pressAcmePage } from "../../support/acme.ts";
import { call, initialize, paymentBody, refund } from "../../support/gateway.ts";
import { becomes, newMerchant, show } from "../engine/support/payments.ts";
import { idOf } from "../engine/support/shard.ts";
import { letTimePass } from "../engine/support/time.ts";

afterEach(() => acmeSimulator.setFaults([]));

/** A payment that is not made yet: its id follows from its key, so that faults can be put in its way. */
async function order(email = "jane@example.com") {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = paymentBody(email, { provider: "acme" });
  return { token, id: idOf(merchantId, key), pay: () => initialize(token, body, key) };
}

describe("a payment by Acme", () => {
  it("leads to its page, and is completed by the webhook", async () => {
    const { token, id, pay } = await order();
    expect(await pay()).toMatchObject({
      status: 201,
      body: { status: "processing", next_action: { type: "redirect" } },
    });
    await pressAcmePage(token, id, "pay");
    expect(await deliverAcmeMail(id)).toMatchObject([{ status: 200, body: { received: true } }]);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount: 1000, review: null });
  });

  it("whose answer is lost is processing, then found, and made once", async () => {
    const { token, id, pay } = await order("approve@example.com");
    const match = { method: "POST", reference: id };
    await acmeSimulator.setFaults([{ match, times: 1, action: { drop: true } }]);
    expect(await pay()).toMatchObject({ status: 202, body: { status: "processing" } });
    await letTimePass(id, 20_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
    expect((await acmeLedger(id)).charges).toHaveLength(1);
  });

  it("is refunded in part, then in whole", async () => {
    const { token, id, pay } = await order("approve@example.com");
    await pay();
    expect((await refund(token, id, { amount: "400.00" })).body).toMatchObject({ status: "completed", amount: 400 });
    expect((await refund(token, id, {})).body).toMatchObject({ status: "completed", amount: 600 });
    expect((await call("GET", `/payments/${id}`, { token })).body).toMatchObject({ status: "refunded" });
    expect((await acmeLedger(id)).refunds).toHaveLength(2);
  });
});
