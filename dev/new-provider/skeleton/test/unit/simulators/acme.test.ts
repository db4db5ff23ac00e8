import { describe, expect, it, onTestFinished } from "vitest";
import { startAcmeSimulator } from "../../../dev/simulators/acme/server.ts";

async function start() {
  const simulator = await startAcmeSimulator({ port: 0, apiKey: "key", webhookSecret: "secret" });
  onTestFinished(() => simulator.close());
  const send = async (method: string, path: string, body?: unknown, key = crypto.randomUUID()) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { authorization: "Bearer key", "idempotency-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse((await response.text()) || "null") };
  };
  return { send, order: { reference: "order-1", amount: 1_000, currency: "KES" } };
}

describe("Acme's simulator", () => {
  it("charges once for a key, and refuses the key for another order", async () => {
    const { send, order } = await start();
    const [first, second] = [
      await send("POST", "/v1/charges", order, "k"),
      await send("POST", "/v1/charges", order, "k"),
    ];
    expect(second).toEqual(first);
    expect((await send("POST", "/v1/charges", { ...order, amount: 2 }, "k")).status).toBe(409);
    expect((await send("GET", "/v1/charges?reference=order-1")).body.data).toHaveLength(1);
  });

  it("gives back no more than was paid", async () => {
    const { send, order } = await start();
    const { body } = await send("POST", "/v1/charges", { ...order, email: "approve@example.com" });
    expect((await send("POST", `/v1/charges/${body.id}/refunds`, { amount: 600 })).status).toBe(201);
    expect((await send("POST", `/v1/charges/${body.id}/refunds`, { amount: 600 })).status).toBe(422);
  });
});
