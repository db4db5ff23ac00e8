import { env } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { CURRENCIES } from "../../../src/domain/currency.ts";
import { call, initialize, paymentBody, refund, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { payoutTermsOf } from "../engine/support/payouts.ts";
import { ACTOR, onShard } from "../engine/support/shard.ts";
import { expectProblem, freshAddress } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";
import { fillPath, ROUTES } from "./support/route-table.ts";

let token = "";
let admin = "";

beforeAll(async () => {
  token = await signToken();
  admin = await signAdminToken();
});

describe("GET /health", () => {
  it("is ok when everything answers, for everybody", async () => {
    const { status, body } = await call("GET", "/health");
    const check = { status: "ok", latency_ms: expect.any(Number) };
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { status: "ok", version: "0.1.0", checks: { database: check, redis: check, queue: check } },
    });
  });
});

describe("GET /health, with a store away", () => {
  const nowhere = "http://127.0.0.1:9";

  it.each([
    ["database", "NEON_HTTP_ENDPOINT"],
    ["redis", "UPSTASH_REDIS_REST_URL"],
  ])("is degraded without the %s, and payments still go through", async (part, variable) => {
    const ask = reconfigure({ [variable]: nowhere });
    const health = await ask("GET", "/health");
    expect(health.status).toBe(200);
    expect(health.body).toMatchObject({ status: "degraded", checks: { queue: { status: "ok" } } });
    for (const each of ["database", "redis"])
      expect(health.body.checks[each].status).toBe(each === part ? "down" : "ok");

    const headers = { "idempotency-key": crypto.randomUUID() };
    const made = await ask("POST", "/payments/initialize", {
      token,
      body: paymentBody("approve@example.com"),
      headers,
    });
    expect(made.status, made.text).toBe(201);
    expect((await ask("GET", `/payments/${made.body.id}`, { token })).status).toBe(200);
  });

  it("says of lists and reports that the database is away, and when to ask again", async () => {
    const ask = reconfigure({ NEON_HTTP_ENDPOINT: nowhere });
    const payment = (await initialize(token, paymentBody())).body.id;
    for (const path of [
      "/payments",
      "/audit-logs",
      "/events",
      `/payments/${payment}/audit/verify`,
      "/merchants",
      "/metrics",
    ]) {
      const answer = await ask("GET", path, { token: path === "/merchants" || path === "/metrics" ? admin : token });
      expectProblem(answer, "database_unavailable", path);
      expect(answer.headers.get("retry-after")).toMatch(/^[1-9][0-9]*$/);
    }
  });
});

interface Family {
  readonly type: string;
  readonly samples: { readonly name: string; readonly labels: Record<string, string>; readonly value: number }[];
}

/** Reads Prometheus text strictly: each family once, its HELP and TYPE before its samples, every sample once. */
function readExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  const seen = new Set<string>();
  let current = "";
  for (const line of lines) {
    const [, help] = /^# HELP ([a-z_]+) \S.*$/.exec(line) ?? [];
    const [, typed, type] = /^# TYPE ([a-z_]+) (gauge|counter|histogram)$/.exec(line) ?? [];
    if (help !== undefined) {
      expect(families.has(help)).toBe(false);
      current = help;
    } else if (typed !== undefined && type !== undefined) {
      expect(typed).toBe(current);
      families.set(typed, { type, samples: [] });
    } else {
      const [, name = "", labels = "", value] = /^([a-z_]+)(?:\{(.*)\})? (-?[0-9.e+-]+)$/.exec(line) ?? [line];
      expect(value, line).toBeDefined();
      expect(seen.has(`${name}{${labels}}`), line).toBe(false);
      seen.add(`${name}{${labels}}`);
      const family = families.get(current);
      const suffixes = family?.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      expect(suffixes.map((suffix) => `${current}${suffix}`)).toContain(name);
      if (family?.type === "counter") expect(name).toMatch(/_total$/);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/g)];
      expect(pairs.map(([pair]) => pair).join("")).toBe(labels);
      const named = Object.fromEntries(pairs.map(([, label = "", given = ""]) => [label, given]));
      family?.samples.push({ name, labels: named, value: Number(value) });
    }
  }
  return families;
}

