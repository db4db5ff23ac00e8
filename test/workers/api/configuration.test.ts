import { describe, expect, it } from "vitest";
import { signToken } from "../../support/gateway.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

const REQUIRED = [
  "DATABASE_URL",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "JWT_SECRET_KEY",
  "ENCRYPTION_KEYS",
  "PUBLIC_URL",
];

const MALFORMED: readonly (readonly [string, string])[] = [
  ["DATABASE_URL", "mysql://canary-user:canary@db.example/x"],
  ["DATABASE_URL", "canary"],
  ["NEON_HTTP_ENDPOINT", "canary"],
  ["UPSTASH_REDIS_REST_URL", "redis://canary"],
  ["UPSTASH_REDIS_REST_TOKEN", ""],
  ["JWT_SECRET_KEY", "canary-short"],
  ["JWT_SECRET_KEY_PREVIOUS", "canary-short"],
  ["JWT_ALLOW_ADMIN", "canary"],
  ["ENCRYPTION_KEYS", "canary"],
  ["ENCRYPTION_KEYS", "k1:Y2FuYXJ5"],
  ["WEBHOOK_RETRY_SCHEDULE", "60,canary"],
  ["WEBHOOK_RETRY_SCHEDULE", "60,-1"],
  ["WEBHOOK_TOLERANCE_SECONDS", "canary"],
  ["PUBLIC_URL", "canary.example"],
  ["ENVIRONMENT", "canary"],
  ["CPAY_BASE_URL", "canary"],
];

describe("a Worker without a variable it needs", () => {
  it.each(REQUIRED)("names %s in a 500 on every address", async (name) => {
    for (const value of [undefined, ""]) {
      const ask = reconfigure({ [name]: value });
      const token = await signToken();
      for (const [method, path] of [
        ["GET", "/health"],
        ["GET", "/payments"],
        ["POST", "/payments/initialize"],
        ["GET", "/docs"],
        ["GET", "/nothing"],
      ] as const) {
        const answer = await ask(method, path, { token });
        expectProblem(answer, "configuration_invalid", path);
        expect(answer.body.detail).toContain(name);
      }
    }
  });

  it.each(["CPAY_BASE_URL", "CPAY_API_KEY", "CPAY_API_SECRET", "CPAY_WEBHOOK_SECRET"])(
    "names %s when its provider's others are set",
    async (name) => {
      const answer = await reconfigure({ [name]: "" })("GET", "/health");
      expectProblem(answer, "configuration_invalid");
      expect(answer.body.detail).toBe(`${name} is missing while others of its provider are set`);
    },
  );

  it("names all that is wrong at once", async () => {
    const answer = await reconfigure({ DATABASE_URL: undefined, PUBLIC_URL: "canary", JWT_SECRET_KEY: "canary" })(
      "GET",
      "/health",
    );
    for (const name of ["DATABASE_URL", "PUBLIC_URL", "JWT_SECRET_KEY"]) expect(answer.body.detail).toContain(name);
    expect(answer.text).not.toContain("canary");
  });

  it("names what belongs together when only a part is set", async () => {
    const answer = await reconfigure({ JWT_JWKS_URL: "https://login.example/jwks" })("GET", "/health");
    expectProblem(answer, "configuration_invalid");
    for (const name of ["JWT_JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE"]) expect(answer.body.detail).toContain(name);
  });
});

describe("a Worker with a variable that is wrong", () => {
  it.each(MALFORMED)("names %s and never its value (%s)", async (name, value) => {
    const answer = await reconfigure({ [name]: value })("GET", "/health");
    expectProblem(answer, "configuration_invalid");
    expect(answer.body.detail).toContain(name);
    expect(answer.text).not.toMatch(/canary|Y2FuYXJ5/);
    expect([...answer.headers].join()).not.toContain("canary");
  });

  it("refuses local addresses and default secrets in production, and says which", async () => {
    const answer = await reconfigure({ ENVIRONMENT: "production", JWT_SECRET_KEY: "change-me-".repeat(4) })(
      "GET",
      "/health",
    );
    expectProblem(answer, "configuration_invalid");
    for (const name of ["NEON_HTTP_ENDPOINT", "UPSTASH_REDIS_REST_URL", "CPAY_BASE_URL", "JWT_SECRET_KEY"]) {
      expect(answer.body.detail).toContain(name);
    }
    expect(answer.text).not.toMatch(/127\.0\.0\.1|change-me/);
  });

  it.each([
    ["JWT_SECRET_KEY_PREVIOUS", ""],
    ["NEON_HTTP_ENDPOINT", undefined],
    ["CORS_ORIGINS", ""],
    ["WEBHOOK_RETRY_SCHEDULE", ""],
    ["WEBHOOK_TOLERANCE_SECONDS", ""],
  ])("does without %s as %j", async (name, value) => {
    const answer = await reconfigure({ [name]: value })("GET", "/providers", { token: await signToken() });
    expect(answer.status, answer.text).toBe(200);
  });
});
