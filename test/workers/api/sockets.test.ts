import { createExecutionContext, env, runInDurableObject } from "cloudflare:test";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { createApp } from "../../../src/app.ts";
import { OWN_AUDIENCE, OWN_ISSUER } from "../../../src/domain/token-claims.ts";
import { sha256Hex } from "../../../src/lib/hash.ts";
import { nameOfChannel } from "../../../src/objects/channel/channel-client.ts";
import {
  type ApiAnswer,
  call,
  initialize,
  paymentBody,
  signAdminToken,
  signToken,
  until,
} from "../../support/gateway.ts";
import { connect, type Handshake, shakeHands } from "../../support/sockets.ts";
import { makeBadTokens } from "./support/bad-tokens.ts";
import { expectFieldError, expectProblem, freshAddress } from "./support/expect-problem.ts";

const merchantId = crypto.randomUUID();
let token = "";
let payment = "";

async function refused(path: string, handshake: Handshake = {}): Promise<ApiAnswer> {
  const response = await shakeHands(path, handshake);
  expect(response.webSocket, "no socket").toBeNull();
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const ticketFor = (channel: unknown, maker = token) => call("POST", "/ws/tickets", { token: maker, body: { channel } });

beforeAll(async () => {
  token = await signToken({ merchantId });
  payment = (await initialize(token, paymentBody("approve@example.com"))).body.id;
});

const paths = () => [`/ws/transaction/${payment}`, "/ws/user/jane", "/ws/merchant"];

describe("a handshake", () => {
  it("takes the token from the header, or from behind the subprotocol bearer, which it answers", async () => {
    for (const path of paths()) {
      expect((await connect(path, { token })).protocol, path).toBeNull();
      const headers = { "sec-websocket-protocol": `bearer, ${token}` };
      expect((await connect(path, { headers })).protocol, path).toBe("bearer");
      expect((await connect(path, { token, headers: { "sec-websocket-protocol": "bearer" } })).protocol).toBe("bearer");
    }
  });

  it("without a good token is refused as any request is", async () => {
    const headers = { "cf-connecting-ip": freshAddress() };
    for (const path of paths()) {
      expectProblem(await refused(path, { headers }), "unauthenticated", path);
      for (const [fault, bad] of Object.entries(await makeBadTokens())) {
        expectProblem(await refused(path, { token: bad, headers }), "invalid_token", fault);
        const protocol = { ...headers, "sec-websocket-protocol": `bearer, ${bad}` };
        expectProblem(await refused(path, { headers: protocol }), "invalid_token", fault);
      }
      const scope = "payments:write admin";
      expectProblem(await refused(path, { token: await signToken({ merchantId, scope }) }), "insufficient_scope", path);
    }
  });

  it("finds no payment of another merchant, nor one that is not there, in the same words", async () => {
    const stranger = await signToken();
    const others = await refused(`/ws/transaction/${payment}`, { token: stranger });
    expectProblem(others, "not_found");
    for (const id of ["nonsense", "%00", payment.replace(/.$/, (end) => (end === "0" ? "1" : "0"))]) {
      expectProblem(await refused(`/ws/transaction/${id}`, { token: stranger }), "not_found", id);
    }
    const nobodys = payment.replace(/.$/, (end) => (end === "0" ? "1" : "0"));
    const unknown = await refused(`/ws/transaction/${nobodys}`, { token: stranger });
    expect(unknown.body.detail).toBe(others.body.detail);
    for (const path of ["/ws/user/", "/ws", "/ws/other", `/ws/user/${"x".repeat(129)}`, "/ws/user/%ff"]) {
      expect((await refused(path, { token })).status, path).toBe(404);
    }
  });

  it("is needed: a plain request is told so, once it is known who asks", async () => {
    for (const path of paths()) {
      const plain = await refused(path, { token, headers: { upgrade: "" } });
      expectProblem(plain, "upgrade_required", path);
      expect(plain.headers.get("upgrade")).toBe("websocket");
      expect((await refused(path, { headers: { upgrade: "" } })).status, path).toBe(401);
    }
  });

  it("refuses queries that mean nothing", async () => {
    for (const since of ["", "-1", "1.5", "x", "01", "1e3", crypto.randomUUID(), "9".repeat(20)]) {
      const answer = await refused(`/ws/transaction/${payment}?since=${since}`, { token });
      expectFieldError(answer, "since");
    }
    for (const since of ["", "0", "x"]) {
      expectFieldError(await refused(`/ws/merchant?since=${since}`, { token }), "since");
    }
    expectFieldError(await refused("/ws/merchant?from=1", { token }), "from");
  });

  it("lets the operator listen to any payment, and to a merchant's channel only as that merchant", async () => {
    await connect(`/ws/transaction/${payment}?since=0`, { token: await signAdminToken() });
    const nobody = new SignJWT({ scope: "admin payments:read" }).setProtectedHeader({ alg: "HS256" });
    const operator = await nobody
      .setSubject("operator")
      .setIssuer(OWN_ISSUER)
      .setAudience(OWN_AUDIENCE)
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(inject("services").jwtSecret));
    await connect(`/ws/transaction/${payment}`, { token: operator });
    expectProblem(await refused("/ws/merchant", { token: operator }), "insufficient_scope");
  });

  it("lets a user whose token is good for nothing else listen to what concerns them, and to nothing more", async () => {
    const user = await signToken({ merchantId, subject: "jane / 1", scope: "" });
    const own = await connect("/ws/user/jane%20%2F%201", { token: user });
    const body = { ...paymentBody("approve@example.com"), customer: { id: "jane / 1", email: "approve@example.com" } };
    const { id } = (await initialize(token, body)).body;
    await own.takes(1);
    expect(own.events()[0]).toMatchObject({ transaction_id: id, sequence: 1 });
    for (const path of ["/ws/user/jane", "/ws/merchant", `/ws/transaction/${id}`]) {
      expectProblem(await refused(path, { token: user }), "insufficient_scope", path);
    }
  });

  it("refuses pages of origins that are not on the list, and no other client", async () => {
    const ours = { origin: "http://gateway.test.invalid" };
    await connect("/ws/merchant", { token, headers: ours });
    for (const origin of ["https://evil.example", "null", "http://gateway.test.invalid.evil.example"]) {
      expectProblem(await refused("/ws/merchant", { token, headers: { origin } }), "origin_not_allowed", origin);
    }
    const request = new Request("http://gateway.test.invalid/ws/merchant", {
      headers: { upgrade: "websocket", origin: "https://shop.example", authorization: `Bearer ${token}` },
    });
    const listing = { ...env, CORS_ORIGINS: "https://shop.example" };
    expect((await createApp().fetch(request, listing, createExecutionContext())).status).toBe(101);
  });
});

