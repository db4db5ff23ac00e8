import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followSocket } from "../../../src/client/watch/socket-feed.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function makeSocket() {
  const target = new EventTarget();
  const sent: string[] = [];
  let isClosed = false;
  const socket = {
    readyState: 1,
    addEventListener: target.addEventListener.bind(target) as (type: string, listener: unknown) => void,
    send: (data: string) => {
      sent.push(data);
    },
    close: () => {
      isClosed = true;
    },
  };
  return { socket, target, sent, isClosed: () => isClosed };
}

const isAtItsEnd = async (messages: AsyncIterable<string>) => {
  for await (const _ of messages) return false;
  return true;
};

describe("followSocket", () => {
  it("stays with a quiet socket that answers, and leaves one that does not", async () => {
    const { socket, target, sent, isClosed } = makeSocket();
    const { messages } = followSocket(socket);
    target.dispatchEvent(new Event("open"));
    for (let round = 1; round <= 3; round += 1) {
      await vi.advanceTimersByTimeAsync(25_000);
      expect(sent).toHaveLength(round);
      target.dispatchEvent(new MessageEvent("message", { data: "pong" }));
    }
    expect(isClosed()).toBe(false);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(isClosed()).toBe(true);
    expect(await isAtItsEnd(messages)).toBe(true);
  });

  it("takes the gateway's close for the end, though the connection itself has not ended yet", async () => {
    const { socket, target } = makeSocket();
    const { messages } = followSocket(socket);
    target.dispatchEvent(new Event("open"));
    // CLOSING: the close frames are exchanged, and only a `close` event that waits for the connection is missing.
    socket.readyState = 2;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await isAtItsEnd(messages)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait for ever for a socket to open", async () => {
    const { socket, isClosed } = makeSocket();
    const { messages, isOpened } = followSocket(socket);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(isClosed()).toBe(true);
    expect(isOpened()).toBe(false);
    expect(await isAtItsEnd(messages)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
