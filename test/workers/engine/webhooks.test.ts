import { exports } from "cloudflare:workers";
import { describe, expect, inject, it } from "vitest";
import { signCpay } from "../../../src/providers/cpay/signature.ts";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { cpayEvent, pay, paymentEvent, show, trailOf } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { onShard } from "./support/shard.ts";

/** A payment that waits at the checkout page, and the event that says it is paid. */
async function waiting() {
  const payment = await pay("jane@example.com");
  const handle = String(payment.made.body.provider_transaction_id);
  return { ...payment, handle, event: paymentEvent(payment.id, handle, "completed") };
}

/** What the payment's object has kept of an event. */
async function kept(id: string, eventId: string) {
  const [row] = await queryShard(id, "SELECT doc FROM inbox WHERE json_extract(doc, '$.event.id') = ?", eventId);
  return row === undefined ? null : JSON.parse(String(row.doc));
}

describe("a webhook that does not prove itself", () => {
  const minute = 60_000;

  it.each([
    ["no signature", { signature: "" }, "invalid_signature"],
    ["a signature of another form", { signature: "v1=abc" }, "invalid_signature"],
    [
      "a signature of zeros",
      { signature: `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}` },
      "invalid_signature",
    ],
    ["a time six minutes ago", { signedAtMs: Date.now() - 6 * minute }, "webhook_expired"],
    ["a time six minutes ahead", { signedAtMs: Date.now() + 6 * minute }, "webhook_expired"],
  ])("by %s is refused, and nothing is kept of it", async (_, options, code) => {
    const { token, id, event } = await waiting();
    expect(await deliverCpayWebhook(event, options)).toMatchObject({ status: 401, body: { code } });
    expect(await kept(id, event.id)).toBeNull();
    expect((await show(token, id)).body.status).toBe("processing");
  });

  it("by a signature of another body, of another secret, or of another time is refused", async () => {
    const { token, id, event } = await waiting();
    const body = JSON.stringify(event);
    const now = Date.now();
    const good = signCpay(inject("services").cpayWebhookSecret, body, now);
    const forgeries = [
      { rawBody: body.replace("100000", "100001"), signature: good },
      { rawBody: `${body} `, signature: good },
      { rawBody: body, signature: signCpay("another-secret", body, now) },
      { rawBody: body, signature: good.replace(/t=\d+/, `t=${Math.floor(now / 1000) + 1}`) },
    ];
    for (const forgery of forgeries) {
      expect(await deliverCpayWebhook(null, forgery)).toMatchObject({
        status: 401,
        body: { code: "invalid_signature" },
      });
    }
    expect((await show(token, id)).body.status).toBe("processing");
    expect(await deliverCpayWebhook(null, { rawBody: body, signature: good })).toMatchObject({ status: 200 });
  });
});

describe("an authentic webhook", () => {
  it("is applied before it is acknowledged, and read as applied at once", async () => {
    const { token, id, event } = await waiting();
    expect(await deliverCpayWebhook(event)).toEqual({ status: 200, body: { received: true, event_id: event.id } });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", next_action: null });
    expect(await kept(id, event.id)).toMatchObject({ status: "applied", accountId: "platform:cpay", retryCount: 0 });
  });

  it("counts once, however often it comes, also all at the same time", async () => {
    const { token, id, event } = await waiting();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliverCpayWebhook(event)));
    expect(answers.map(({ status }) => status)).toEqual(new Array(20).fill(200));
    expect(answers.filter(({ body }) => body.duplicate !== true)).toHaveLength(1);
    const trail = await trailOf(token, id);
    expect(trail.filter((type) => type === "webhook.received" || type === "payment.completed")).toHaveLength(2);
  });

  it("of a type nobody knows is acknowledged and left", async () => {
    const { token, id, handle } = await waiting();
    const event = cpayEvent("payment.reticulated", {
      id: handle,
      reference: id,
      amount: 1,
      currency: "KES",
      status: "odd",
    });
    expect(await deliverCpayWebhook(event)).toMatchObject({ status: 200, body: { received: true } });
    expect((await deliverCpayWebhook(event)).body).toMatchObject({ duplicate: true });
    expect((await show(token, id)).body.status).toBe("processing");
  });

  it.each([
    ["text that is not JSON", "completed!", 400, "malformed_json"],
    ["nothing", "", 400, "malformed_json"],
    ["JSON that is no event", "[]", 400, "invalid_request"],
    ["an event without an id", '{"type":"payment.completed","data":{}}', 400, "invalid_request"],
    [
      "more than 256 KiB",
      JSON.stringify({ id: "evt_1", type: "x", data: "y".repeat(262_144) }),
      413,
      "payload_too_large",
    ],
  ])("that is %s is refused with the right words", async (_, rawBody, status, code) => {
    expect(await deliverCpayWebhook(null, { rawBody })).toMatchObject({ status, body: { code } });
  });

  it("of a provider nobody knows is not found", async () => {
    const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/webhooks/nopay", {
      method: "POST",
      body: "{}",
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "not_found"]);
  });

  it("reaches Postgres with its fate", async () => {
    const { id, event } = await waiting();
    await deliverCpayWebhook(event);
    const rows = await until(
      () =>
        queryPostgres(
          "SELECT status, processed, transaction_id FROM webhook_events WHERE provider_event_id = $1",
          event.id,
        ),
      (found) => found.length > 0,
    );
    expect(rows).toEqual([{ status: "applied", processed: true, transaction_id: id }]);
  });
});

describe("an authentic webhook that does not agree with what is recorded", () => {
  it.each([
    ["amount", { amount: 99_999 }, "amount_mismatch"],
    ["currency", { currency: "USD" }, "currency_mismatch"],
    ["handle", { id: "cp_somebody_elses" }, "provider_id_mismatch"],
  ])("in its %s is held, and a person is asked", async (_, change, reason) => {
    const { token, id, handle } = await waiting();
    const event = paymentEvent(id, handle, "completed", change);
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    expect(await kept(id, event.id)).toMatchObject({ status: "held", errorMessage: reason });
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason } });
  });

  it("by coming from another account is held, and leaves no trace on the payment", async () => {
    const { token, id, event } = await waiting();
    await deliverCpayWebhook(paymentEvent(id, "cp_x", "failed", { amount: 1 }));
    const before = (await show(token, id)).text;
    const item = { ...(await anyItem(id)), accountId: "merchant:foe:cpay" };
    const foreign = {
      ...item,
      event: { ...item.event, id: event.id },
      id: item.id.replace(/.$/, (c: string) => (c === "0" ? "1" : "0")),
    };
    expect(await onShard(id, (shard) => shard.receive(foreign, item.actor))).toEqual({
      isDuplicate: false,
      status: "held",
    });
    expect((await show(token, id)).text).toBe(before);
  });
});

/** An event's row as the object keeps it, with somebody who might have brought it. */
async function anyItem(id: string) {
  const [row] = await queryShard(id, "SELECT doc FROM inbox WHERE transaction_id = ?", id);
  const actor = { userId: "provider:cpay", ipAddress: null, userAgent: null };
  return { ...JSON.parse(String(row?.doc)), actor };
}
