import { beforeAll, describe, expect, it } from "vitest";
import { type ApiAnswer, call, paymentBody, signAdminToken, signToken } from "../../support/gateway.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

let token = "";
let admin = "";

beforeAll(async () => {
  token = await signToken();
  admin = await signAdminToken();
});

/** One answer of each kind there is. */
async function answersOfAllKinds(headers: Record<string, string>): Promise<Record<string, ApiAnswer>> {
  const key = await call("POST", "/api-keys", { token, body: { name: "k" }, headers });
  return {
    ok: await call("GET", "/health", { headers }),
    created: key,
    "no content": await call("DELETE", `/api-keys/${key.body.id}`, { token, headers }),
    made: await call("POST", "/payments/initialize", {
      token,
      body: paymentBody(),
      headers: { ...headers, "idempotency-key": crypto.randomUUID() },
    }),
    document: await call("GET", "/openapi.json", { headers }),
    page: await call("GET", "/docs", { headers }),
    text: await call("GET", "/metrics", { token: admin, headers: { ...headers, accept: "text/plain" } }),
    unauthenticated: await call("GET", "/payments", { headers }),
    forbidden: await call("GET", "/merchants", { token, headers }),
    "not found": await call("GET", "/nothing", { headers }),
    "wrong method": await call("PUT", "/health", { headers }),
    invalid: await call("GET", "/payments?limit=0", { token, headers }),
    misconfigured: await reconfigure({ DATABASE_URL: "" })("GET", "/health", { headers }),
  };
}

describe("every answer", () => {
  it("has the headers that keep browsers from guessing, framing and keeping", async () => {
    for (const [kind, { headers }] of Object.entries(await answersOfAllKinds({}))) {
      expect(headers.get("x-content-type-options"), kind).toBe("nosniff");
      expect(headers.get("x-frame-options"), kind).toBe("DENY");
      expect(headers.get("referrer-policy"), kind).toBe("no-referrer");
      expect(headers.get("strict-transport-security"), kind).toMatch(/^max-age=\d{8}/);
      expect(headers.get("content-security-policy"), kind).toContain("default-src 'none'");
      expect(headers.get("cache-control"), kind).toMatch(kind === "page" ? /no-cache/ : /no-store/);
    }
  });

  it("keeps a valid request id", async () => {
    for (const id of ["a", "abc-123_x.y:z", "9".repeat(128)]) {
      for (const [kind, { headers }] of Object.entries(await answersOfAllKinds({ "x-request-id": id }))) {
        expect(headers.get("x-request-id"), kind).toBe(id);
      }
    }
  });

  it("has a new request id in place of one that is not", async () => {
    const seen = new Set<string | null>();
    const bad = ["", "a b", "<script>", "-x", "a,b", '"x"', "x".repeat(129), undefined];
    for (const id of bad) {
      const answer = await call("GET", "/payments", id === undefined ? {} : { headers: { "x-request-id": id } });
      expect(answer.headers.get("x-request-id"), id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
      seen.add(answer.headers.get("x-request-id"));
    }
    expect(seen.size).toBe(bad.length);
  });

  it("lets the allowed origin read it, errors included", async () => {
    for (const [kind, { headers }] of Object.entries(await answersOfAllKinds({ origin: "https://shop.example" }))) {
      if (kind === "misconfigured") continue;
      expect(headers.get("access-control-allow-origin"), kind).toBe("https://shop.example");
      expect(headers.get("access-control-expose-headers"), kind).toContain("X-Request-Id");
      expect(headers.get("access-control-allow-credentials"), kind).toBeNull();
      expect(headers.get("vary"), kind).toMatch(/Origin/i);
    }
  });

  it.each([
    "https://evil.example",
    "http://shop.example",
    "https://shop.example.evil.example",
    "https://shop.example:8443",
    "null",
  ])("does not let %s read it", async (origin) => {
    for (const [kind, { headers }] of Object.entries(await answersOfAllKinds({ origin }))) {
      expect(headers.get("access-control-allow-origin"), kind).toBeNull();
    }
  });
});

describe("a browser's question beforehand", () => {
  const ask = (origin: string) =>
    call("OPTIONS", "/payments/initialize", {
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "idempotency-key" },
    });

  it("is answered yes for the allowed origin, and with nothing for others", async () => {
    const yes = await ask("https://shop.example");
    expect(yes.status).toBe(204);
    expect(yes.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(yes.headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = yes.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const name of ["authorization", "content-type", "idempotency-key"]) expect(allowed).toContain(name);
    expect((await ask("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is no question where no origin is allowed", async () => {
    const closed = reconfigure({ CORS_ORIGINS: "" });
    const headers = { origin: "https://shop.example", "access-control-request-method": "GET" };
    const answer = await closed("OPTIONS", "/payments", { headers });
    expectProblem(answer, "method_not_allowed");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect((await closed("GET", "/health", { headers })).headers.get("access-control-allow-origin")).toBeNull();
  });
});