describe("GET /metrics", () => {
  const read = (accept?: string) =>
    call("GET", "/metrics", { token: admin, ...(accept ? { headers: { accept } } : {}) });

  it("counts what there is", async () => {
    const before = (await read()).body;
    await initialize(token, paymentBody("approve@example.com", { amount: "12.34", currency: "UYU" }));
    await initialize(token, paymentBody("decline@example.com"));
    const { body } = await until(
      () => read(),
      (answer) =>
        JSON.stringify(answer.body.volume).includes("UYU") &&
        answer.body.transactions.by_status.failed > before.transactions.by_status.failed,
    );
    const { transactions, volume } = body;
    expect(Object.keys(body).sort()).toEqual(
      ["transactions", "success_rate", "volume", "webhooks", "latency_ms", "generated_at"].sort(),
    );
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
    expect(transactions.total).toBeGreaterThanOrEqual(before.transactions.total + 2);
    expect(sum(transactions.by_status)).toBe(transactions.total);
    expect(sum(transactions.by_provider)).toBe(transactions.total);
    // Counted a moment after the total, which a payment may have passed meanwhile.
    expect(sum(transactions.by_day)).toBeGreaterThanOrEqual(transactions.total);
    expect(Object.keys(transactions.by_day).join(" ")).toMatch(/^(\d{4}-\d\d-\d\d ){29}\d{4}-\d\d-\d\d$/);
    expect(transactions.by_status.completed).toBeGreaterThan(before.transactions.by_status.completed);
    expect(volume).toContainEqual({ currency: "UYU", amount_minor: 1_234 });
    expect(body.success_rate).toBeGreaterThan(0);
    expect(body.success_rate).toBeLessThan(1);
    expect(body.webhooks).toEqual({ backlog: expect.any(Number), dead_letters: expect.any(Number) });
    for (const percentile of ["p50", "p95", "p99"]) expect(body.latency_ms[percentile]).toBeGreaterThanOrEqual(0);
    expect(Date.parse(body.generated_at)).toBeGreaterThan(Date.now() - 60_000);
  });

  it("is Prometheus text for who asks for text, JSON for who takes JSON", async () => {
    for (const accept of [
      "text/plain",
      "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
    ]) {
      const { headers, text } = await read(accept);
      expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(text.endsWith("\n")).toBe(true);
      const families = readExposition(text);
      expect(families.get("gateway_transactions")?.type).toBe("gauge");
      expect(text).toMatch(/^gateway_transactions\{status="completed"\} [1-9]/m);
      expect(text).toMatch(/^gateway_volume_minor_units_total\{provider="cpay",currency="UYU"\} 1234$/m);
      for (const name of ["gateway_provider_latency_seconds", "gateway_payment_completion_seconds"]) {
        const histogram = families.get(name);
        expect(histogram?.type).toBe("histogram");
        const buckets = histogram?.samples.filter((sample) => sample.name === `${name}_bucket`) ?? [];
        const bounds = buckets.map(({ labels }) =>
          labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le),
        );
        expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
        expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
        const counts = buckets.map(({ value }) => value);
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
        expect(histogram?.samples.find((sample) => sample.name === `${name}_count`)?.value).toBe(counts.at(-1));
        expect(counts.at(-1)).toBeGreaterThan(0);
        expect(histogram?.samples.find((sample) => sample.name === `${name}_sum`)?.value).toBeGreaterThan(0);
      }
    }
    for (const accept of ["application/json", "*/*", "application/json, text/plain, */*"]) {
      expect((await read(accept)).headers.get("content-type"), accept).toContain("application/json");
    }
  });
});

