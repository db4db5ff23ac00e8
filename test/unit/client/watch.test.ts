import { afterEach, describe, expect, it } from "vitest";
import { createGatewayClient, type GatewayEvent, isOutcome, watchWithTickets } from "../../../src/client/index.ts";
import { problem } from "./support/scripted-gateway.ts";
import {
  type ServerSocket,
  type SocketGateway,
  type SocketScript,
  startSocketGateway,
} from "./support/socket-gateway.ts";

const ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";
const TYPES = ["payment.initiated", "payment.processing", "payment.authorized", "payment.completed"] as const;
const event = (sequence: number) => ({
  id: `e-${sequence}`,
  type: TYPES[sequence - 1],
  sequence,
  transaction_id: ID,
  timestamp: "2026-01-31T12:00:00.000Z",
  data: { id: ID, note: "x".repeat(sequence === 1 ? 200 : 0) },
});

let gateway: SocketGateway;
afterEach(() => gateway.close());

async function clientOf(script: SocketScript) {
  gateway = await startSocketGateway(script);
  return createGatewayClient({ baseUrl: gateway.url, token: "a.b.c", backoff: () => 1, maxRetries: 0 });
}

/** Replays what came after `since`, as the gateway does. */
const replay = (socket: ServerSocket, since: string | null, upTo: number = TYPES.length) => {
  for (let sequence = Number(since) + 1; sequence <= upTo; sequence += 1) socket.send(event(sequence));
};

async function sequencesOf(events: AsyncIterable<GatewayEvent>): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of events) sequences.push(sequence);
  return sequences;
}

describe("watch", () => {
  it("starts with the first event, and ends with the one it was to wait for", async () => {
    const client = await clientOf({
      onSocket:
        ({ since }) =>
        (socket) =>
          replay(socket, since),
    });
    const events: GatewayEvent[] = [];
    for await (const one of client.watch(ID, { until: isOutcome })) events.push(one);
    expect(events).toEqual([1, 2, 3, 4].map(event));
    expect(gateway.handshakes).toEqual([
      { path: `/ws/transaction/${ID}`, since: "0", ticket: null, protocols: ["bearer", "a.b.c"] },
    ]);
  });

  it.each([
    ["cut", (socket: ServerSocket) => socket.cut()],
    ["closed because the token has ended", (socket: ServerSocket) => socket.close(4401)],
  ])("goes on after the second event when the socket is %s there", async (_, end) => {
    const client = await clientOf({
      onSocket:
        ({ since }, count) =>
        (socket) => {
          replay(socket, since, count === 1 ? 2 : 4);
          if (count === 1) end(socket);
        },
    });
    expect(await sequencesOf(client.watch(ID, { until: isOutcome }))).toEqual([1, 2, 3, 4]);
    expect(gateway.handshakes.map(({ since }) => since)).toEqual(["0", "2"]);
  });

  it("gives no event twice, and none before the one that is missing", async () => {
    const client = await clientOf({
      onSocket:
        ({ since }, count) =>
        (socket) => {
          if (count > 1) return replay(socket, since);
          for (const sequence of [1, 1, 2, 1, 4]) socket.send(event(sequence));
        },
    });
    expect(await sequencesOf(client.watch(ID, { until: isOutcome }))).toEqual([1, 2, 3, 4]);
    expect(gateway.handshakes.map(({ since }) => since)).toEqual(["0", "2"]);
  });

  it("passes over what is no event", async () => {
    const client = await clientOf({
      onSocket:
        ({ since }) =>
        (socket) => {
          for (const message of ["pong", "not json", "null", '{"type":"resync"}']) socket.send(message);
          replay(socket, since);
        },
    });
    expect(await sequencesOf(client.watch(ID, { since: 2, until: isOutcome }))).toEqual([3, 4]);
  });

  it("ends when it is aborted, while it waits and before it begins", async () => {
    const client = await clientOf({ onSocket: () => (socket) => replay(socket, "0", 1) });
    const stop = new AbortController();
    const sequences: number[] = [];
    for await (const { sequence } of client.watch(ID, { signal: stop.signal })) {
      sequences.push(sequence);
      setTimeout(() => stop.abort(), 10);
    }
    expect(sequences).toEqual([1]);
    expect(await sequencesOf(client.watch(ID, { signal: AbortSignal.abort() }))).toEqual([]);
    expect(gateway.handshakes).toHaveLength(1);
  });
});

describe("a watch that is not let in", () => {
  it("asks why, and tells it", async () => {
    const refusal = problem(404, "not_found");
    const client = await clientOf({ onSocket: () => 404, onTicket: () => refusal });
    const watching = sequencesOf(client.watch(ID));
    await expect(watching).rejects.toMatchObject({ name: "GatewayError", code: "not_found", status: 404 });
    expect(gateway.tickets).toEqual([JSON.stringify({ channel: `/ws/transaction/${ID}` })]);
  });

  it("comes back with a ticket when the handshake alone was the trouble", async () => {
    const client = await clientOf({
      onSocket: ({ since, protocols }) => (protocols.length > 0 ? 400 : (socket) => replay(socket, since)),
    });
    expect(await sequencesOf(client.watch(ID, { until: isOutcome }))).toEqual([1, 2, 3, 4]);
    expect(gateway.handshakes.map(({ ticket }) => ticket)).toEqual([null, "ticket-1"]);
  });

  it("tries until the gateway is back", async () => {
    const client = await clientOf({
      onSocket: ({ since }, count) => (count < 3 ? 503 : (socket) => replay(socket, since)),
      onTicket: (count) =>
        count < 3 ? problem(503, "overloaded") : { status: 201, body: { ticket: "t", expires_in: 60 } },
    });
    expect(await sequencesOf(client.watch(ID, { until: isOutcome }))).toEqual([1, 2, 3, 4]);
  });
});

describe("tickets", () => {
  it("are made anew for each connection, and the token stays out of the handshake", async () => {
    const client = await clientOf({
      onSocket:
        ({ since }, count) =>
        (socket) => {
          replay(socket, since, count === 1 ? 2 : 4);
          if (count === 1) socket.cut();
        },
    });
    expect(await sequencesOf(client.watch(ID, { useTicket: true, until: isOutcome }))).toEqual([1, 2, 3, 4]);
    expect(gateway.handshakes.map(({ ticket, protocols }) => [ticket, protocols])).toEqual([
      ["ticket-1", []],
      ["ticket-2", []],
    ]);
  });

  it("from a page's own server are all that a page needs", async () => {
    gateway = await startSocketGateway({
      onSocket:
        ({ since }) =>
        (socket) =>
          replay(socket, since),
    });
    const watching = watchWithTickets(ID, {
      baseUrl: gateway.url,
      getTicket: async () => "from my server",
      until: isOutcome,
    });
    expect(await sequencesOf(watching)).toEqual([1, 2, 3, 4]);
    expect(gateway.handshakes[0]).toMatchObject({ ticket: "from my server", protocols: [] });
    const refused = watchWithTickets(ID, {
      baseUrl: gateway.url,
      getTicket: () => Promise.reject(new Error("not your order")),
    });
    await expect(sequencesOf(refused)).rejects.toThrow("not your order");
  });
});