describe("a ticket", () => {
  it("opens its channel once, in the place of a token", async () => {
    for (const path of paths()) {
      const { status, body } = await ticketFor(path);
      expect([status, body]).toEqual([201, { ticket: expect.any(String), expires_in: 60 }]);
      await connect(`${path}?ticket=${body.ticket}`);
      const headers = { "cf-connecting-ip": freshAddress() };
      expectProblem(await refused(`${path}?ticket=${body.ticket}`, { headers }), "invalid_token", path);
    }
  });

  it("is used by one of many that come with it at once", async () => {
    const { body } = await ticketFor("/ws/merchant");
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => shakeHands(`/ws/merchant?ticket=${body.ticket}`)),
    );
    expect(answers.filter(({ status }) => status === 101)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
  });

  it("opens no other channel, and nothing else", async () => {
    const { body } = await ticketFor(`/ws/transaction/${payment}`);
    const headers = { "cf-connecting-ip": freshAddress() };
    const other = (await initialize(token, paymentBody("approve@example.com"))).body.id;
    for (const path of [`/ws/transaction/${other}`, "/ws/user/jane", "/ws/merchant"]) {
      expectProblem(await refused(`${path}?ticket=${body.ticket}`, { headers }), "invalid_token", path);
    }
    expect((await call("GET", "/payments", { token: body.ticket, headers })).status).toBe(401);
    expectProblem(await refused("/ws/merchant", { token: body.ticket, headers }), "invalid_token");
    await connect(`/ws/transaction/${payment}?since=1&ticket=${body.ticket}`);
  });

  it("is not used up by a request that is no handshake", async () => {
    const { body } = await ticketFor("/ws/merchant");
    const path = `/ws/merchant?ticket=${body.ticket}`;
    expectProblem(await refused(path, { headers: { upgrade: "" } }), "upgrade_required");
    await connect(path);
  });

  it("cannot be made of a token, nor changed", async () => {
    const { body } = await ticketFor("/ws/merchant");
    const [head, claims = "", signature] = String(body.ticket).split(".");
    const read = JSON.parse(Buffer.from(claims, "base64url").toString());
    const richer = Buffer.from(JSON.stringify({ ...read, merchant_id: "other" })).toString("base64url");
    const headers = { "cf-connecting-ip": freshAddress() };
    for (const forged of [token, `${head}.${richer}.${signature}`, "", "x"]) {
      const answer = await refused(`/ws/merchant?ticket=${forged}`, { headers });
      expectProblem(answer, "invalid_token", forged);
    }
  });

  it("ends its socket when the token ends that it was made with", async () => {
    const short = await signToken({ merchantId, expiresIn: "3s" });
    const { body } = await ticketFor("/ws/merchant", short);
    const socket = await connect(`/ws/merchant?ticket=${body.ticket}`);
    expect(await socket.ends()).toBe(4401);
  });

  it("is not made for what its maker may not listen to, or what is no channel", async () => {
    expectProblem(await ticketFor(`/ws/transaction/${payment}`, await signToken()), "not_found");
    for (const channel of ["", "/ws", "ws/merchant", "/ws/transaction/x", "/ws/merchant?since=1", "x".repeat(5_000)]) {
      expectFieldError(await ticketFor(channel), "channel");
    }
    expectFieldError(await ticketFor(null), "channel");
  });
});

