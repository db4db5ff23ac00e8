import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_SCHEDULE } from "../../../src/domain/retry-schedule.ts";
import { call, initialize, paymentBody, refund, signToken } from "../../support/gateway.ts";
import {
  answerWith,
  deliveriesOf,
  letEndpointTimePass,
  mailArrives,
  mailOf,
  makeEndpoint,
  newestBecomes,
  sendTest,
  verify,
} from "./support/endpoints.ts";

describe("a merchant's endpoint", () => {
  it("gets every event of a payment, signed, in the one shape of events", async () => {
    const token = await signToken();
    const endpoint = await makeEndpoint(token);
    const paid = await initialize(token, paymentBody("approve@example.com"));
    await refund(token, paid.body.id, { amount: "1.00" });
    const received = await mailArrives(endpoint, 4);
    const events = received.map((webhook) => verify(webhook, endpoint.secret));
    const bySequence = events.toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
    expect(bySequence.map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, "payment.initiated"],
      [2, "payment.completed"],
      [3, "refund.processing"],
      [4, "refund.completed"],
    ]);
    for (const [index, event] of events.entries()) {
      expect(Object.keys(event)).toEqual(["id", "type", "sequence", "transaction_id", "timestamp", "data"]);
      expect(event.transaction_id).toBe(paid.body.id);
      expect(received[index]?.headers).toMatchObject({ "webhook-id": event.id, "content-type": "application/json" });
    }
    const { body } = await deliveriesOf(endpoint);
    expect(body.data).toHaveLength(4);
    expect(body.data[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      endpoint_id: endpoint.id,
      event_id: expect.any(String),
      event_type: expect.any(String),
      transaction_id: paid.body.id,
      status: "delivered",
      attempts: [
        { at: expect.any(String), status_code: 200, latency_ms: expect.any(Number), error: null, response: null },
      ],
      next_attempt_at: null,
      created_at: expect.any(String),
    });
  });

  it("gets only the types it asks for", async () => {
    const token = await signToken();
    const single = await makeEndpoint(token, undefined, ["payment.completed"]);
    const group = await makeEndpoint(token, undefined, ["refund.*"]);
    const paid = await initialize(token, paymentBody("approve@example.com"));
    await refund(token, paid.body.id, { amount: "1.00" });
    const refunds = await mailArrives(group, 2);
    expect(refunds.map(({ body }) => JSON.parse(body).type).sort()).toEqual(["refund.completed", "refund.processing"]);
    const [completed] = await mailArrives(single, 1);
    expect(verify(completed, single.secret).type).toBe("payment.completed");
    expect((await deliveriesOf(single)).body.data).toHaveLength(1);
  });

  it("gets nothing of another merchant's", async () => {
    const endpoint = await makeEndpoint(await signToken());
    await initialize(await signToken(), paymentBody("approve@example.com"));
    await sendTest(endpoint);
    const [only] = await mailArrives(endpoint, 1);
    expect(verify(only, endpoint.secret)).toMatchObject({ data: { test: true } });
    expect((await deliveriesOf(endpoint)).body.data).toHaveLength(1);
  });
});

describe("a server that fails", () => {
  it("with 500 twice gets three attempts: one webhook-id, the same bytes, each signed afresh", async () => {
    const endpoint = await makeEndpoint(await signToken(), [
      { status: 500, body: "upstream is down" },
      { status: 500 },
      { status: 200, body: "ok" },
    ]);
    expect((await sendTest(endpoint)).status).toBe(202);
    for (const seconds of [60, 300]) {
      const waiting = await newestBecomes(endpoint, "retrying");
      const waitMs = Date.parse(waiting.next_attempt_at) - Date.now();
      expect(waitMs).toBeGreaterThan(seconds * 1_000 - 10_000);
      expect(waitMs).toBeLessThanOrEqual(seconds * 1_100);
      await letEndpointTimePass(endpoint, seconds * 1_100);
      await mailArrives(endpoint, waiting.attempts.length + 1);
    }
    const delivered = await newestBecomes(endpoint, "delivered");
    expect(delivered.attempts.map(({ status_code }: { status_code: number }) => status_code)).toEqual([500, 500, 200]);
    expect(delivered.attempts[0]).toMatchObject({ error: "not_accepted", response: "upstream is down" });
    const { received } = await mailOf(endpoint);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([delivered.event_id]));
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    for (const webhook of received) verify(webhook, endpoint.secret);
  });

  it("for ever exhausts the schedule, is listed, and a resend reaches it", async () => {
    const endpoint = await makeEndpoint(await signToken(), [{ status: 503 }]);
    await sendTest(endpoint);
    for (const [retries, seconds] of DEFAULT_RETRY_SCHEDULE.entries()) {
      await mailArrives(endpoint, retries + 1);
      await newestBecomes(endpoint, "retrying");
      await letEndpointTimePass(endpoint, seconds * 1_100);
    }
    await mailArrives(endpoint, 6);
    const exhausted = await newestBecomes(endpoint, "exhausted");
    expect(exhausted).toMatchObject({ status: "exhausted", next_attempt_at: null });
    expect(exhausted.attempts).toHaveLength(6);
    expect((await deliveriesOf(endpoint, "?status=exhausted")).body.data).toHaveLength(1);
    expect((await deliveriesOf(endpoint, "?status=delivered")).body.data).toEqual([]);

    await answerWith(endpoint.mailbox, [{ status: 204 }]);
    const resent = await call("POST", `/webhook-deliveries/${exhausted.id}/resend`, { token: endpoint.token });
    expect(resent.status, resent.text).toBe(202);
    const delivered = await newestBecomes(endpoint, "delivered");
    expect(delivered.attempts).toHaveLength(7);
    const last = (await mailOf(endpoint)).received.at(-1);
    expect(verify(last, endpoint.secret).id).toBe(exhausted.event_id);
    expect(last?.headers["webhook-id"]).toBe(exhausted.event_id);
  });
});
