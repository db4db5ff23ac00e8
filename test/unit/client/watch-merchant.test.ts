import { afterEach, describe, expect, it } from "vitest";
import { createGatewayClient, type GatewayEvent } from "../../../src/client/index.ts";
import { problem } from "./support/scripted-gateway.ts";
import { type SocketGateway, type SocketScript, startSocketGateway } from "./support/socket-gateway.ts";

const event = (id: string) => ({ id, type: "payment.completed", sequence: 3, transaction_id: "t", data: { id: "t" } });

let gateway: SocketGateway;
afterEach(() => gateway.close());

async function clientOf(script: SocketScript) {
  gateway = await startSocketGateway(script);
  return createGatewayClient({ baseUrl: gateway.url, token: "a.b.c", backoff: () => 1, maxRetries: 0 });
}

async function take(events: AsyncIterable<GatewayEvent>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of events) if (ids.push(id) === count) break;
  return ids;
}

describe("watchMerchant", () => {
  it("goes on after the last event it gave, and tells of its connection", async () => {
    const client = await clientOf({
      onSocket:
        ({ since }) =>
        (socket) => {
          socket.send(since === null ? event("e-1") : event("e-2"));
          if (since === null) socket.cut();
        },
    });
    const connection: boolean[] = [];
    const gaps: string[] = [];
    const options = { onConnection: (is: boolean) => connection.push(is), onGap: () => gaps.push("gap") };
    expect(await take(client.watchMerchant(options), 2)).toEqual(["e-1", "e-2"]);
    expect(gateway.handshakes).toEqual([
      { path: "/ws/merchant", since: null, ticket: null, protocols: ["bearer", "a.b.c"] },
      { path: "/ws/merchant", since: "e-1", ticket: null, protocols: ["bearer", "a.b.c"] },
    ]);
    expect(connection).toEqual([true, false, true, false]);
    expect(gaps).toEqual([]);
  });

  it("tells of a gap when the gateway does, and when it comes back without anything to go on after", async () => {
    const client = await clientOf({
      onSocket: (_, count) => (socket) => {
        if (count === 1) return socket.close(1001);
        socket.send({ type: "resync" });
        socket.send("not JSON");
        socket.send({ type: "unknown" });
        socket.send(event("e-9"));
      },
    });
    let gaps = 0;
    expect(await take(client.watchMerchant({ onGap: () => (gaps += 1) }), 1)).toEqual(["e-9"]);
    expect(gaps).toBe(2);
  });

  it("begins after an event that is known, and with a ticket where asked to", async () => {
    const client = await clientOf({ onSocket: () => (socket) => socket.send(event("e-6")) });
    expect(await take(client.watchMerchant({ since: "e-5", useTicket: true }), 1)).toEqual(["e-6"]);
    expect(gateway.handshakes).toEqual([{ path: "/ws/merchant", since: "e-5", ticket: "ticket-1", protocols: [] }]);
    expect(gateway.tickets).toEqual(['{"channel":"/ws/merchant"}']);
  });

  it("ends with the reason when the gateway refuses", async () => {
    const client = await clientOf({ onSocket: () => 403, onTicket: () => problem(403, "insufficient_scope") });
    await expect(take(client.watchMerchant(), 1)).rejects.toMatchObject({ code: "insufficient_scope", status: 403 });
  });

  it("ends when it is told to", async () => {
    const stop = new AbortController();
    const client = await clientOf({ onSocket: () => () => setTimeout(() => stop.abort(), 20) });
    expect(await take(client.watchMerchant({ signal: stop.signal }), 1)).toEqual([]);
  });
});
