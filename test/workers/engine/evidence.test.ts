import { afterEach, describe, expect, it } from "vitest";
import { addressOf } from "../../../src/domain/identifiers.ts";
import { cpayLedger, deliverCpayWebhook, pressCheckout, setCpayFaults } from "../../support/cpay.ts";
import { call, initialize, paymentBody, refund, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import {
  becomes,
  chargesOf,
  cpayMail,
  deliverMail,
  newMerchant,
  paidPayment,
  pay,
  paymentEvent,
  show,
  trailOf,
} from "./support/payments.ts";
import { ACTOR, idOf, onShard, termsOf } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

afterEach(() => setCpayFaults([]));

describe("money that comes late", () => {
  async function lateMail(id: string) {
    return until(
      () => cpayMail(id),
      (mail) => mail.length === 2,
    );
  }

  it("wins over the failure that was told before, as an audit event of its own", async () => {
    const { token, id } = await pay("latesuccess@example.com");
    expect((await lateMail(id)).map(({ type }) => type)).toEqual(["payment.failed", "payment.completed"]);
    const [failed] = await deliverMail(id, (mail) => mail.slice(0, 1));
    expect(failed?.status).toBe(200);
    expect((await show(token, id)).body).toMatchObject({ status: "failed", failure: { code: "customer_timeout" } });
    await deliverMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
    expect(await trailOf(token, id)).toContain("payment.late_success");
  });

  it("ends the same when the messages overtake each other", async () => {
    const { token, id } = await pay("latesuccess@example.com");
    await lateMail(id);
    await deliverMail(id, (mail) => [...mail].reverse());
    await deliverMail(id, (mail) => [...mail, ...mail]);
    expect((await show(token, id)).body).toMatchObject({ status: "completed", failure: null });
  });

  it("is found without any webhook by asking, even after a failure was told", async () => {
    const { token, id } = await pay("latesuccess@example.com");
    await lateMail(id);
    await deliverMail(id, (mail) => mail.slice(0, 1));
    expect((await call("POST", `/payments/${id}/verify`, { token })).body.status).toBe("completed");
  });
});

describe("money of another amount", () => {
  it("is never accepted silently: the payment is held for review, and cannot be refunded", async () => {
    const { token, id } = await pay("mismatch@example.com");
    await until(
      () => cpayMail(id),
      (mail) => mail.length === 1,
    );
    await deliverMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    const verified = await call("POST", `/payments/${id}/verify`, { token });
    expect(verified.body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    expect(await refund(token, id, { amount: "1.00" })).toMatchObject({ status: 409, body: { code: "invalid_state" } });
    const events = await until(
      () => call("GET", "/events?limit=100", { token }),
      ({ body }) => body.data?.length >= 3,
    );
    expect(events.body.data.map(({ type }: { type: string }) => type)).toEqual([
      "payment.initiated",
      "payment.processing",
      "payment.review_required",
    ]);
  });
});

describe("a webhook that is faster than the answer", () => {
  it("completes the payment at once, and the answer says the same", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await setCpayFaults([
      { match: { method: "POST", path: "/v1/payments", reference: id }, action: { latency_ms: 1_500 } },
    ]);
    const answer = initialize(token, paymentBody("approve@example.com"), key);
    await until(
      () => cpayMail(id),
      (mail) => mail.length === 1,
    );
    await deliverMail(id);
    expect((await show(token, id)).body.status).toBe("completed");
    expect(await answer).toMatchObject({ status: 201, body: { id, status: "completed" } });
    expect((await trailOf(token, id)).filter((type) => type === "payment.completed")).toHaveLength(1);
  });

  it("and negative waits for the call that is open, which may yet say otherwise", async () => {
    const { token, merchantId } = await newMerchant();
    const key = crypto.randomUUID();
    const id = idOf(merchantId, key);
    await setCpayFaults([
      { match: { method: "POST", path: "/v1/payments", reference: id }, action: { latency_ms: 1_500 } },
    ]);
    const answer = initialize(token, paymentBody("approve@example.com"), key);
    await until(
      () => chargesOf(id),
      (charges) => charges === 1,
    );
    const handle = (await cpayLedger(id)).payments[0]?.id ?? "";
    expect((await deliverCpayWebhook(paymentEvent(id, handle, "failed"))).status).toBe(200);
    expect((await show(token, id)).body.status).toBe("pending");
    expect((await answer).body.status).toBe("completed");
  });
});

describe("a provider's handle", () => {
  it("belongs to one payment: an event that gives it to another is held", async () => {
    const paid = await paidPayment();
    const { merchantId } = paid;
    const keys = Array.from({ length: 2_000 }, () => crypto.randomUUID());
    const isNeighbour = (key: string) =>
      addressOf(idOf(merchantId, key)).shard === addressOf(idOf(merchantId, paid.key)).shard;
    const key = keys.find(isNeighbour) ?? "";
    const terms = termsOf(merchantId, key);
    await onShard(terms.id, (shard) => shard.begin(terms, "owner", ACTOR));
    const event = paymentEvent(terms.id, paid.handle, "completed");
    expect((await deliverCpayWebhook(event)).status).toBe(200);
    const [row] = await queryShard(
      terms.id,
      "SELECT doc FROM inbox WHERE json_extract(doc, '$.event.id') = ?",
      event.id,
    );
    expect(JSON.parse(String(row?.doc))).toMatchObject({
      status: "held",
      errorMessage: "provider_id_of_another_payment",
    });
    expect((await show(paid.token, terms.id)).body).toMatchObject({ status: "pending", provider_transaction_id: null });
  });
});

describe("a checkout nobody finishes", () => {
  it("is cancelled at CPay when its time is over, and says that it expired", async () => {
    const { token, id } = await pay("jane@example.com");
    await letTimePass(id, 25 * 3_600_000);
    const done = await becomes(token, id, "cancelled");
    expect(done.body).toMatchObject({ status: "cancelled", failure: { code: "expired" }, next_action: null });
    expect((await cpayLedger(id)).payments).toMatchObject([{ status: "cancelled" }]);
  });

  it("is completed instead when the customer has paid in the last moment", async () => {
    const { token, id, made } = await pay("never@example.com");
    await pressCheckout(made.body.next_action.url, "approve");
    await letTimePass(id, 25 * 3_600_000);
    expect((await becomes(token, id, "completed")).body).toMatchObject({ status: "completed", failure: null });
  });
});
