import { afterEach, describe, expect, it } from "vitest";
import { createGatewayClient, type GatewayClient } from "../../../src/client/index.ts";
import { problem, type ScriptedGateway, startScriptedGateway } from "./support/scripted-gateway.ts";

let gateway: ScriptedGateway;
afterEach(() => gateway.close());

/** What a call sends. */
async function seenOf(call: (client: GatewayClient) => Promise<unknown>) {
  gateway = await startScriptedGateway([{ status: 200, body: { data: [], has_more: false, next_cursor: null } }]);
  await call(createGatewayClient({ baseUrl: gateway.url, token: "t-1" }));
  return gateway.seen.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());
}

const note = "Seen on the statement.";

describe("the calls of operators and key holders", () => {
  it.each<[string, (client: GatewayClient) => Promise<unknown>]>([
    ["GET /api/v1/health", (client) => client.health()],
    ["GET /api/v1/api-keys", (client) => client.apiKeys.list().page()],
    ['POST /api/v1/api-keys {"name":"shop"}', (client) => client.apiKeys.create({ name: "shop" })],
    ["DELETE /api/v1/api-keys/k%2F1", (client) => client.apiKeys.revoke("k/1")],
    ["GET /api/v1/merchants?limit=2", (client) => client.merchants.list({ limit: 2 }).page()],
    ['POST /api/v1/merchants {"name":"Shop"}', (client) => client.merchants.create({ name: "Shop" })],
    ["GET /api/v1/metrics", (client) => client.operator.metrics()],
    [
      `POST /api/v1/admin/payments/p-1/resolve {"status":"failed","note":"${note}"}`,
      (client) => client.operator.resolvePayment("p-1", { status: "failed", note }),
    ],
    [
      `POST /api/v1/admin/payouts/p-2/resolve {"status":null,"note":"${note}"}`,
      (client) => client.operator.resolvePayout("p-2", { status: null, note }),
    ],
    ["GET /api/v1/admin/webhook-events?status=held", (client) => client.webhookEvents.list({ status: "held" }).page()],
    ["POST /api/v1/admin/webhook-events/w-1/replay", (client) => client.webhookEvents.replay("w-1")],
    ["GET /api/v1/admin/dead-letters", (client) => client.deadLetters.list().page()],
    ["POST /api/v1/admin/dead-letters/w-2/replay", (client) => client.deadLetters.replay("w-2")],
    [
      'POST /api/v1/admin/dead-letters/replay {"provider":"cpay"}',
      (client) => client.deadLetters.replayAll({ provider: "cpay" }),
    ],
    ["GET /api/v1/admin/deposits?status=suspense", (client) => client.deposits.list({ status: "suspense" }).page()],
    [
      'POST /api/v1/admin/deposits/d-1/assign {"merchant_id":"m-1"}',
      (client) => client.deposits.assign("d-1", { merchant_id: "m-1" }),
    ],
    [
      "GET /api/v1/audit-logs?event_type=merchant.created",
      (client) => client.audit.list({ event_type: "merchant.created" }).page(),
    ],
  ])("%s", async (request, call) => {
    expect(await seenOf(call)).toEqual([request]);
  });

  it("do not repeat what would make a second one", async () => {
    gateway = await startScriptedGateway(["break"]);
    const client = createGatewayClient({ baseUrl: gateway.url, token: "t-1", backoff: () => 1 });
    await expect(client.apiKeys.create({ name: "shop" })).rejects.toMatchObject({ code: "connection_failed" });
    await expect(client.merchants.create({ name: "Shop" })).rejects.toMatchObject({ code: "connection_failed" });
    await expect(client.deadLetters.replay("w-1")).rejects.toMatchObject({ code: "connection_failed" });
    expect(gateway.seen).toHaveLength(3);
  });

  it("get the token that requests carry, and why there is none", async () => {
    gateway = await startScriptedGateway([
      { status: 200, body: { access_token: "a.b.c", token_type: "Bearer", expires_in: 900, scope: "" } },
      problem(401, "invalid_client"),
    ]);
    const keys = { clientId: "id", clientSecret: "secret" };
    expect(await createGatewayClient({ baseUrl: gateway.url, ...keys }).getToken()).toBe("a.b.c");
    const refused = createGatewayClient({ baseUrl: gateway.url, ...keys }).getToken();
    await expect(refused).rejects.toMatchObject({ code: "invalid_client" });
  });
});
