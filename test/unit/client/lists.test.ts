import { afterEach, describe, expect, it } from "vitest";
import { createGatewayClient } from "../../../src/client/index.ts";
import {
  type ScriptedAnswer,
  type ScriptedGateway,
  type SeenRequest,
  startScriptedGateway,
} from "./support/scripted-gateway.ts";

let gateway: ScriptedGateway;
afterEach(() => gateway.close());

async function clientOf(answer: (request: SeenRequest) => ScriptedAnswer) {
  gateway = await startScriptedGateway(answer);
  return createGatewayClient({ baseUrl: gateway.url, token: "t-1" });
}

describe("a list", () => {
  it("goes through all pages, and asks for no more than it needs", async () => {
    const client = await clientOf(({ url }) =>
      url.includes("cursor=c2")
        ? { status: 200, body: { data: [{ id: "p-3" }], has_more: false, next_cursor: null } }
        : { status: 200, body: { data: [{ id: "p-1" }, { id: "p-2" }], has_more: true, next_cursor: "c2" } },
    );
    const ids: string[] = [];
    for await (const { id } of client.payments.list({ status: "completed", limit: 2 })) ids.push(id);
    expect(ids).toEqual(["p-1", "p-2", "p-3"]);
    expect(gateway.seen.map(({ url }) => url)).toEqual([
      "/api/v1/payments?status=completed&limit=2",
      "/api/v1/payments?status=completed&limit=2&cursor=c2",
    ]);
    expect((await client.payments.list().page()).next_cursor).toBe("c2");
    expect(gateway.seen).toHaveLength(3);
  });

  it("of events goes on after the last one", async () => {
    const client = await clientOf(({ url }) =>
      url.includes("after=e-2")
        ? { status: 200, body: { data: [{ id: "e-3" }], has_more: false, next_cursor: "e-3" } }
        : { status: 200, body: { data: [{ id: "e-2" }], has_more: true, next_cursor: "e-2" } },
    );
    const ids: string[] = [];
    for await (const { id } of client.events.list({ after: "e-1" })) ids.push(id);
    expect(ids).toEqual(["e-2", "e-3"]);
    expect(gateway.seen[0]?.url).toBe("/api/v1/events?after=e-1");
  });
});
