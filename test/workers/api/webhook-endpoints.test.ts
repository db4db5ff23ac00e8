import { describe, expect, inject, it } from "vitest";
import { call, signToken } from "../../support/gateway.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

const url = "https://shop.example/hooks";

describe("a webhook endpoint", () => {
  it("shows its secret once, and is listed without it", async () => {
    const token = await signToken();
    const made = await call("POST", "/webhook-endpoints", { token, body: { url, events: ["payment.*"] } });
    expect(made.status, made.text).toBe(201);
    const { secret, ...rest } = made.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(rest).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      url,
      events: ["payment.*"],
      status: "enabled",
      disabled_reason: null,
      created_at: expect.any(String),
      updated_at: rest.created_at,
    });
    expect((await call("GET", `/webhook-endpoints/${rest.id}`, { token })).body).toEqual(rest);
    const listed = await call("GET", "/webhook-endpoints", { token });
    expect(listed.body).toEqual({ data: [rest], has_more: false, next_cursor: null });
  });

  it("gets everything unless told otherwise", async () => {
    const made = await call("POST", "/webhook-endpoints", { token: await signToken(), body: { url } });
    expect(made.body.events).toEqual(["*"]);
  });

  it.each([
    ["url", {}],
    ["url", { url: "" }],
    ["url", { url: 7 }],
    ["url", { url: "shop.example" }],
    ["url", { url: "ftp://shop.example/" }],
    ["url", { url: "https://user:pass@shop.example/" }],
    ["url", { url: `https://shop.example/${"x".repeat(2_048)}` }],
    ["events", { url, events: [] }],
    ["events", { url, events: "*" }],
    ["events.0", { url, events: ["payment"] }],
    ["events.1", { url, events: ["*", "payment.done"] }],
    ["secret", { url, secret: "whsec_x" }],
  ])("is refused for its %s in %j", async (path, body) => {
    expectFieldError(await call("POST", "/webhook-endpoints", { token: await signToken(), body }), path);
  });

  it.each([
    ["status", { status: "paused" }],
    ["url", { url: "nowhere" }],
    ["events.0", { events: ["everything"] }],
    ["id", { id: "another" }],
  ])("is not changed by a wrong %s", async (path, body) => {
    const token = await signToken();
    const { id } = (await call("POST", "/webhook-endpoints", { token, body: { url } })).body;
    expectFieldError(await call("PATCH", `/webhook-endpoints/${id}`, { token, body }), path);
  });

  it.each(["http://shop.example/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://0x7f.1/"])(
    "at %s is refused in production, made or moved",
    async (bad) => {
      const publicAddress = "https://somewhere.example";
      const providerAddresses = Object.keys(inject("workerVariables")).filter((name) =>
        /_(BASE_URL|API_BASE)$/.test(name),
      );
      const production = reconfigure({
        ENVIRONMENT: "production",
        NEON_HTTP_ENDPOINT: publicAddress,
        UPSTASH_REDIS_REST_URL: publicAddress,
        ...Object.fromEntries(providerAddresses.map((name) => [name, publicAddress])),
        MPESA_CALLBACK_URL: publicAddress,
        PUBLIC_URL: "https://pay.example",
      });
      const token = await signToken();
      const made = await production("POST", "/webhook-endpoints", { token, body: { url } });
      expect(made.status, made.text).toBe(201);
      expectFieldError(await production("POST", "/webhook-endpoints", { token, body: { url: bad } }), "url");
      const moved = await production("PATCH", `/webhook-endpoints/${made.body.id}`, { token, body: { url: bad } });
      expectFieldError(moved, "url");
    },
  );
});
