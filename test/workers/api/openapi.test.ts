import { beforeAll, describe, expect, it } from "vitest";
import { PROBLEMS, type ProblemCode } from "../../../src/domain/problem.ts";
import {
  type ApiAnswer,
  call,
  initialize,
  paymentBody,
  refund,
  signAdminToken,
  signToken,
  until,
} from "../../support/gateway.ts";
import { freshAddress } from "./support/expect-problem.ts";
import { ROUTES, type Route } from "./support/route-table.ts";

interface Media {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: Record<string, unknown> }>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

let answer: ApiAnswer;
let document: ApiAnswer["body"];

beforeAll(async () => {
  answer = await call("GET", "/openapi.json");
  document = answer.body;
});

const operationOf = ({ method, path }: Route): Operation => document.paths[`/api/v1${path}`][method.toLowerCase()];

/** What the guards and the readers of a route can answer, whatever the route does. */
function codesOf(route: Route): ProblemCode[] {
  return [
    ...(route.scope === null ? [] : (["unauthenticated", "invalid_token", "insufficient_scope"] as const)),
    "rate_limited",
    "internal_error",
    "configuration_invalid",
    ...(route.body
      ? (["malformed_json", "payload_too_large", "unsupported_media_type", "validation_failed"] as const)
      : []),
    ...(route.query ? (["validation_failed"] as const) : []),
    ...(route.query && !route.isWithoutPostgres ? (["database_unavailable"] as const) : []),
    ...(route.object ? (["not_found"] as const) : []),
    ...(route.needsKey
      ? ([
          "idempotency_key_missing",
          "idempotency_key_invalid",
          "idempotency_in_progress",
          "idempotency_key_reused",
        ] as const)
      : []),
  ];
}

/** What single routes can answer besides. */
const OWN_CODES: Readonly<Record<string, readonly ProblemCode[]>> = {
  createToken: ["invalid_client", "invalid_request"],
  initializePayment: ["not_supported_by_provider", "provider_unavailable"],
  refundPayment: ["invalid_state", "refund_exceeds_balance", "not_supported_by_provider"],
  cancelPayment: ["invalid_state", "operation_in_progress", "not_supported_by_provider"],
  verifyAuditChain: ["database_unavailable"],
  receiveWebhook: ["invalid_signature", "webhook_expired", "not_found", "malformed_json", "payload_too_large"],
  createApiKey: ["invalid_state"],
  createMerchant: ["already_exists"],
  createWebhookEndpoint: ["invalid_state"],
  rotateWebhookSecret: ["invalid_state"],
  testWebhookEndpoint: ["invalid_state"],
  resendDelivery: ["invalid_state"],
  replayEvents: ["invalid_state", "database_unavailable"],
  getMetrics: ["database_unavailable"],
};

describe("GET /openapi.json", () => {
  it("is an OpenAPI 3.1 document for everybody", () => {
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({
      title: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: "http", scheme: "bearer" });
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it("points at nothing that is not in it", () => {
    const pointers = [...answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = ""]) => pointer.split("/"));
    for (const pointer of pointers) {
      const target = pointer.reduce<unknown>(
        (node, name) => (node as Record<string, unknown> | undefined)?.[name],
        document,
      );
      expect(target, pointer.join("/")).toBeDefined();
    }
  });

  it("names every operation once, under a tag it explains", () => {
    const operations = ROUTES.map(operationOf);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
    const tags: string[] = document.tags.map(({ name }: { name: string }) => name);
    for (const { summary, description, tags: own } of operations) {
      expect(summary).toMatch(/\S/);
      expect(description).toMatch(/\S/);
      for (const tag of own) expect(tags).toContain(tag);
    }
  });
});

describe.each(ROUTES)("the description of $method $path", (route) => {
  it("has an example of every answer and of every body", () => {
    const { responses, requestBody } = operationOf(route);
    const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
    if (!route.path.endsWith("/config")) expect(successes).not.toHaveLength(0);
    for (const [status, { content }] of Object.entries(responses)) {
      if (status === "204") continue;
      for (const media of Object.values(content ?? { none: {} })) {
        expect(media.schema, status).toBeDefined();
        expect(media.example ?? media.examples, status).toBeDefined();
      }
    }
    if (route.body === undefined) return;
    expect(requestBody?.required ?? false).toBe(route.isBodyOptional !== true);
    for (const [type, media] of Object.entries(requestBody?.content ?? {})) expect(media.example, type).toBeDefined();
  });

  it("tells of every problem that the route can answer, with an example", () => {
    const { responses, operationId } = operationOf(route);
    for (const code of [...codesOf(route), ...(OWN_CODES[operationId] ?? [])]) {
      const { status, title } = PROBLEMS[code];
      const media = responses[String(status)]?.content?.["application/problem+json"];
      expect(media?.examples?.[code]?.value, code).toMatchObject({ code, status, title, type: expect.any(String) });
    }
  });

  it("declares the parameters of its path, and its key", () => {
    const { parameters = [] } = operationOf(route);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = parameters.filter((parameter) => parameter.in === "path");
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    const key = parameters.find(({ name }) => name === "idempotency-key");
    expect(key?.in).toBe(route.needsKey ? "header" : undefined);
    expect(key?.required).toBe(route.needsKey);
  });
});