describe("open sockets", () => {
  /** Fills a channel's object, past the door: opening each by a handshake would take half a minute. */
  function fill(channel: DurableObjectStub, caller: string, sockets: number): Promise<void> {
    return runInDurableObject(channel, (_, state) => {
      for (let made = 0; made < sockets; made += 1) {
        state.acceptWebSocket(new WebSocketPair()[1], ["topic:all", `caller:${caller}`]);
      }
    });
  }

  const channelOf = (merchant: string) =>
    env.CHANNEL.get(env.CHANNEL.idFromName(nameOfChannel({ merchantId: merchant, customerId: null })));

  it("are bounded by caller", async () => {
    const busy = crypto.randomUUID();
    const greedy = await signToken({ merchantId: busy, subject: "greedy" });
    await fill(channelOf(busy), sha256Hex(`${busy}|greedy`), 2_499);
    await connect("/ws/merchant", { token: greedy });
    const refusal = await refused("/ws/merchant", { token: greedy });
    expectProblem(refusal, "too_many_sockets");
    expect(refusal.headers.get("retry-after")).toBe("10");
    await connect("/ws/merchant", { token: await signToken({ merchantId: busy, subject: "modest" }) });
  });

  it("are bounded by object, until some of them close", async () => {
    const busy = crypto.randomUUID();
    const own = await signToken({ merchantId: busy });
    const channel = channelOf(busy);
    await fill(channel, "others", 9_999);
    await connect("/ws/merchant", { token: own });
    expectProblem(await refused("/ws/merchant", { token: own }), "overloaded");
    await runInDurableObject(channel, (_, state) => {
      for (const socket of state.getWebSockets()) socket.close(1000, "done");
    });
    await until(
      () => runInDurableObject(channel, (_, state) => state.getWebSockets().length),
      (left) => left < 10_000,
    );
    await connect("/ws/merchant", { token: own });
  });
});
