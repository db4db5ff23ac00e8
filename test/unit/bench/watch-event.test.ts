import { afterEach, describe, expect, it } from "vitest";
import { watchEvent } from "../../../bench/parts/watch-event.ts";
import { type ServerSocket, type SocketGateway, startSocketGateway } from "../client/support/socket-gateway.ts";

const EVENT = "payment.completed";
/** More than are opened at a time. */
const SOCKETS = 40;

let gateway: SocketGateway;
afterEach(() => gateway.close());

/** The event, and the end of the connection, for which the watch would wait. */
const tell = (socket: ServerSocket) => {
  socket.send({ type: EVENT, sequence: 3 });
  socket.close(1000);
};

/** Watches with sockets of which each does something when it opens, and something when the event is caused. */
async function watch(
  onOpen: (socket: ServerSocket, count: number) => unknown,
  onCause: (socket: ServerSocket, count: number) => unknown,
) {
  const sockets: ServerSocket[] = [];
  gateway = await startSocketGateway({
    onSocket: (_, count) => (socket) => {
      sockets.push(socket);
      onOpen(socket, count);
    },
    onTicket() {
      for (const [index, socket] of sockets.entries()) onCause(socket, index + 1);
      return { status: 200, body: {} };
    },
  });
  const cause = { url: `${gateway.url}/cause`, headers: {}, body: "{}" };
  const task = { socketUrl: gateway.url.replace("http", "ws"), count: SOCKETS, eventType: EVENT, cause };
  return watchEvent(task, ["a.b.c"]);
}

describe("the benchmark's sockets", () => {
  it("count as receivers whatever else they hear of first", async () => {
    const { latenciesMs, misses } = await watch(
      (socket, count) => count <= 32 && socket.send({ type: "payment.processing", sequence: 2 }),
      tell,
    );
    expect(misses).toEqual({});
    expect(latenciesMs).toHaveLength(SOCKETS);
    expect(Math.min(...latenciesMs)).toBeGreaterThan(0);
  });

  it("that break off while others open are opened again, as clients do", async () => {
    const { latenciesMs, misses } = await watch(
      (socket, count) => count <= 5 && socket.cut(),
      (socket, count) => count > 5 && tell(socket),
    );
    expect(misses).toEqual({});
    expect(latenciesMs).toHaveLength(SOCKETS);
    expect(gateway.handshakes).toHaveLength(SOCKETS + 5);
  });

  it("that are closed instead are told of with the code", async () => {
    const { latenciesMs, misses } = await watch(
      () => undefined,
      (socket, count) => (count <= 3 ? socket.close(4401) : tell(socket)),
    );
    expect(misses).toEqual({ "closed with 4401": 3 });
    expect(latenciesMs).toHaveLength(SOCKETS - 3);
  });
});
