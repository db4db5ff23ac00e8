import { describe, expect, it } from "vitest";
import { MERCHANT_SCOPES } from "../../../src/domain/token-claims.ts";
import { call, signAdminToken, signToken } from "../../support/gateway.ts";
import { exchange, makeKey } from "./support/credentials.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";

describe("an API key", () => {
  it("shows its secret once, and is listed without it", async () => {
    const maker = await signToken();
    const made = await call("POST", "/api-keys", { token: maker, body: { name: "web shop" } });
    const { client_secret: secret, ...rest } = made.body;
    expect(secret).toMatch(/^gks_[A-Za-z0-9_-]{43}$/);
    expect(rest).toMatchObject({ name: "web shop", last4: secret.slice(-4), revoked_at: null });
    const listed = await call("GET", "/api-keys", { token: maker });
    expect(listed.body).toEqual({ data: [rest], has_more: false, next_cursor: null });
  });

  it("has all scopes of its maker unless it is given some, and never admin", async () => {
    const narrow = await signToken({ scope: "keys:manage payments:read" });
    expect(await makeKey(narrow)).toMatchObject({ scopes: ["payments:read", "keys:manage"] });
    expect(await makeKey(await signAdminToken())).toMatchObject({ scopes: MERCHANT_SCOPES });
    expect(await makeKey(narrow, { scopes: ["payments:read"] })).toMatchObject({ scopes: ["payments:read"] });
  });

  it("cannot be given what its maker lacks, nor admin, not even by the operator", async () => {
    const narrow = await signToken({ scope: "keys:manage payments:read" });
    const wider = await call("POST", "/api-keys", {
      token: narrow,
      body: { name: "k", scopes: ["payments:read", "payments:write"] },
    });
    expectProblem(wider, "insufficient_scope");
    for (const token of [narrow, await signAdminToken()]) {
      const answer = await call("POST", "/api-keys", {
        token,
        body: { name: "k", scopes: ["payments:read", "admin"] },
      });
      expectFieldError(answer, "scopes.1");
    }
    const chained = (await exchange(await makeKey(narrow))).body.access_token;
    expectProblem(
      await call("POST", "/api-keys", { token: chained, body: { name: "k", scopes: ["refunds:write"] } }),
      "insufficient_scope",
    );
    expect(await makeKey(chained)).toMatchObject({ scopes: ["payments:read", "keys:manage"] });
  });

  it.each([
    ["name", {}],
    ["name", { name: "" }],
    ["name", { name: "n".repeat(65) }],
    ["scopes", { name: "k", scopes: [] }],
    ["scopes", { name: "k", scopes: "payments:read" }],
    ["scopes.0", { name: "k", scopes: ["everything"] }],
  ])("is refused for its %s in %j", async (path, body) => {
    expectFieldError(await call("POST", "/api-keys", { token: await signToken(), body }), path);
  });

  it("is one of at most a hundred live ones", async () => {
    const maker = await signToken();
    const keys = await Promise.all(Array.from({ length: 100 }, () => makeKey(maker)));
    expectProblem(await call("POST", "/api-keys", { token: maker, body: { name: "k" } }), "invalid_state");
    await call("DELETE", `/api-keys/${keys[0]?.id}`, { token: maker });
    await makeKey(maker);
  });
});