describe("the examples", () => {
  const exampleOf = (method: Route["method"], path: string, status: string) =>
    operationOf({ method, path, scope: null }).responses[status]?.content?.["application/json"]?.example as Record<
      string,
      unknown
    >;
  const rowOf = (method: Route["method"], path: string) => (exampleOf(method, path, "200").data as unknown[])[0];

  /** The same members, to the given depth of the example's own objects. */
  function expectSameShape(actual: unknown, example: unknown, what: string): void {
    expect(Object.keys(actual as object).sort(), what).toEqual(Object.keys(example as object).sort());
  }

  it("have the members that the gateway's answers have", async () => {
    const token = await signToken();
    const admin = await signAdminToken();
    const made = await initialize(token, paymentBody("approve@example.com"));
    const back = await refund(token, made.body.id, { amount: "1.00" });
    const key = await call("POST", "/api-keys", { token, body: { name: "k" } });
    const url = "https://shop.example/hooks";
    const hook = await call("POST", "/webhook-endpoints", { token, body: { url } });
    const delivery = await call("POST", `/webhook-endpoints/${hook.body.id}/test`, { token });
    const merchant = await call("POST", "/merchants", { token: admin, body: { name: "Shop" } });
    const { client_id, client_secret } = key.body;
    const exchanged = await call("POST", "/auth/token", {
      body: { client_id, client_secret },
      headers: { "cf-connecting-ip": freshAddress() },
    });
    const payment = await call("GET", `/payments/${made.body.id}`, { token });
    await until(
      () => call("GET", "/events", { token }),
      ({ body }) => body.data.length === 4,
    );
    const get = async (path: string, by = token) => (await call("GET", path, { token: by })).body;

    expectSameShape(made.body, exampleOf("POST", "/payments/initialize", "201"), "payment");
    expectSameShape(payment.body, exampleOf("GET", "/payments/{id}", "200"), "payment in full");
    expectSameShape(payment.body.audit_trail[0], rowOf("GET", "/audit-logs"), "audit entry");
    expectSameShape(back.body, exampleOf("POST", "/payments/{id}/refund", "201"), "refund");
    expectSameShape(await get(`/refunds/${back.body.id}`), exampleOf("GET", "/refunds/{id}", "200"), "refund read");
    expectSameShape(key.body, exampleOf("POST", "/api-keys", "201"), "key");
    expectSameShape(hook.body, exampleOf("POST", "/webhook-endpoints", "201"), "webhook endpoint");
    expectSameShape(delivery.body, exampleOf("POST", "/webhook-endpoints/{id}/test", "202"), "delivery");
    expectSameShape(merchant.body, exampleOf("POST", "/merchants", "201"), "merchant");
    expectSameShape(exchanged.body, exampleOf("POST", "/auth/token", "200"), "token");
    for (const path of [
      "/payments",
      "/audit-logs",
      "/events",
      "/providers",
      "/api-keys",
      "/webhook-endpoints",
      "/merchants",
    ]) {
      const listed = await until(
        () => get(path, path === "/merchants" ? admin : token),
        ({ data }) => data.length > 0,
      );
      expectSameShape(listed, exampleOf("GET", path, "200"), path);
      expectSameShape(listed.data[0], rowOf("GET", path), `a row of ${path}`);
    }
    for (const path of ["/payments/{id}/refunds", "/payments/{id}/audit/verify"]) {
      expectSameShape(await get(path.replace("{id}", made.body.id)), exampleOf("GET", path, "200"), path);
    }
    for (const path of ["/health", "/metrics"])
      expectSameShape(await get(path, admin), exampleOf("GET", path, "200"), path);
  });
});

describe("GET /docs", () => {
  it("is a page that loads nothing from elsewhere and runs nothing inline", async () => {
    const page = await call("GET", "/docs");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toMatch(/^text\/html; charset=utf-8$/i);
    const policy = page.headers.get("content-security-policy") ?? "";
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy.split("; ")).toContain(rule);
    }
    expect(page.text).not.toMatch(/https?:|"\/\/|<script(?![^>]*\ssrc=)|\son\w+=|javascript:/i);
    expect([...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].every(([, url = ""]) => url.startsWith("/"))).toBe(true);
  });

  it("explains every problem where its type points", async () => {
    const page = await call("GET", "/docs");
    for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
      expect(page.text).toContain(
        `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td>`,
      );
    }
  });
});
