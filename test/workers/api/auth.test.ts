import { decodeJwt } from "jose";
import { describe, expect, inject, it } from "vitest";
import { MERCHANT_SCOPES, SCOPES } from "../../../src/domain/token-claims.ts";
import { type ApiAnswer, call, initialize, paymentBody, signToken } from "../../support/gateway.ts";
import { askToken, askTokenByForm, exchange, makeKey } from "./support/credentials.ts";
import { expectFieldError, expectProblem, freshAddress } from "./support/expect-problem.ts";

const basic = (id: string, secret: string) =>
  `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`;

describe("POST /auth/token", () => {
  it("answers a Bearer token of at most 15 minutes that acts for the merchant", async () => {
    const merchantId = crypto.randomUUID();
    const key = await makeKey(await signToken({ merchantId }));
    const answer = await exchange(key);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: "Bearer",
      expires_in: 900,
      scope: MERCHANT_SCOPES.join(" "),
    });
    const { exp = 0, iat = 0, ...claims } = decodeJwt(answer.body.access_token);
    expect(exp - iat).toBe(answer.body.expires_in);
    expect(claims).toMatchObject({ merchant_id: merchantId, sub: `key:${key.id}`, scope: MERCHANT_SCOPES.join(" ") });
    const made = await initialize(answer.body.access_token, paymentBody());
    expect(made.body).toMatchObject({ merchant_id: merchantId, status: "processing" });
  });

  it("takes the credentials as JSON, as form and as HTTP Basic", async () => {
    const key = await makeKey(await signToken());
    const { client_id, client_secret } = key;
    const authorization = basic(client_id, client_secret);
    const answers = [
      await askToken({ client_id, client_secret }),
      await askTokenByForm({ grant_type: "client_credentials", client_id, client_secret }),
      await askTokenByForm({ grant_type: "client_credentials" }, { authorization }),
      await askToken({ grant_type: "client_credentials" }, { authorization }),
    ];
    for (const answer of answers)
      expect(answer.body, answer.text).toMatchObject({ token_type: "Bearer", expires_in: 900 });
  });

  it("narrows the scope as asked, and never widens it", async () => {
    const key = await makeKey(await signToken(), { scopes: ["payments:read", "payments:write"] });
    const narrow = await exchange(key, "payments:read");
    expect(narrow.body.scope).toBe("payments:read");
    const token = narrow.body.access_token;
    expect((await call("GET", "/payments", { token })).status).toBe(200);
    expectProblem(await initialize(token, paymentBody()), "insufficient_scope");
    for (const scope of ["refunds:write", "payments:read admin", "everything", "payments:READ"]) {
      const answer = await exchange(key, scope);
      expectProblem(answer, "invalid_request", scope);
      expect(answer.body.error).toBe("invalid_scope");
    }
  });

  it("refuses a wrong secret, an unknown key and a malformed id in the same words", async () => {
    const key = await makeKey(await signToken());
    const [id, merchant] = key.client_id.split(".");
    const wrong: [string, string][] = [
      [key.client_id, `${key.client_secret.slice(0, -1)}~`],
      [key.client_id, "x"],
      [`${crypto.randomUUID()}.${merchant}`, key.client_secret],
      [`${id}.${crypto.randomUUID()}`, key.client_secret],
      [id ?? "", key.client_secret],
      [key.client_id.toUpperCase(), key.client_secret],
      [`${id}.../..`, key.client_secret],
    ];
    const details = new Set<string>();
    for (const [client_id, client_secret] of wrong) {
      const form = { grant_type: "client_credentials", client_id, client_secret };
      for (const answer of [
        await askToken({ client_id, client_secret }),
        await askTokenByForm(form),
        await askToken({}, { authorization: basic(client_id, client_secret) }),
      ]) {
        expectProblem(answer, "invalid_client", client_id);
        expect(answer.body.error).toBe("invalid_client");
        expect(answer.headers.get("www-authenticate")).toBe('Basic realm="payment-gateway"');
        details.add(answer.body.detail);
      }
    }
    expect(details.size).toBe(1);
  });

  it("refuses a revoked key at once", async () => {
    const maker = await signToken();
    const key = await makeKey(maker);
    expect((await exchange(key)).status).toBe(200);
    const revoked = await call("DELETE", `/api-keys/${key.id}`, { token: maker });
    expect(revoked).toMatchObject({ status: 204, text: "" });
    expectProblem(await exchange(key), "invalid_client");
    expect((await call("DELETE", `/api-keys/${key.id}`, { token: maker })).status).toBe(204);
    const listed = await call("GET", "/api-keys", { token: maker });
    expect(listed.body.data).toMatchObject([{ id: key.id, revoked_at: expect.stringMatching(/^20.+Z$/) }]);
  });

  it("says in OAuth's words what a request lacks", async () => {
    const { client_id, client_secret } = await makeKey(await signToken());
    const asked: [Promise<ApiAnswer>, string][] = [
      [askTokenByForm({ client_id, client_secret }), "invalid_request"],
      [askTokenByForm({ grant_type: "client_credentials", client_id }), "invalid_request"],
      [askTokenByForm({ grant_type: "password", client_id, client_secret }), "unsupported_grant_type"],
      [
        askTokenByForm(`grant_type=client_credentials&client_id=a&client_id=${client_id}&client_secret=b`),
        "invalid_request",
      ],
      [askToken({ client_secret }), "invalid_request"],
      [askToken({}, { authorization: "Basic !!!" }), "invalid_request"],
    ];
    for (const [answering, error] of asked) {
      const answer = await answering;
      expectProblem(answer, "invalid_request", error);
      expect(answer.body.error).toBe(error);
    }
    expectFieldError(await askToken({ grant_type: "password", client_id, client_secret }), "grant_type");
  });

  it("works while Postgres and Redis are away", async () => {
    const key = await makeKey(await signToken());
    const turn = (mode: string) =>
      Promise.all(
        ["sql", "redis"].map((name) => fetch(`${inject("services").controlUrl}/${name}/${mode}`, { method: "POST" })),
      );
    await turn("refuse");
    try {
      expect((await exchange(key)).status).toBe(200);
    } finally {
      await turn("serve");
    }
  });

  it("answers 429 past 20 a minute from one address, and goes on for others", async () => {
    const address = { "cf-connecting-ip": freshAddress() };
    const statuses: number[] = [];
    let refused: ApiAnswer | null = null;
    // The limiter's minute may turn once while this runs: 41 calls pass 20 in one minute or the other.
    for (let asked = 0; asked < 41 && refused === null; asked += 1) {
      const answer = await askToken({ client_id: "nobody", client_secret: "nothing" }, address);
      statuses.push(answer.status);
      if (answer.status === 429) refused = answer;
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    if (refused === null) throw new Error(`never refused: ${statuses}`);
    expectProblem(refused, "rate_limited");
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(refused.headers.get("ratelimit-policy")).toBe('"tokens";q=20;w=60');
    expect((await askToken({ client_id: "nobody", client_secret: "nothing" })).status).toBe(401);
  });
});

describe("scopes", () => {
  it("that nobody knows grant nothing, and those that are known only themselves", async () => {
    const token = await signToken({ scope: "payments ADMIN admin: payments:* *" });
    for (const path of ["/payments", "/merchants", "/providers", "/api-keys", "/metrics"]) {
      expectProblem(await call("GET", path, { token }), "insufficient_scope", path);
    }
    expect(SCOPES).toHaveLength(9);
  });
});
