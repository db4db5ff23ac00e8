import { afterEach, describe, expect, it, vi } from "vitest";
import { createGatewayClient } from "../../../src/client/index.ts";
import { problem, type ScriptedGateway, startScriptedGateway } from "./support/scripted-gateway.ts";

let gateway: ScriptedGateway;
afterEach(async () => {
  vi.useRealTimers();
  await gateway.close();
});

const KEY = { clientId: "c-1", clientSecret: "s-1" };
const PAYMENT = { provider: "cpay", amount: 10, currency: "KES", customer: { id: "u-1" } } as const;
const isExchange = (url: string) => url === "/api/v1/auth/token";
const exchanges = () => gateway.seen.filter(({ url }) => isExchange(url));

/** Answers exchanges with t-1, t-2 …, and refuses the tokens it is told to. */
function startGateway(refused: readonly string[] = []): Promise<ScriptedGateway> {
  let issued = 0;
  return startScriptedGateway(({ url, headers }) => {
    if (isExchange(url)) {
      issued += 1;
      return { status: 200, body: { access_token: `t-${issued}`, token_type: "Bearer", expires_in: 900, scope: "" } };
    }
    const isRefused = refused.includes(headers.authorization?.slice("Bearer ".length) ?? "");
    return isRefused ? problem(401, "invalid_token") : { status: 200, body: { id: "p-1" } };
  });
}

describe("an API key", () => {
  it("is exchanged once, however many requests need a token at once", async () => {
    gateway = await startGateway();
    const client = createGatewayClient({ baseUrl: gateway.url, ...KEY });
    await Promise.all([client.payments.get("p-1"), client.payments.get("p-2")]);
    await client.payments.get("p-3");
    expect(exchanges()).toHaveLength(1);
    expect(JSON.parse(exchanges()[0]?.body ?? "")).toEqual({
      grant_type: "client_credentials",
      client_id: "c-1",
      client_secret: "s-1",
    });
    expect(exchanges()[0]?.headers.authorization).toBeUndefined();
  });

  it("is exchanged again before its token ends", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    gateway = await startGateway();
    const client = createGatewayClient({ baseUrl: gateway.url, ...KEY });
    await client.payments.get("p-1");
    vi.setSystemTime(Date.now() + 860_000);
    await client.payments.get("p-1");
    expect(exchanges()).toHaveLength(1);
    vi.setSystemTime(Date.now() + 20_000);
    await client.payments.get("p-1");
    expect(exchanges()).toHaveLength(2);
  });

  it("is exchanged again when its token is refused, once, and the request keeps its key", async () => {
    gateway = await startGateway(["t-1"]);
    const client = createGatewayClient({ baseUrl: gateway.url, ...KEY });
    await client.payments.create(PAYMENT);
    const [first, second] = gateway.seen.filter(({ url }) => !isExchange(url));
    expect(second?.headers.authorization).toBe("Bearer t-2");
    expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
    await gateway.close();
    gateway = await startGateway(["t-1", "t-2", "t-3"]);
    const refused = createGatewayClient({ baseUrl: gateway.url, ...KEY }).payments.get("p-1");
    await expect(refused).rejects.toMatchObject({ code: "invalid_token", attempts: 2 });
  });
});

describe("a function that knows the token", () => {
  it("is asked for each request", async () => {
    gateway = await startGateway();
    let count = 0;
    const client = createGatewayClient({
      baseUrl: gateway.url,
      getToken: () => {
        count += 1;
        return `own-${count}`;
      },
    });
    await client.payments.get("p-1");
    await client.payments.get("p-1");
    expect(gateway.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer own-1", "Bearer own-2"]);
  });

  it("that fails after an attempt was lost leaves the caller with the key", async () => {
    gateway = await startScriptedGateway(["break"]);
    let count = 0;
    const client = createGatewayClient({
      baseUrl: gateway.url,
      backoff: () => 1,
      getToken: () => {
        count += 1;
        if (count > 1) throw new Error("logged out");
        return "own";
      },
    });
    const lost = client.payments.create(PAYMENT);
    await expect(lost).rejects.toMatchObject({ code: "token_unavailable" });
    const sent = gateway.seen[0]?.headers["idempotency-key"];
    await expect(lost).rejects.toMatchObject({ idempotencyKey: sent });
  });
});
