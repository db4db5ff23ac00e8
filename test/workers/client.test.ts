import { describe, expect, it } from "vitest";
import { isOutcome } from "../../src/client/index.ts";
import { clientWith, collect } from "../support/client.ts";
import { paymentBody, signToken, until } from "../support/gateway.ts";

const PAYMENT = paymentBody("approve@example.com");

describe("the client, against the gateway", () => {
  it("pays, repeats without paying twice, refunds, and finds it all again", async () => {
    const client = clientWith(await signToken());
    const idempotencyKey = crypto.randomUUID();
    const payment = await client.payments.create(PAYMENT, { idempotencyKey });
    expect((await client.payments.create(PAYMENT, { idempotencyKey })).id).toBe(payment.id);
    for await (const event of client.watch(payment.id, { until: isOutcome }))
      expect(event.transaction_id).toBe(payment.id);
    const refund = await client.payments.refund(payment.id, { amount: "400.00" });
    expect(await client.refunds.get(refund.id)).toMatchObject({ transaction_id: payment.id, amount: 400 });
    expect(await client.payments.get(payment.id)).toMatchObject({ refunds: [{ id: refund.id }] });
    const refunds = await client.refunds.list(payment.id).page();
    expect(refunds.data).toHaveLength(1);
    expect(await client.audit.verifyPayment(payment.id)).toMatchObject({ valid: true });
    const rows = await until(
      () => collect(client.payments.list({ limit: 1 })),
      ({ length }) => length > 0,
    );
    expect(rows.map(({ id }) => id)).toEqual([payment.id]);
  });

  it("watches from where it was, and through tickets", async () => {
    const client = clientWith(await signToken());
    const { id } = await client.payments.create(PAYMENT);
    const events = await collect(client.watch(id, { until: isOutcome }));
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: "payment.completed", data: { id, status: "completed" } });
    const later = client.watch(id, { since: 1, useTicket: true, until: isOutcome });
    expect(await collect(later)).toEqual(events.slice(1));
    const feed = await until(
      () => collect(client.events.list()),
      ({ length }) => length >= events.length,
    );
    expect(feed).toEqual(events);
  });

  it("tells what was refused, and to whom nothing is there", async () => {
    const client = clientWith(await signToken());
    await expect(client.payments.create({ ...PAYMENT, amount: "1.001" })).rejects.toMatchObject({
      code: "validation_failed",
      status: 422,
      errors: [{ path: "amount" }],
    });
    const { id } = await client.payments.create(PAYMENT);
    const stranger = clientWith(await signToken());
    await expect(stranger.payments.get(id)).rejects.toMatchObject({ code: "not_found", status: 404 });
    await expect(collect(stranger.watch(id))).rejects.toMatchObject({ code: "not_found" });
    const guest = clientWith(await signToken({ scope: "providers:read" }));
    await expect(guest.payments.get(id)).rejects.toMatchObject({ code: "insufficient_scope", status: 403 });
    expect((await guest.providers.list().page()).data).not.toHaveLength(0);
  });

  it("keeps webhook endpoints and their deliveries", async () => {
    const client = clientWith(await signToken());
    const { webhookEndpoints, deliveries } = client;
    const { id, secret } = await webhookEndpoints.create({ url: "http://127.0.0.1:9/hooks" });
    expect(secret).toMatch(/^whsec_/);
    expect((await webhookEndpoints.rotateSecret(id)).secret).not.toBe(secret);
    expect(await webhookEndpoints.update(id, { events: ["payment.*"] })).toMatchObject({ events: ["payment.*"] });
    const test = await webhookEndpoints.test(id, "payment.failed");
    expect((await deliveries.list(id).page()).data).toMatchObject([{ id: test.id, event_type: "payment.failed" }]);
    await webhookEndpoints.delete(id);
    await expect(webhookEndpoints.get(id)).rejects.toMatchObject({ code: "not_found" });
    expect(await collect(webhookEndpoints.list())).toEqual([]);
  });
});
