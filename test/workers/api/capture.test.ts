import { describe, expect, inject, it } from "vitest";
import { call, paymentBody, refund, signToken } from "../../support/gateway.ts";
import { pressStripePage, setStripeFaults, stripeLedger } from "../../support/stripe.ts";
import { pay, show, trailOf } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";
import { expectReplay } from "./support/expect-replay.ts";
import {
  authorizedAtStripe,
  command,
  deliverStripeMail,
  paidAtStripe,
  payAtStripe,
  RETURN_URL,
} from "./support/stripe-payments.ts";

const intentOf = async (id: string) => (await stripeLedger(id)).payment_intents[0];

describe("a payment that is authorized", () => {
  it("is captured whole", async () => {
    const payment = await authorizedAtStripe();
    expect(payment.made.body).toMatchObject({ status: "authorized", next_action: null });
    const captured = await command("capture", payment);
    expect(captured.status, captured.text).toBe(201);
    expect(captured.body).toMatchObject({ status: "completed", amount_minor: 100_000 });
    expect(await intentOf(payment.id)).toMatchObject({ status: "succeeded", amount_received: 100_000 });
    expect(await trailOf(payment.token, payment.id)).toEqual([
      "payment.initiated",
      "payment.authorized",
      "payment.capture_requested",
      "payment.completed",
    ]);
  });

  it("is captured without any body at all", async () => {
    const { token, id } = await authorizedAtStripe();
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect((await call("POST", `/payments/${id}/capture`, { token, headers })).body.status).toBe("completed");
  });

  it("is captured in part, after which no more than that can be refunded", async () => {
    const payment = await authorizedAtStripe();
    const { token, id } = payment;
    const captured = await command("capture", payment, { amount: "600.00" });
    expect(captured.body, captured.text).toMatchObject({ status: "completed", amount_minor: 100_000 });
    expect(await intentOf(id)).toMatchObject({ status: "succeeded", amount_received: 60_000 });
    await deliverStripeMail(id);
    expect((await show(token, id)).body.review).toBeNull();
    expectFieldError(await refund(token, id, { amount: "600.01" }), "amount", "refund_exceeds_balance");
    expect((await refund(token, id, {})).body).toMatchObject({ status: "completed", amount_minor: 60_000 });
    expect((await show(token, id)).body).toMatchObject({ status: "refunded", amount_refunded_minor: 60_000 });
  });

  it("is voided, which releases it", async () => {
    const payment = await authorizedAtStripe();
    const voided = await command("void", payment);
    expect(voided.status, voided.text).toBe(201);
    expect(voided.body).toMatchObject({ status: "cancelled" });
    expect(await intentOf(payment.id)).toMatchObject({ status: "canceled", amount_received: 0 });
    expect(await deliverStripeMail(payment.id)).not.toHaveLength(0);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "cancelled", refunds: [] });
  });

  it("is captured or voided once: what comes second is refused", async () => {
    const [captured, voided] = [await authorizedAtStripe(), await authorizedAtStripe()];
    await command("capture", captured);
    await command("void", voided);
    for (const payment of [captured, voided]) {
      for (const kind of ["capture", "void"] as const) expectProblem(await command(kind, payment), "invalid_state");
    }
  });

  it("cannot be captured beyond what is authorized, nor in amounts that mean nothing", async () => {
    const payment = await authorizedAtStripe();
    for (const amount of ["1000.01", "0", "-1", "1.001", "1e2"]) {
      expectFieldError(await command("capture", payment, { amount }), "amount");
    }
    expectFieldError(await command("void", payment, { amount: "1.00" }), "amount");
    const kuwaiti = await authorizedAtStripe({ currency: "KWD", amount: "10.000" });
    expectFieldError(await command("capture", kuwaiti, { amount: "1.001" }), "amount", "not_supported_by_provider");
    expect((await show(payment.token, payment.id)).body.status).toBe("authorized");
  });

  it("is not cancelled when the time to pay is over", async () => {
    const { token, id } = await authorizedAtStripe();
    await letTimePass(id, 25 * 3_600_000);
    expect((await show(token, id)).body.status).toBe("authorized");
    expect(await intentOf(id)).toMatchObject({ status: "requires_capture" });
  });

  it("on a hosted page is captured in part as well", async () => {
    const payment = await payAtStripe({ capture: "manual", return_url: RETURN_URL });
    await pressStripePage(payment.handle, "succeed");
    await deliverStripeMail(payment.id);
    expect((await show(payment.token, payment.id)).body.status).toBe("authorized");
    expect((await command("capture", payment, { amount: "600.00" })).body.status).toBe("completed");
    await deliverStripeMail(payment.id);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "completed", review: null });
    expectFieldError(await refund(payment.token, payment.id, { amount: "600.01" }), "amount", "refund_exceeds_balance");
  });

  it("and captured in Stripe's dashboard is completed by its webhook", async () => {
    const payment = await authorizedAtStripe();
    await fetchCapture(String((await intentOf(payment.id))?.id));
    await deliverStripeMail(payment.id, ["payment_intent.succeeded"]);
    expect((await show(payment.token, payment.id)).body).toMatchObject({ status: "completed", review: null });
    expectProblem(await command("capture", payment), "invalid_state");
  });
});

