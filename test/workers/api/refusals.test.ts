import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { SCOPES } from "../../../src/domain/token-claims.ts";
import { call, initialize, paymentBody, refund, signToken } from "../../support/gateway.ts";
import { payoutTermsOf } from "../engine/support/payouts.ts";
import { ACTOR, onShard } from "../engine/support/shard.ts";
import { askRoute } from "./support/ask-route.ts";
import { makeBadTokens } from "./support/bad-tokens.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { fillPath, ROUTES } from "./support/route-table.ts";

const EVERYTHING = SCOPES.join(" ");
const guarded = ROUTES.filter(({ scope }) => scope !== null);

let token = "";
let badTokens: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  token = await signToken({ scope: EVERYTHING });
  badTokens = await makeBadTokens();
});

describe.each(guarded)("$method $path, behind a token", (route) => {
  it("answers 401 without a token, and says what is needed", async () => {
    const answer = await askRoute(route, {});
    expectProblem(answer, "unauthenticated");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="payment-gateway"');
  });

  it("answers 401 to every token that is not right", async () => {
    for (const [fault, bad] of Object.entries(badTokens)) {
      const answer = await askRoute(route, { token: bad });
      expectProblem(answer, "invalid_token", fault);
      expect(answer.headers.get("www-authenticate"), fault).toContain('error="invalid_token"');
    }
    for (const authorization of ["", "Bearer", "Bearer ", `Basic ${token}`, token, `Bearer ${token} ${token}`]) {
      expect((await askRoute(route, { headers: { authorization } })).status, authorization).toBe(401);
    }
  });

  it("answers 403 to a token with every scope but its own", async () => {
    const others = SCOPES.filter((scope) => scope !== route.scope).join(" ");
    const answer = await askRoute(route, { token: await signToken({ scope: others }) });
    expectProblem(answer, "insufficient_scope");
    const challenge = `Bearer realm="payment-gateway", error="insufficient_scope", scope="${route.scope}"`;
    expect(answer.headers.get("www-authenticate")).toBe(challenge);
  });
});

describe("objects of another merchant", () => {
  it("are not found on any route, and stay untouched", async () => {
    const merchantId = crypto.randomUUID();
    const owner = await signToken({ merchantId });
    const terms = payoutTermsOf(merchantId, crypto.randomUUID());
    await onShard(terms.id, (shard) => shard.beginPayout(terms, "owner", ACTOR));
    const payment = (await initialize(owner, paymentBody("approve@example.com"))).body.id;
    const made = await refund(owner, payment, { amount: "1.00" });
    const key = (await call("POST", "/api-keys", { token: owner, body: { name: "own" } })).body.id;
    const url = "https://shop.example/hooks";
    const endpoint = (await call("POST", "/webhook-endpoints", { token: owner, body: { url } })).body.id;
    const delivery = (await call("POST", `/webhook-endpoints/${endpoint}/test`, { token: owner })).body.id;
    const hooks = { webhook_endpoint: endpoint, webhook_delivery: delivery };
    const ids = { ...hooks, payment, refund: made.body.id, payout: terms.id, api_key: key };
    const before = (await call("GET", `/payments/${payment}`, { token: owner })).text;

    const stranger = await signToken();
    for (const route of ROUTES) {
      if (route.object === undefined) continue;
      const answer = await askRoute(route, { token: stranger, id: ids[route.object] });
      expectProblem(answer, "not_found", `${route.method} ${route.path}`);
      const nobodys = await askRoute(route, { token: stranger });
      expect(answer.body.detail, "the same words as for what does not exist").toBe(nobodys.body.detail);
    }
    expect((await call("GET", `/payments/${payment}`, { token: owner })).text).toBe(before);
    const keys = await call("GET", "/api-keys", { token: owner });
    expect(keys.body.data).toMatchObject([{ id: key, revoked_at: null }]);
    const endpoints = await call("GET", "/webhook-endpoints", { token: owner });
    expect(endpoints.body.data).toMatchObject([{ id: endpoint, url, status: "enabled" }]);
  });

  it.each([
    "nonsense",
    "00000000-0000-0000-0000-000000000000",
    "%00",
    "a%2Fb",
    "..%2f",
    "ff12c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  ])("are not found either when the id is %s", async (id) => {
    for (const route of ROUTES) {
      if (route.object !== undefined) expectProblem(await askRoute(route, { token, id }), "not_found", route.path);
    }
  });
});

describe("addresses", () => {
  const paths = [...new Set(ROUTES.map(({ path }) => path)), "/openapi.json", "/docs"];

  it.each(paths)("%s answers 405 to other methods and names its own", async (path) => {
    const own = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    const methods = own.length === 0 ? ["GET"] : own;
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
      (method) => !methods.some((each) => each === method),
    );
    const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).sort();
    const address = fillPath({ path, method: "GET", scope: null });
    for (const method of others) {
      const answer = await call(method, address, { token });
      expectProblem(answer, "method_not_allowed", method);
      expect(answer.headers.get("allow")?.split(", ").sort(), `${method} ${path}`).toEqual(allow);
      expect(answer.body.instance).toBe(`/api/v1${address}`);
    }
  });

  it.each([
    "/",
    "/api",
    "/api/v1",
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v1/payments/",
    "/api/v1/payments/a/b/c",
    "/api/v2/health",
  ])("%s is not found", async (path) => {
    const response = await exports.default.fetch(`http://gateway.test.invalid${path}`);
    const text = await response.text();
    expectProblem({ status: response.status, headers: response.headers, text, body: JSON.parse(text) }, "not_found");
  });

  it("of providers nobody knows are not found", async () => {
    expectProblem(await call("POST", "/webhooks/nobody", { rawBody: "{}" }), "not_found");
    expectProblem(await call("POST", "/providers/nobody/config", { token, body: {} }), "not_found");
    expectProblem(await call("DELETE", "/providers/nobody/config", { token }), "not_found");
  });
});

describe("the table of routes", () => {
  it("is the OpenAPI document's: every route, who may call it, its body, key and query", async () => {
    const { body: document } = await call("GET", "/openapi.json");
    const documented = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        isPublic: operation.security?.length === 0,
        hasBody: operation.requestBody?.content["application/json"] !== undefined,
        needsKey: operation.parameters?.some(({ name }) => name === "idempotency-key") ?? false,
        query: parametersIn("query", operation),
      })),
    );
    const known = ROUTES.map((route) => ({
      route: `${route.method} /api/v1${route.path}`,
      isPublic: route.scope === null,
      hasBody: route.body !== undefined,
      needsKey: route.needsKey ?? false,
      query: Object.keys(route.query ?? {}).sort(),
    }));
    const byRoute = (a: { route: string }, b: { route: string }) => (a.route < b.route ? -1 : 1);
    expect(known.sort(byRoute)).toEqual(documented.sort(byRoute));
  });
});

interface Operation {
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

function parametersIn(place: string, { parameters = [] }: Operation): string[] {
  return parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name }) => name)
    .sort();
}
