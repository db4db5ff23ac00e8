import { afterEach, describe, expect, it } from "vitest";
import { deliverCpayWebhook, setCpayFaults } from "../../support/cpay.ts";
import { call, until } from "../../support/gateway.ts";
import { paystackLedger } from "../../support/paystack.ts";
import { without } from "../../support/switches.ts";
import { becomes, chargesOf, paymentEvent, show, trailOf } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import { CPAY_AWAY, CPAY_BAD_KEY, freshGateway, payAnywhere } from "./support/routed-payments.ts";

afterEach(() => setCpayFaults([]));

const LIST = ["cpay", "paystack"];

async function madeAtPaystack(id: string): Promise<number> {
  return (await paystackLedger(id)).transactions.length;
}

describe("a payment whose first provider refuses connections", () => {
  it("goes through the second, and says which", async () => {
    const { token, id, made, repeat } = await payAnywhere(freshGateway(CPAY_AWAY), LIST);
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({
      provider: "paystack",
      account_id: "platform:paystack",
      status: "processing",
      provider_transaction_id: id,
      next_action: { type: "redirect" },
    });
    expect(await chargesOf(id)).toBe(0);
    expect(await madeAtPaystack(id)).toBe(1);
    const again = await repeat();
    expect(again.text).toBe(made.text);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const { body } = await show(token, id);
    expect(await trailOf(token, id)).toEqual(["payment.initiated", "payment.rerouted", "payment.processing"]);
    expect(body.audit_trail[0].event_data).toMatchObject({ provider: "cpay", alternatives: ["paystack"] });
    expect(body.audit_trail[1].event_data).toMatchObject({
      from_provider: "cpay",
      to_provider: "paystack",
      reason: "connection_refused",
    });
    expect((await call("GET", `/payments/${id}/audit/verify`, { token })).body).toMatchObject({ first_invalid: null });
    const found = await until(
      () => call("GET", "/payments?provider=paystack", { token }),
      ({ body: list }) => list?.data?.length === 1,
    );
    expect(found.body.data[0]).toMatchObject({ id, provider: "paystack", account_id: "platform:paystack" });
  });

  it("is told of by a provider it has left: held, and under review", async () => {
    const { token, id } = await payAnywhere(freshGateway(CPAY_AWAY), LIST);
    const { status } = await deliverCpayWebhook(paymentEvent(id, `cp_${id}`, "completed"));
    expect(status).toBe(200);
    const { body } = await show(token, id);
    expect(body).toMatchObject({
      provider: "paystack",
      status: "processing",
      review: { reason: "reported_by_left_provider" },
    });
    expect(body.audit_trail.at(-2)).toMatchObject({
      event_type: "webhook.received",
      event_data: { status: "held", reason: "reported_by_left_provider" },
    });
  });

  it("has nowhere else to go when it names that provider alone", async () => {
    const { made, token, id } = await payAnywhere(freshGateway(CPAY_AWAY), "cpay", "approve+silent@example.com");
    expect(made).toMatchObject({ status: 202, body: { provider: "cpay", status: "processing" } });
    await letTimePass(id, 10_000);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
  });
});

describe("a payment whose first provider does not accept our key", () => {
  it("goes through the second", async () => {
    const { made, id, token } = await payAnywhere(freshGateway(CPAY_BAD_KEY), LIST);
    expect(made).toMatchObject({ status: 201, body: { provider: "paystack", status: "processing" } });
    expect(await chargesOf(id)).toBe(0);
    const { body } = await show(token, id);
    expect(body.audit_trail[1].event_data).toMatchObject({ reason: "account_refused", attempt: 1 });
  });

  it.each([
    ["stripe", "STRIPE_API_KEY"],
    ["paystack", "PAYSTACK_SECRET_KEY"],
    ["flutterwave", "FLUTTERWAVE_SECRET_KEY"],
  ])("goes through the second, whichever the first is: %s", async (first, variable) => {
    const gateway = freshGateway({ [variable]: "not-the-key" });
    const { made, token, id } = await payAnywhere(gateway, [first, "cpay"]);
    expect(made, made.text).toMatchObject({ status: 201, body: { provider: "cpay", status: "completed" } });
    expect((await show(token, id)).body.audit_trail[1].event_data).toMatchObject({
      from_provider: first,
      reason: "account_refused",
    });
  });

  it("fails where that is the only one", async () => {
    const { made } = await payAnywhere(freshGateway(CPAY_BAD_KEY), ["cpay"]);
    expect(made).toMatchObject({ status: 201, body: { provider: "cpay", status: "failed" } });
  });
});

describe("a payment that its first provider may have taken", () => {
  it("stays there after an answer of 500, and is charged once", async () => {
    const { token, id, made } = await payAnywhere(freshGateway(), LIST, "error+silent@example.com");
    expect(made).toMatchObject({ status: 202, body: { provider: "cpay", status: "processing" } });
    await letTimePass(id, 10_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ provider: "cpay", status: "completed" });
    expect(await chargesOf(id)).toBe(1);
    expect(await madeAtPaystack(id)).toBe(0);
  });

  it("stays there when the connection is cut after it was taken", async () => {
    const { token, id, made } = await without("cpay", "refuse", () =>
      payAnywhere(freshGateway(), LIST, "approve+silent@example.com"),
    );
    expect(made).toMatchObject({ status: 202, body: { provider: "cpay", status: "processing" } });
    await letTimePass(id, 10_000);
    expect((await becomes(token, id, "completed")).body.provider).toBe("cpay");
    expect(await madeAtPaystack(id)).toBe(0);
  });

  it.each(["decline@example.com", "refuse@example.com"])("stays there when it is declined (%s)", async (email) => {
    const { made, id } = await payAnywhere(freshGateway(), LIST, email);
    expect(made).toMatchObject({ status: 201, body: { provider: "cpay", status: "failed" } });
    expect(await madeAtPaystack(id)).toBe(0);
  });
});
