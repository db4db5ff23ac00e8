import { beforeAll, describe, expect, it } from "vitest";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { call, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { newMerchant, pay, paymentEvent, show } from "../engine/support/payments.ts";
import { queryPostgres } from "../engine/support/postgres.ts";
import { ACTOR, idOf, onShard, termsOf } from "../engine/support/shard.ts";

let admin = "";

beforeAll(async () => {
  admin = await signAdminToken();
});

/** A page of a list once it has so many rows. */
function list(path: string, rows: number) {
  return until(
    () => call("GET", path, { token: admin }),
    ({ body }) => body?.data?.length === rows,
    5_000,
  );
}

/** The object's own row of an event. */
async function itemOf(shard: string, eventId: string) {
  const [row] = await queryShard(shard, "SELECT doc FROM inbox WHERE json_extract(doc, '$.event.id') = ?", eventId);
  return JSON.parse(String(row?.doc));
}

/** An event that went through its whole schedule without its payment. */
async function deadLetter() {
  const { merchantId, token } = await newMerchant();
  const key = crypto.randomUUID();
  const id = idOf(merchantId, key);
  const event = paymentEvent(id, `cp_${key}`, "completed");
  await deliverCpayWebhook(event);
  const item = await itemOf(id, event.id);
  const exhausted = JSON.stringify({ ...item, retryCount: 5, isExhausted: true });
  await queryShard(id, "UPDATE inbox SET doc = ? WHERE id = ?", exhausted, item.id);
  await onShard(id, (shard) => shard.buryInbox(item.id));
  return { token, id, event, terms: termsOf(merchantId, key), letterId: String(item.id) };
}

describe("GET /admin/webhook-events", () => {
  it("shows what came and what became of it, by payment, status, provider and time", async () => {
    const { id, made } = await pay("jane@example.com");
    const handle = String(made.body.provider_transaction_id);
    const [held, done] = [paymentEvent(id, handle, "completed", { amount: 1 }), paymentEvent(id, handle, "completed")];
    for (const event of [held, done]) await deliverCpayWebhook(event);
    const { body } = await list(`/admin/webhook-events?transaction_id=${id}`, 2);
    expect(body).toMatchObject({ has_more: false, next_cursor: null });
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      provider: "cpay",
      account_id: "platform:cpay",
      transaction_id: id,
      event_type: "payment.completed",
      verified: true,
      status: "applied",
      retry_count: 0,
      error_message: null,
      created_at: expect.any(String),
      processed_at: expect.any(String),
    });
    expect(body.data[1]).toMatchObject({ status: "held", error_message: "amount_mismatch" });
    const filtered = (query: string) =>
      call("GET", `/admin/webhook-events?transaction_id=${id}&${query}`, { token: admin });
    expect((await filtered("status=held")).body.data).toMatchObject([{ status: "held" }]);
    expect((await filtered("provider=cpay")).body.data).toHaveLength(2);
    expect((await filtered("provider=nopay")).body.data).toEqual([]);
    expect((await filtered(`created_from=${new Date(Date.now() + 60_000).toISOString()}`)).body.data).toEqual([]);
    expect((await filtered(`created_to=${new Date().toISOString()}`)).body.data).toHaveLength(2);
    const first = (await filtered("limit=1")).body;
    expect((await filtered(`limit=1&cursor=${first.next_cursor}`)).body.data[0].id).toBe(body.data[1].id);
  });
});

