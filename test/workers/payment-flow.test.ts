import { describe, expect, it } from "vitest";
import { cpayLedger, deliverCpayWebhook, pressCheckout } from "../support/cpay.ts";
import { call, initialize, paymentBody, refund, signToken, until } from "../support/gateway.ts";

describe("a payment, end to end", () => {
  it("is made, approved at the checkout page, completed by its webhook, refunded, listed and audited", async () => {
    const token = await signToken();
    const made = await initialize(token, paymentBody());
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ status: "processing", amount: 1000, amount_minor: 100_000, currency: "KES" });
    expect(made.body.next_action.type).toBe("redirect");
    const { id, provider_transaction_id: handle } = made.body;

    await pressCheckout(made.body.next_action.url, "approve");
    const event = {
      id: `evt_${crypto.randomUUID()}`,
      type: "payment.completed",
      created: 1,
      data: { id: handle, reference: id, amount: 100_000, currency: "KES", status: "completed" },
    };
    expect(await deliverCpayWebhook(event)).toEqual({ status: 200, body: { received: true, event_id: event.id } });
    expect((await deliverCpayWebhook(event)).body).toMatchObject({ duplicate: true });

    const completed = await call("GET", `/payments/${id}`, { token });
    expect(completed.body).toMatchObject({ status: "completed", next_action: null, refunds: [] });

    const refunded = await refund(token, id, { amount: "400.00", reason: "late" });
    expect(refunded.status, refunded.text).toBe(201);
    expect(refunded.body).toMatchObject({ status: "completed", amount: 400, transaction_id: id, origin: "api" });

    const listed = await until(
      () => call("GET", "/payments?status=partially_refunded", { token }),
      ({ body }) => body.data?.length === 1,
    );
    expect(listed.body.data[0]).toMatchObject({ id, amount_refunded_minor: 40_000 });

    const verified = await until(
      () => call("GET", `/payments/${id}/audit/verify`, { token }),
      ({ body }) => body.pending === 0,
    );
    expect(verified.body).toMatchObject({ valid: true, first_invalid: null });
    const types = (await call("GET", `/payments/${id}`, { token })).body.audit_trail.map(
      (entry: { event_type: string }) => entry.event_type,
    );
    expect(types).toEqual([
      "payment.initiated",
      "payment.processing",
      "webhook.received",
      "payment.completed",
      "refund.initiated",
      "refund.completed",
      "payment.partially_refunded",
    ]);
    expect((await cpayLedger(id)).payments).toHaveLength(1);
  });
});
