import { describe, expect, it } from "vitest";
import { nameOfSocketChannel, parseSocketPath } from "../../../src/domain/socket-ticket.ts";

const ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";

describe("the path of a socket", () => {
  it.each([
    [`/ws/transaction/${ID}`, `transaction:${ID}`],
    [`/ws/transaction/${ID.toUpperCase()}`, `transaction:${ID}`],
    ["/ws/user/jane", "user:jane"],
    ["/ws/user/a%2Fb%3A%20c", "user:a/b: c"],
    ["/ws/user/%C3%BC", "user:ü"],
    ["/ws/merchant", "merchant"],
  ])("%s is the channel %s, in one spelling", (path, name) => {
    const channel = parseSocketPath(path);
    expect(channel && nameOfSocketChannel(channel)).toBe(name);
  });

  it.each([
    "",
    "/ws",
    "/ws/",
    "/ws/merchant/",
    "/ws/merchants",
    "/ws/transaction/",
    "/ws/transaction/x",
    `/ws/transaction/${ID}/x`,
    `/ws/transaction/${ID}?since=1`,
    "/ws/user/",
    "/ws/user/%00",
    "/ws/user/%ff",
    `/ws/user/${"x".repeat(129)}`,
    "/api/v1/ws/merchant",
    "https://gateway.example/ws/merchant",
  ])("%s is none", (path) => {
    expect(parseSocketPath(path)).toBeNull();
  });
});
