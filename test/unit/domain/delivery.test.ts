import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { type Delivery, newDelivery } from "../../../src/domain/delivery/delivery.ts";
import { afterFailure, type EndpointHealth, HEALTHY, isGivenUp } from "../../../src/domain/delivery/endpoint-health.ts";
import {
  type DeliveryOutcome,
  isSuccess,
  reopenDelivery,
  settleFailure,
  settleInterruption,
  settleSuccess,
} from "../../../src/domain/delivery/settle-delivery.ts";
import { newWebhookSecret, signWebhook } from "../../../src/domain/delivery/sign-webhook.ts";
import { EVENT_TYPES } from "../../../src/domain/event/event.ts";
import { deriveDeliveryId, newEndpointId } from "../../../src/domain/identifiers.ts";
import { EVENT_PATTERNS, isWanted } from "../../../src/domain/webhook-endpoint/event-filter.ts";

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const schedule = [60, 300];
const terms = { schedule, random: 0, now: NOW };
const failure = (changes: Partial<DeliveryOutcome> = {}): DeliveryOutcome => ({
  ...{ statusCode: 500, latencyMs: 12, error: "not_accepted", response: "no", retryAfterMs: null },
  ...changes,
});
const facts = {
  ...{ id: "d", endpointId: "e", eventId: "v", eventType: "payment.completed" as const, transactionId: "t" },
};
const claimed = (changes: Partial<Delivery> = {}): Delivery => ({
  ...newDelivery(facts, "pending", NOW - 5, NOW - 5),
  lease: { attempt: 1, startedAt: NOW - 3, endsAt: NOW + 20_000 },
  ...changes,
});

describe("a delivery that fails", () => {
  it("is tried again on the schedule, and is exhausted at its end", () => {
    const first = settleFailure(claimed(), failure(), terms);
    expect(first).toMatchObject({ status: "retrying", dueAt: NOW + 60_000, failures: 1, lease: null });
    const second = settleFailure(first, failure(), terms);
    expect(second).toMatchObject({ status: "retrying", dueAt: NOW + 300_000, failures: 2 });
    const third = settleFailure(second, failure(), terms);
    expect(third).toMatchObject({ status: "exhausted", dueAt: null, attemptCount: 3 });
    expect(third.attempts).toHaveLength(3);
    const again = reopenDelivery(third, NOW);
    expect(settleFailure(again, failure(), terms)).toMatchObject({ status: "retrying", dueAt: NOW + 60_000 });
  });

  it("returns later than the schedule says by at most a tenth, never earlier", () => {
    expect(settleFailure(claimed(), failure(), { ...terms, random: 0.999 }).dueAt).toBe(NOW + 65_994);
  });

  it("waits as long as the server wants, but for six hours at most", () => {
    const dueIn = (retryAfterMs: number) => settleFailure(claimed(), failure({ retryAfterMs }), terms).dueAt ?? 0;
    expect(dueIn(1_000) - NOW).toBe(60_000);
    expect(dueIn(3_600_000) - NOW).toBe(3_600_000);
    expect(dueIn(DAY_MS) - NOW).toBe(21_600_000);
  });

  it("stays parked when its endpoint was disabled meanwhile", () => {
    const parked = settleFailure(claimed({ status: "parked", dueAt: null }), failure(), terms);
    expect(parked).toMatchObject({ status: "parked", dueAt: null, attemptCount: 1 });
  });

  it("logs its last twenty attempts, and counts them all", () => {
    let delivery = claimed();
    for (let turn = 0; turn < 25; turn += 1) delivery = settleFailure(reopenDelivery(delivery, NOW), failure(), terms);
    expect(delivery.attempts).toHaveLength(20);
    expect(delivery.attemptCount).toBe(25);
  });

  it("costs no step of the schedule when nobody told the end of it, but not for ever", () => {
    let delivery = claimed();
    for (let turn = 1; turn <= 3; turn += 1) {
      delivery = settleInterruption(delivery, terms);
      expect(delivery).toMatchObject({ status: "retrying", dueAt: NOW, failures: 0, interruptions: turn });
    }
    expect(settleInterruption(delivery, terms)).toMatchObject({ dueAt: NOW + 60_000, failures: 1 });
  });
});

describe("a delivery that succeeds", () => {
  it.each([200, 201, 202, 204, 299])("does so with %d", (statusCode) => {
    expect(isSuccess(failure({ statusCode }))).toBe(true);
  });

  it.each([null, 199, 300, 301, 302, 304, 400, 410, 500])("does not with %s", (statusCode) => {
    expect(isSuccess(failure({ statusCode }))).toBe(false);
  });

  it("is delivered even while parked, or once exhausted", () => {
    for (const status of ["pending", "parked", "exhausted"] as const) {
      const delivered = settleSuccess(claimed({ status }), failure({ statusCode: 200, error: null }), NOW);
      expect(delivered).toMatchObject({ status: "delivered", dueAt: null, lease: null });
    }
  });
});

describe("an endpoint", () => {
  const failing = (times: number, health: EndpointHealth = HEALTHY): EndpointHealth =>
    times === 0 ? health : failing(times - 1, afterFailure(health, NOW));

  it("is given up after three days and twelve failures without a success", () => {
    expect(isGivenUp(failing(12), NOW + 3 * DAY_MS)).toBe(true);
    expect(isGivenUp(failing(12), NOW + 3 * DAY_MS - 1)).toBe(false);
    expect(isGivenUp(failing(11), NOW + 30 * DAY_MS)).toBe(false);
    expect(isGivenUp(HEALTHY, NOW)).toBe(false);
  });

  it("gets what its patterns name", () => {
    for (const type of EVENT_TYPES) {
      expect(isWanted(["*"], type)).toBe(true);
      expect(isWanted([type], type)).toBe(true);
    }
    expect(EVENT_TYPES.filter((type) => isWanted(["refund.*", "payment.failed"], type))).toEqual([
      ...["payment.failed", "refund.processing", "refund.completed", "refund.failed"],
    ]);
    expect(EVENT_PATTERNS).toEqual(["*", "payment.*", "dispute.*", "refund.*", "payout.*", ...EVENT_TYPES]);
  });

  it("has one delivery of an event, whose id begins as its own", () => {
    const endpoint = newEndpointId("shop");
    const id = deriveDeliveryId(endpoint, "event-1");
    expect(id).toBe(deriveDeliveryId(endpoint, "event-1"));
    expect(id).not.toBe(deriveDeliveryId(endpoint, "event-2"));
    expect(id.slice(0, 8)).toBe(endpoint.slice(0, 8));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("a signature", () => {
  it("is the one of Standard Webhooks' own test vector", () => {
    const content = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signWebhook(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], content)).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("verifies under each valid secret, and under no other", () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const body = '{"amount":"10.00","name":"Zoë"}';
    const headers = signWebhook(secrets, { id: "evt", timestampSeconds: Math.floor(Date.now() / 1000), body });
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
    expect(() => new Webhook(secrets[0] ?? "").verify(`${body} `, headers)).toThrow();
  });
});