describe("POST /admin/webhook-events/{id}/replay", () => {
  it("applies an event again, whatever had become of it, and says who wanted it", async () => {
    const { token, id, made } = await pay("jane@example.com");
    const event = paymentEvent(id, String(made.body.provider_transaction_id), "completed");
    await deliverCpayWebhook(event);
    const before = (await show(token, id)).body;
    const { id: itemId } = await itemOf(id, event.id);
    const answer = await call("POST", `/admin/webhook-events/${itemId}/replay`, { token: admin });
    expect(answer).toMatchObject({ status: 202, body: { id: itemId, status: "applied", transaction_id: id } });
    const after = (await show(token, id)).body;
    expect(after).toMatchObject({ status: "completed", completed_at: before.completed_at });
    expect(after.audit_trail.filter(({ event_type }: never) => event_type === "payment.completed")).toHaveLength(1);
    expect(after.audit_trail.find(({ event_type }: never) => event_type === "webhook.replayed")).toMatchObject({
      user_id: "operator",
      event_data: { event_id: event.id, previous_status: "applied", status: "applied" },
    });
  });

  it("applies what was held, once it no longer contradicts", async () => {
    const { token, id, made } = await pay("jane@example.com");
    const event = paymentEvent(id, String(made.body.provider_transaction_id), "completed", { amount: 1 });
    await deliverCpayWebhook(event);
    const item = await itemOf(id, event.id);
    const held = await call("POST", `/admin/webhook-events/${item.id}/replay`, { token: admin });
    expect(held.body).toMatchObject({ status: "held", error_message: "amount_mismatch" });
    const told = { ...item.event.subject.reported, amountMinor: 100_000 };
    const mended = { ...item, event: { ...item.event, subject: { ...item.event.subject, reported: told } } };
    await queryShard(id, "UPDATE inbox SET doc = ? WHERE id = ?", JSON.stringify(mended), item.id);
    const applied = await call("POST", `/admin/webhook-events/${item.id}/replay`, { token: admin });
    expect(applied.body).toMatchObject({ status: "applied", error_message: null });
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("knows none of what is not there, and is not for merchants", async () => {
    for (const id of [crypto.randomUUID(), "nonsense", idOf("nobody", "none")]) {
      for (const kind of ["webhook-events", "dead-letters"]) {
        expect((await call("POST", `/admin/${kind}/${id}/replay`, { token: admin })).body.code).toBe("not_found");
      }
    }
    const merchant = await signToken();
    expect((await call("GET", "/admin/webhook-events", { token: merchant })).status).toBe(403);
  });
});

describe("dead letters", () => {
  it("are listed with attempts and last error, and one is applied as soon as it can be", async () => {
    const { token, id, event, terms, letterId } = await deadLetter();
    const listed = await until(
      () => call("GET", "/admin/dead-letters?provider=cpay&limit=100", { token: admin }),
      ({ body }) => body?.data?.some((letter: { id: string }) => letter.id === letterId),
      5_000,
    );
    expect(listed.body.data.find((letter: { id: string }) => letter.id === letterId)).toMatchObject({
      status: "dead",
      retry_count: 5,
      error_message: "payment_not_found",
      transaction_id: null,
    });
    await onShard(id, (shard) => shard.begin(terms, "owner", ACTOR));
    const answer = await call("POST", `/admin/dead-letters/${letterId}/replay`, { token: admin });
    expect(answer).toMatchObject({ status: 202, body: { id: letterId, status: "applied", retry_count: 0 } });
    expect((await show(token, id)).body.status).toBe("completed");
    expect(await itemOf(id, event.id)).toMatchObject({ status: "applied", body: event });
    const again = await call("POST", `/admin/dead-letters/${letterId}/replay`, { token: admin });
    expect(again).toMatchObject({ status: 409, body: { code: "invalid_state" } });
  });

  it("that still have to wait start a new schedule", async () => {
    const { id, event, letterId } = await deadLetter();
    const answer = await call("POST", `/admin/dead-letters/${letterId}/replay`, { token: admin });
    expect(answer).toMatchObject({ status: 202, body: { status: "retrying", retry_count: 0, processed_at: null } });
    const item = await itemOf(id, event.id);
    expect(item).toMatchObject({ isExhausted: false });
    expect(item.dueAt - Date.now()).toBeGreaterThan(50_000);
  });

  it("are all tried again through the queue, and a message that comes twice counts once", async () => {
    const { token, id, event, terms, letterId } = await deadLetter();
    await until(
      () => queryPostgres("SELECT status FROM webhook_events WHERE id = $1", letterId),
      ([row]) => row?.status === "dead",
    );
    await onShard(id, (shard) => shard.begin(terms, "owner", ACTOR));
    const answer = await call("POST", "/admin/dead-letters/replay", { token: admin, body: { provider: "cpay" } });
    expect(answer.status).toBe(202);
    expect(answer.body.queued).toBeGreaterThan(0);
    await call("POST", "/admin/dead-letters/replay", { token: admin, body: { provider: "cpay" } });
    const paid = await until(
      () => show(token, id),
      ({ body }) => body.status === "completed",
    );
    expect(paid.body.status).toBe("completed");
    const replays = paid.body.audit_trail.filter(({ event_type }: never) => event_type === "webhook.replayed");
    expect(replays).toMatchObject([{ user_id: "operator", event_data: { webhook_event_id: letterId } }]);
    expect(await itemOf(id, event.id)).toMatchObject({ status: "applied" });
  });

  it("of nobody are none, and a limit past the bound is refused", async () => {
    const none = await call("POST", "/admin/dead-letters/replay", { token: admin, body: { provider: "nopay" } });
    expect(none).toMatchObject({ status: 202, body: { queued: 0 } });
    for (const limit of [0, 1_001, 1.5, "5"]) {
      const answer = await call("POST", "/admin/dead-letters/replay", { token: admin, body: { limit } });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "limit" }] } });
    }
  });
});
