import { afterEach, describe, expect, it } from "vitest";
import { pressPaystackPhone, turnPaystackKnob } from "../../support/paystack.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import {
  countAtPaystack,
  deliverPaystackMail,
  orderAtPaystack,
  payAtPaystack,
  promptBody,
  untilPaystackDecides,
} from "./support/paystack-payments.ts";

afterEach(async () => {
  await turnPaystackKnob("faults", []);
});

describe("a prompt on the phone by Paystack", () => {
  it("tells the customer to look at the phone, and is completed by the webhook", async () => {
    const { token, id, made } = await payAtPaystack(promptBody());
    const message = "Please complete authorization process on your mobile phone";
    expect(made).toMatchObject({
      status: 201,
      body: { status: "processing", next_action: { type: "await_customer", message } },
    });
    await pressPaystackPhone(id, "approve");
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", provider_transaction_id: id });
    expect(await countAtPaystack(id)).toEqual({ made: 1, paid: 1 });
  });

  it.each([
    ["approved at once", "0710000001", { status: "completed", next_action: null }],
    [
      "declined at once",
      "0710000002",
      { status: "failed", failure: { code: "declined", message: "Insufficient Funds" } },
    ],
    ["asks for a one-time password", "0710000006", { status: "processing", next_action: { type: "await_customer" } }],
    ["leads to a page", "0710000007", { status: "processing", next_action: { type: "redirect" } }],
    [
      "answers a word nobody knows",
      "0710000008",
      { status: "processing", provider_transaction_id: expect.any(String) },
    ],
  ])("that is %s says so", async (_, phone, expected) => {
    const { id, made } = await payAtPaystack(promptBody(phone));
    expect(made).toMatchObject({ status: 201, body: expected });
    expect((await countAtPaystack(id)).made).toBe(1);
  });

  it("that fails in silence is failed when it is asked about, for good", async () => {
    const { token, id } = await payAtPaystack(promptBody("0710000004"));
    await untilPaystackDecides(id);
    await letTimePass(id, 15_000);
    expect((await becomes(token, id, "failed")).body).toMatchObject({
      status: "failed",
      failure: { code: "declined" },
    });
  });

  it.each([
    ["without a phone", { customer: { email: "jane@example.com" } }, "customer.phone"],
    ["where the operator has to be named", { currency: "GHS" }, "provider_options.mobile_money.provider"],
    [
      "by an operator of another currency",
      { provider_options: { mobile_money: { provider: "vod" } } },
      "provider_options.mobile_money.provider",
    ],
  ])("%s is refused before anything is sent", async (_, overrides, path) => {
    const { id, made } = await payAtPaystack(promptBody("0710000000", overrides));
    expect(made).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(await countAtPaystack(id)).toEqual({ made: 0, paid: 0 });
  });

  it("that never got to Paystack is not sent minutes later, but failed once it is sure", async () => {
    const { token, id, pay } = await orderAtPaystack(promptBody());
    const match = { method: "POST", reference: id };
    await turnPaystackKnob("faults", [{ match, times: 1_000, action: { drop: true, before: true } }]);
    expect((await pay()).status).toBe(202);
    await turnPaystackKnob("faults", []);
    await letTimePass(id, 200_000);
    const { body } = await becomes(token, id, "failed");
    expect(body).toMatchObject({ status: "failed", failure: { code: "provider_unreachable" } });
    expect(await countAtPaystack(id)).toEqual({ made: 0, paid: 0 });
  });
});