describe("GET /providers", () => {
  it("shows what each can do, and whether it is set up, and no key of it", async () => {
    const { body, text } = await call("GET", "/providers", { token });
    expect(body.data).toContainEqual(
      expect.objectContaining({
        name: "cpay",
        title: "CPay",
        is_active: true,
        health: expect.stringMatching(/^(ok|failing|unknown)$/),
      }),
    );
    const [cpay] = body.data;
    expect(cpay.currencies).toEqual(CURRENCIES);
    expect(cpay.capabilities).toMatchObject({ refund: true, cancel: true, manual_capture: false });
    expect(text).not.toContain(inject("workerVariables").CPAY_API_KEY);
    const off = reconfigure({ CPAY_BASE_URL: "", CPAY_API_KEY: "", CPAY_API_SECRET: "", CPAY_WEBHOOK_SECRET: "" });
    expect((await off("GET", "/providers", { token })).body.data[0].is_active).toBe(false);
  });
});

describe("HEAD", () => {
  const paths = [
    ...ROUTES.filter(({ method }) => method === "GET").map((route) => fillPath(route)),
    "/openapi.json",
    "/docs",
    "/nothing",
  ];

  it.each(paths)("%s answers as GET does, without a body", async (path) => {
    const headers = { "cf-connecting-ip": freshAddress() };
    const got = await call("GET", path, { token: admin, headers });
    const response = await exports.default.fetch(`http://gateway.test.invalid/api/v1${path}`, {
      method: "HEAD",
      headers: { ...headers, authorization: `Bearer ${admin}` },
    });
    expect(await response.text()).toBe("");
    expect(response.status).toBe(got.status);
    expect(response.headers.get("content-type")).toBe(got.headers.get("content-type"));
    expect(response.headers.get("x-request-id")).toMatch(/\S/);
  });
});

describe("secrets", () => {
  it("are in no answer", async () => {
    const made = await initialize(token, paymentBody("approve@example.com"));
    const declined = await initialize(token, paymentBody("refuse@example.com"));
    const back = await refund(token, made.body.id, { amount: "1.00" });
    const key = await call("POST", "/api-keys", { token, body: { name: "k" } });
    const shown = [made, declined, back];
    const callbackSecret = "c1".repeat(16);
    const payout = { ...payoutTermsOf(crypto.randomUUID(), crypto.randomUUID()), callbackSecret };
    await onShard(payout.id, (shard) => shard.beginPayout(payout, "owner", ACTOR));
    const hook = await call("POST", "/webhook-endpoints", { token: admin, body: { url: "https://shop.example/" } });
    const delivery = await call("POST", `/webhook-endpoints/${hook.body.id}/test`, { token: admin });
    const hooks = { webhook_endpoint: hook.body.id, webhook_delivery: delivery.body.id };
    const ids = { ...hooks, payment: made.body.id, refund: back.body.id, payout: payout.id, api_key: key.body.id };
    for (const route of ROUTES) {
      if (route.method !== "GET") continue;
      shown.push(await call("GET", fillPath(route, route.object && ids[route.object]), { token: admin }));
    }
    const names = [
      "JWT_SECRET_KEY",
      "ENCRYPTION_KEYS",
      "UPSTASH_REDIS_REST_TOKEN",
      "CPAY_API_KEY",
      "CPAY_API_SECRET",
      "CPAY_WEBHOOK_SECRET",
    ];
    const variables = env as unknown as Record<string, string>;
    const secrets = [
      ...names.map((name) => variables[name] ?? ""),
      key.body.client_secret,
      hook.body.secret,
      callbackSecret,
      token,
      admin,
    ];
    for (const secret of secrets) expect(secret).toMatch(/.{8}/);
    for (const answer of shown) {
      for (const secret of secrets) expect(answer.text.includes(secret), answer.text.slice(0, 200)).toBe(false);
    }
  });
});
