import { execFile } from "node:child_process";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGatewayClient, type GatewayClient, type GatewayEvent, verifyWebhook } from "../../src/client/index.ts";
import { type DevStack, freePort, makeStateDir, startDevStack } from "./support/dev-stack.ts";
import { startOutsideCpay } from "./support/outside-cpay.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAYMENT = { provider: "cpay", amount: "12.50", currency: "KES", customer: { email: "approve@example.com" } };

/** A merchant's server that takes every webhook. */
async function startReceiver() {
  const received: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
  let told = () => {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(204).end();
    told();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    async first() {
      while (received[0] === undefined) await new Promise<void>((resolve) => (told = resolve));
      return received[0];
    },
    close: () => server.close(),
  };
}

describe("the client, with npm run dev", () => {
  let cpay: Awaited<ReturnType<typeof startOutsideCpay>>;
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let port: number;
  let stack: DevStack;
  let client: GatewayClient;

  beforeAll(async () => {
    [cpay, state, port] = await Promise.all([startOutsideCpay(), makeStateDir(), freePort()]);
    stack = await startDevStack(port, state.path, cpay.env);
    const args = ["dev/run.mjs", "token", "--port", String(port), "--state-dir", state.path, "--role", "merchant"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    // Long enough for a whole restart.
    client = createGatewayClient({ baseUrl: `http://127.0.0.1:${port}`, token: stdout.trim(), maxRetries: 100 });
  });
  afterAll(async () => {
    await stack.kill();
    await Promise.all([cpay.close(), state.remove()]);
  });

  it("verifies what the gateway sends to a merchant's server", async () => {
    const receiver = await startReceiver();
    try {
      const { secret } = await client.webhookEndpoints.create({ url: receiver.url, events: ["payment.completed"] });
      const { id } = await client.payments.create(PAYMENT);
      const { headers, body } = await receiver.first();
      const event = await verifyWebhook(secret, headers, body);
      expect(event).toMatchObject({ type: "payment.completed", transaction_id: id, data: { id, status: "completed" } });
      await expect(verifyWebhook(secret, headers, `${body} `)).rejects.toMatchObject({ reason: "invalid_signature" });
    } finally {
      receiver.close();
    }
  });

  it("pays once and misses no event while the gateway is killed and started again", async () => {
    const { id } = await client.payments.create(PAYMENT);
    const events: GatewayEvent[] = [];
    const isRefunded = ({ type }: GatewayEvent) => type === "refund.completed";
    const watching = (async () => {
      for await (const event of client.watch(id, { until: isRefunded })) events.push(event);
    })();
    await stack.kill();
    const refund = client.payments.refund(id, { amount: "2.00" });
    const other = client.payments.create({ ...PAYMENT, reference: "ORD-2" });
    stack = await startDevStack(port, state.path, cpay.env);
    await Promise.all([refund, other, watching]);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: "refund.completed", data: { id: (await refund).id, amount: 2 } });
    expect((await client.payments.get(id)).refunds).toHaveLength(1);
  });
});
