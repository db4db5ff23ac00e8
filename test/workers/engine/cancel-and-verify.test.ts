import { afterEach, describe, expect, inject, it } from "vitest";
import { cpayLedger, deliverCpayWebhook, pressCheckout, setCpayFaults } from "../../support/cpay.ts";
import { type ApiAnswer, call, initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { becomes, chargesOf, newMerchant, paidPayment, pay, paymentEvent, show } from "./support/payments.ts";
import { idOf } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

afterEach(() => setCpayFaults([]));

function cancel(token: string, id: string): Promise<ApiAnswer> {
  return call("POST", `/payments/${id}/cancel`, { token });
}

function verify(token: string, id: string): Promise<ApiAnswer> {
  return call("POST", `/payments/${id}/verify`, { token });
}

/** How often CPay was asked about a payment. */
async function questionsAbout(handle: string): Promise<number> {
  const response = await fetch(`${inject("services").cpayUrl}/_sim/requests`);
  const { requests } = (await response.json()) as { requests: { method: string; path: string }[] };
  return requests.filter(({ method, path }) => method === "GET" && path.includes(handle)).length;
}

describe("cancelling a payment", () => {
  it("that waits at the checkout page cancels it at CPay", async () => {
    const { token, id } = await pay("jane@example.com");
    expect(await cancel(token, id)).toMatchObject({ status: 200, body: { status: "cancelled", next_action: null } });
    expect((await cpayLedger(id)).payments).toMatchObject([{ status: "cancelled" }]);
    expect(await cancel(token, id)).toMatchObject({ status: 409, body: { code: "invalid_state" } });
  });

  it.each([
    ["completed", "approve@example.com"],
    ["failed", "decline@example.com"],
  ])("that is %s is refused", async (status, email) => {
    const { token, id } = await pay(email);
    expect((await show(token, id)).body.status).toBe(status);
    expect(await cancel(token, id)).toMatchObject({ status: 409, body: { code: "invalid_state" } });
  });

  it("that is refunded is refused", async () => {
    const { token, id } = await paidPayment();
    await refund(token, id, {});
    expect(await cancel(token, id)).toMatchObject({ status: 409, body: { code: "invalid_state" } });
  });

  it("that the customer has just paid shows it paid, and is refused", async () => {
    const { token, id, made } = await pay("never@example.com");
    await pressCheckout(made.body.next_action.url, "approve");
    expect(await cancel(token, id)).toMatchObject({ status: 409, body: { code: "invalid_state" } });
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("while it is being sent is refused, with the time to wait", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await setCpayFaults([
      { match: { method: "POST", path: "/v1/payments", reference: id }, action: { latency_ms: 1_000 } },
    ]);
    const made = initialize(token, paymentBody("jane@example.com"), key);
    await until(
      () => chargesOf(id),
      (charges) => charges === 1,
    );
    const refused = await cancel(token, id);
    expect(refused).toMatchObject({ status: 409, body: { code: "operation_in_progress" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await made).status).toBe(201);
  });

  it("while nobody knows whether it was charged is refused: a cancellation cannot overtake a charge", async () => {
    const { token, id } = await pay("error+silent@example.com");
    const refused = await cancel(token, id);
    expect(refused).toMatchObject({ status: 409, body: { code: "operation_in_progress" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await becomes(token, id, "completed")).body.status).toBe("completed");
  });

  it("is answered 202 when CPay's answer is lost, and cancelled by itself once it is known", async () => {
    const { token, id } = await pay("jane@example.com");
    await setCpayFaults([
      {
        match: { method: "POST", path: "^/v1/payments/[^/]+/cancel$", reference: id },
        times: 1,
        action: { drop: true },
      },
    ]);
    expect(await cancel(token, id)).toMatchObject({ status: 202, body: { status: "processing" } });
    expect((await becomes(token, id, "cancelled")).body.status).toBe("cancelled");
  });

  it("does not stand against money that comes all the same", async () => {
    const { token, id, made } = await pay("jane@example.com");
    await cancel(token, id);
    await deliverCpayWebhook(paymentEvent(id, made.body.provider_transaction_id, "completed"));
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
  });

  it("of another merchant is as if it were not there", async () => {
    const { id } = await pay("jane@example.com");
    const { token } = await newMerchant();
    expect([(await cancel(token, id)).status, (await verify(token, id)).status]).toEqual([404, 404]);
  });
});

describe("asking about a payment", () => {
  it("finds at once what CPay knows", async () => {
    const { token, id, made } = await pay("never@example.com");
    await pressCheckout(made.body.next_action.url, "approve");
    expect(await verify(token, id)).toMatchObject({ status: 200, body: { status: "completed" } });
  });

  it("asks CPay once, however many ask at the same time or soon after", async () => {
    const { token, id, made } = await pay("jane@example.com");
    const handle = String(made.body.provider_transaction_id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(token, id)));
    answers.push(await verify(token, id));
    expect(answers.map(({ status }) => status)).toEqual(new Array(21).fill(200));
    expect(await questionsAbout(handle)).toBe(1);
    await letTimePass(id, 3_000);
    await verify(token, id);
    expect(await questionsAbout(handle)).toBe(2);
  });

  it("never asks about what is paid", async () => {
    const { token, id, handle } = await paidPayment();
    expect((await verify(token, id)).body.status).toBe("completed");
    expect(await questionsAbout(handle)).toBe(0);
  });

  it("leaves the payment as it is when CPay does not answer", async () => {
    const { token, id } = await pay("jane@example.com");
    await setCpayFaults([{ match: { method: "GET", reference: id }, action: { status: 503 } }]);
    expect((await verify(token, id)).body).toMatchObject({ status: "processing", failure: null });
  });
});