describe("capture and void of what was never authorized", () => {
  it("are refused", async () => {
    const paid = await paidAtStripe();
    for (const kind of ["capture", "void"] as const) expectProblem(await command(kind, paid), "invalid_state");
    const cpay = await pay("approve@example.com", paymentBody());
    for (const kind of ["capture", "void"] as const) {
      expectProblem(await command(kind, cpay), "not_supported_by_provider");
    }
    const foreign = { ...(await authorizedAtStripe()), token: await signToken() };
    for (const kind of ["capture", "void"] as const) expectProblem(await command(kind, foreign), "not_found");
  });
});

describe("the key of a capture", () => {
  it("replays the answer, and takes no other body", async () => {
    const payment = await authorizedAtStripe();
    const key = crypto.randomUUID();
    const first = await command("capture", payment, { amount: "600.00" }, key);
    expectReplay(await command("capture", payment, { amount: "600.00" }, key), first);
    expectProblem(await command("capture", payment, { amount: "500.00" }, key), "idempotency_key_reused");
    expect(await intentOf(payment.id)).toMatchObject({ amount_received: 60_000 });
  });

  it("and another at the same time make one capture", async () => {
    const payment = await authorizedAtStripe();
    const keys = [0, 1, 2, 3].map(() => crypto.randomUUID());
    const answers = await Promise.all(keys.map((key) => command("capture", payment, { amount: "250.00" }, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await intentOf(payment.id)).toMatchObject({ amount_received: 25_000 });
  });

  it("of a refused capture says so again, and the payment can still be captured", async () => {
    const payment = await authorizedAtStripe();
    const { id, token } = payment;
    const body = { error: { type: "invalid_request_error", code: "amount_too_small", message: "Too small." } };
    const match = { method: "POST", path: "/v1/payment_intents", reference: id };
    await setStripeFaults([{ match, times: 1, action: { status: 400, before: true, body } }]);
    const key = crypto.randomUUID();
    for (const again of [1, 2]) {
      const refused = await command("capture", payment, { amount: "0.01" }, key);
      expectProblem(refused, "invalid_state", String(again));
      expect(refused.body.detail).toContain("Too small.");
    }
    expect((await show(token, id)).body).toMatchObject({ status: "authorized", review: null });
    expect((await command("capture", payment)).body.status).toBe("completed");
  });
});

/** Captures as a person would in Stripe's dashboard: past the gateway. */
async function fetchCapture(intent: string): Promise<void> {
  const { STRIPE_API_BASE: base, STRIPE_API_KEY: key } = inject("workerVariables");
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${base}/v1/payment_intents/${intent}/capture`, { method: "POST", headers });
  expect(response.status).toBe(200);
  await response.body?.cancel();
}
