import { afterEach, describe, expect, it } from "vitest";
import { inboxIdOf } from "../../../src/domain/inbox/inbox-item.ts";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { refund, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { switchService } from "../../support/switches.ts";
import { cpayEvent, cpayMail, paidPayment, show, trailOf } from "./support/payments.ts";
import { queryPostgres } from "./support/postgres.ts";
import { refundAtCpay } from "./support/refund-at-cpay.ts";
import { ACTOR, onShard } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

afterEach(() => switchService("sql", "serve"));

/** A paid payment that Postgres knows already by the name CPay gave it. */
async function knownPayment() {
  const payment = await paidPayment();
  await until(
    () => queryPostgres("SELECT 1 FROM transactions WHERE provider_transaction_id = $1", payment.handle),
    (rows) => rows.length === 1,
  );
  return payment;
}

/** An event about a refund that was made in CPay's dashboard, as CPay itself sends it. */
function dashboardEvent(handle: string, status = "completed", changes: Record<string, unknown> = {}) {
  const data = {
    id: `cr_${crypto.randomUUID()}`,
    payment_id: handle,
    amount: 40_000,
    currency: "KES",
    status,
    ...changes,
  };
  return cpayEvent(`refund.${status}`, data);
}

/** The row of an event that names nothing of ours, in the object chosen by what it is. */
async function rowOf(eventId: string) {
  const id = inboxIdOf(null, "platform:cpay", eventId);
  const [row] = await queryShard(id, "SELECT doc FROM inbox WHERE id = ?", id);
  return row === undefined ? null : JSON.parse(String(row.doc));
}

/** Waits until the row of an event has a fate. */
function becomesOf(eventId: string, status: string) {
  return until(
    () => rowOf(eventId),
    (row) => row?.status === status,
  );
}

describe("a refund made in the provider's dashboard", () => {
  it("appears with its origin, though nothing in its event is ours, and lowers what is left", async () => {
    const { token, id, handle } = await knownPayment();
    const refundId = await refundAtCpay(handle, 40_000);
    const mail = await until(
      () => cpayMail(id),
      (events) => events.some(({ type }) => type === "refund.completed"),
    );
    const event = mail.find(({ type }) => type === "refund.completed");
    expect(await deliverCpayWebhook(null, { rawBody: event?.body ?? "" })).toMatchObject({ status: 200 });
    const { body } = await until(
      () => show(token, id),
      (answer) => answer.body.refunds.length === 1,
    );
    expect(body).toMatchObject({ status: "partially_refunded", amount_refunded_minor: 40_000, review: null });
    expect(body.refunds).toMatchObject([{ origin: "provider", provider_refund_id: refundId, status: "completed" }]);
    expect(await trailOf(token, id)).toEqual(expect.arrayContaining(["refund.made_at_provider", "refund.completed"]));
    expect((await refund(token, id, { amount: "600.01" })).body).toMatchObject({ code: "refund_exceeds_balance" });
    expect((await refund(token, id, { amount: "600.00" })).status).toBe(201);
  });

  it("is one row in the list of webhook events, which names the payment", async () => {
    const { id, handle } = await knownPayment();
    const event = dashboardEvent(handle);
    await deliverCpayWebhook(event);
    expect(await becomesOf(event.id, "applied")).toMatchObject({ transactionId: id, errorMessage: null, dueAt: null });
    const rows = await until(
      () => queryPostgres("SELECT status, transaction_id FROM webhook_events WHERE provider_event_id = $1", event.id),
      ([row]) => row?.status === "applied",
    );
    expect(rows).toEqual([{ status: "applied", transaction_id: id }]);
    expect((await deliverCpayWebhook(event)).body).toMatchObject({ duplicate: true });
  });

  it("that fails late gives the amount back", async () => {
    const { token, id, handle } = await knownPayment();
    const done = dashboardEvent(handle);
    await deliverCpayWebhook(done);
    await becomesOf(done.id, "applied");
    const failed = cpayEvent("refund.failed", { ...done.data, status: "failed" });
    await deliverCpayWebhook(failed);
    await becomesOf(failed.id, "applied");
    expect((await show(token, id)).body).toMatchObject({
      status: "completed",
      amount_refunded_minor: 0,
      refunds: [{ origin: "provider", status: "failed" }],
    });
  });

  it("that exceeds what is left is recorded, and a person is asked", async () => {
    const { token, id, handle } = await knownPayment();
    await refund(token, id, { amount: "700.00" });
    const event = dashboardEvent(handle);
    await deliverCpayWebhook(event);
    await becomesOf(event.id, "applied");
    expect((await show(token, id)).body).toMatchObject({
      status: "refunded",
      amount_refunded_minor: 110_000,
      review: { reason: "refunds_exceed_payment" },
    });
  });
});

describe("an event that names its payment in the provider's terms", () => {
  it("is acknowledged while Postgres is away, and applied on its schedule when it is back", async () => {
    const { token, id, handle } = await knownPayment();
    await switchService("sql", "refuse");
    const event = dashboardEvent(handle);
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    const row = await until(
      () => rowOf(event.id),
      ({ errorMessage }) => errorMessage === "lookup_unavailable",
    );
    expect(row).toMatchObject({ status: "retrying", retryCount: 0, errorMessage: "lookup_unavailable" });
    await switchService("sql", "serve");
    await letTimePass(row.id, 60_000);
    expect(await becomesOf(event.id, "applied")).toMatchObject({ transactionId: id });
    expect((await show(token, id)).body.amount_refunded_minor).toBe(40_000);
  });

  it("counts once, though its row never heard what the payment's object had made of it", async () => {
    const { token, id, handle } = await knownPayment();
    await switchService("sql", "refuse");
    const event = dashboardEvent(handle);
    await deliverCpayWebhook(event);
    const row = await until(
      () => rowOf(event.id),
      ({ errorMessage }) => errorMessage === "lookup_unavailable",
    );
    const verdict = await onShard(id, (shard) => shard.handOver(id as never, row, ACTOR));
    expect(verdict).toMatchObject({ status: "applied", transactionId: id });
    await switchService("sql", "serve");
    await letTimePass(row.id, 60_000);
    await becomesOf(event.id, "applied");
    const { body } = await show(token, id);
    expect(body).toMatchObject({ amount_refunded_minor: 40_000, refunds: [{}] });
    expect((await trailOf(token, id)).filter((type) => type === "webhook.received")).toHaveLength(1);
  });

  it("of no payment of ours waits like any other", async () => {
    const event = dashboardEvent("cp_of_somebody_else");
    await deliverCpayWebhook(event);
    expect(await rowOf(event.id)).toMatchObject({ status: "retrying", errorMessage: "payment_not_found" });
  });
});

describe("an event of no payment", () => {
  it("is forgotten by its object when it has rested for a month; a repeat after that is taken as new", async () => {
    const event = cpayEvent("payment.reticulated", {});
    await deliverCpayWebhook(event);
    const { id } = await rowOf(event.id);
    await letTimePass(id, 29 * 86_400_000);
    expect(await rowOf(event.id)).not.toBeNull();
    await letTimePass(id, 2 * 86_400_000);
    expect(
      await until(
        () => rowOf(event.id),
        (row) => row === null,
      ),
    ).toBeNull();
    expect(await queryShard(id, "SELECT 1 FROM timers WHERE ref = ?", id)).toEqual([]);
    expect((await deliverCpayWebhook(event)).body).not.toHaveProperty("duplicate");
  });
});
