import { describe, expect, it } from "vitest";
import { call, signToken, until } from "../../support/gateway.ts";
import type { MerchantReply } from "../../support/merchant-server.ts";
import {
  answerWith,
  deliveriesOf,
  letEndpointTimePass,
  mailArrives,
  mailOf,
  makeEndpoint,
  newestBecomes,
  queryEndpoint,
  sendTest,
  verify,
} from "./support/endpoints.ts";

const attemptAt = async (replies: readonly MerchantReply[]) => {
  const endpoint = await makeEndpoint(await signToken(), replies);
  await sendTest(endpoint);
  const delivery = await until(
    async () => (await deliveriesOf(endpoint)).body.data[0],
    ({ attempts }) => attempts.length > 0,
    30_000,
  );
  return { endpoint, delivery, attempt: delivery.attempts[0] };
};

describe("a server that misbehaves", () => {
  it("by redirecting has failed, and is not followed", async () => {
    const elsewhere = await makeEndpoint(await signToken());
    const { delivery, attempt } = await attemptAt([{ status: 302, headers: { location: elsewhere.url } }]);
    expect(delivery.status).toBe("retrying");
    expect(attempt).toMatchObject({ status_code: 302, error: "redirect_not_followed" });
    expect((await mailOf(elsewhere)).received).toEqual([]);
  });

  it.each<[MerchantReply, string]>([
    ["close", "by closing at once"],
    ["garbage", "by answering what is no HTTP"],
  ])("%s has failed", async (reply) => {
    const { delivery, attempt } = await attemptAt([reply]);
    expect(delivery.status).toBe("retrying");
    expect(attempt).toMatchObject({ status_code: null, error: "connection_failed", response: null });
  });

  it("by breaking off its answer has taken the event all the same", async () => {
    const { delivery, attempt } = await attemptAt(["break"]);
    expect(delivery.status).toBe("delivered");
    expect(attempt).toMatchObject({ status_code: 200, response: "half an ans" });
  });

  it("by answering without end is cut off after a KiB", async () => {
    const { endpoint, delivery, attempt } = await attemptAt(["flood"]);
    expect(delivery.status).toBe("delivered");
    expect(attempt.response).toBe("x".repeat(1_024));
    expect(
      await until(
        async () => (await mailOf(endpoint)).open,
        (open) => open === 0,
      ),
    ).toBe(0);
  });

  it("by hanging is given up after 15 s, and holds up nobody else's deliveries meanwhile", async () => {
    const slow = await makeEndpoint(await signToken(), ["hang"]);
    for (let sent = 0; sent < 8; sent += 1) await sendTest(slow);
    expect(await mailArrives(slow, 5)).toHaveLength(5);

    const quick = await makeEndpoint(await signToken());
    const begun = Date.now();
    for (let sent = 0; sent < 3; sent += 1) await sendTest(quick);
    expect(await mailArrives(quick, 3)).toHaveLength(3);
    expect(Date.now() - begun).toBeLessThan(5_000);

    expect((await mailOf(slow)).mostOpen, "at most five at a time").toBe(5);
    await answerWith(slow.mailbox, [{ status: 200 }]);
    const all = await until(
      async () => (await deliveriesOf(slow)).body.data,
      (rows: { attempts: { error: string | null }[] }[]) => rows.every(({ attempts }) => attempts.length > 0),
      25_000,
    );
    const errors = all.map((row: { attempts: { error: string | null }[] }) => row.attempts[0]?.error);
    expect(errors.filter((error: unknown) => error === "timeout")).toHaveLength(5);
    expect(errors.filter((error: unknown) => error === null)).toHaveLength(3);
    expect((await mailOf(slow)).mostOpen).toBe(5);
  }, 60_000);

  it("is not asked again before it wants to be, within reason", async () => {
    const soon = await attemptAt([{ status: 429, headers: { "retry-after": "3" } }]);
    expect(Date.parse(soon.delivery.next_attempt_at) - Date.now()).toBeGreaterThan(50_000);
    const later = await attemptAt([{ status: 503, headers: { "retry-after": "1800" } }]);
    expect(Date.parse(later.delivery.next_attempt_at) - Date.now()).toBeGreaterThan(1_790_000);
    // Gateways and proxies in front of a server say so too (Standard Webhooks).
    for (const status of [502, 504]) {
      const proxied = await attemptAt([{ status, headers: { "retry-after": "1800" } }]);
      expect(Date.parse(proxied.delivery.next_attempt_at) - Date.now()).toBeGreaterThan(1_790_000);
    }
    const never = await attemptAt([{ status: 429, headers: { "retry-after": "99999999" } }]);
    expect(Date.parse(never.delivery.next_attempt_at) - Date.now()).toBeLessThanOrEqual(21_600_000);
    const ignored = await attemptAt([{ status: 500, headers: { "retry-after": "1800" } }]);
    expect(Date.parse(ignored.delivery.next_attempt_at) - Date.now()).toBeLessThan(70_000);
  });
});

describe("a Worker that dies with a delivery in its hands", () => {
  it("leaves a lease that runs out, and the delivery is sent again at once", async () => {
    const endpoint = await makeEndpoint(await signToken(), ["hang"]);
    await sendTest(endpoint);
    await mailArrives(endpoint, 1);
    await answerWith(endpoint.mailbox, [{ status: 200 }]);
    // As if its answer never came: the lease is over before the time-out is.
    await letEndpointTimePass(endpoint, 26_000);
    const received = await mailArrives(endpoint, 2, 10_000);
    expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
    const delivered = await newestBecomes(endpoint, "delivered");
    expect(delivered.attempts.map(({ error }: { error: string | null }) => error)).toEqual(["interrupted", null]);
  });
});

describe("a message that gets lost", () => {
  it("is sent again by the timer of its endpoint", async () => {
    const endpoint = await makeEndpoint(await signToken());
    // The delivery is held for a message that never comes.
    await queryEndpoint(endpoint, "UPDATE endpoint SET doc = json_set(doc, '$.endpoint.status', 'disabled')");
    const sent = await call("GET", `/webhook-endpoints/${endpoint.id}`, { token: endpoint.token });
    expect(sent.body.status).toBe("enabled");
    await sendTest(endpoint);
    expect((await deliveriesOf(endpoint)).body.data[0].status).toBe("parked");
    await queryEndpoint(endpoint, "UPDATE endpoint SET doc = json_set(doc, '$.endpoint.status', 'enabled')");
    const now = Date.now();
    await queryEndpoint(
      endpoint,
      "UPDATE deliveries SET status = 'pending', due_at = ?1, held_until = ?1 + 15000",
      now,
    );
    await letEndpointTimePass(endpoint, 15_001);
    const [received] = await mailArrives(endpoint, 1);
    verify(received, endpoint.secret);
  });
});
