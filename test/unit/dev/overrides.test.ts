import { describe, expect, it } from "vitest";
import { parseOverrides } from "../../../dev/stack/overrides.ts";
import { StartFailure } from "../../../dev/stack/start-failure.ts";

describe("overrides from the environment", () => {
  it("passes on the Worker's variables and nothing else", () => {
    const { variables } = parseOverrides({
      PATH: "/bin",
      STRIPE_API_KEY: "sk",
      MPESA_SHORTCODE_TYPE: "till",
      ENVIRONMENT: "staging",
      CORS_ORIGINS: "https://a.example",
      CPAY_BASE_URL: "https://cpay.example/base",
      WEBHOOK_RETRY_SCHEDULE: "",
      DATABASE_URL: "postgres://localhost/db",
    });
    expect(variables).toEqual({
      STRIPE_API_KEY: "sk",
      MPESA_SHORTCODE_TYPE: "till",
      ENVIRONMENT: "staging",
      CORS_ORIGINS: "https://a.example",
      CPAY_BASE_URL: "https://cpay.example/base",
    });
  });

  it("takes an empty value for none", () => {
    expect(parseOverrides({ DATABASE_URL: "", REDIS_URL: "" })).toEqual({ variables: {} });
  });

  it.each([
    ["DATABASE_URL", { DATABASE_URL: "localhost/db" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://localhost/db" }],
    ["REDIS_URL", { REDIS_URL: "localhost:6379" }],
    ["NEON_HTTP_ENDPOINT", { NEON_HTTP_ENDPOINT: "ftp://x", DATABASE_URL: "postgres://localhost/db" }],
    ["NEON_HTTP_ENDPOINT", { NEON_HTTP_ENDPOINT: "http://localhost/sql" }],
    ["UPSTASH_REDIS_REST_TOKEN", { UPSTASH_REDIS_REST_URL: "http://localhost" }],
    ["STRIPE_API_BASE", { STRIPE_API_BASE: "stripe" }],
    ["PUBLIC_URL", { PUBLIC_URL: "//host" }],
    ["JWT_SECRET_KEY", { JWT_SECRET_KEY: "too short" }],
  ])("refuses a bad value and names %s", (name, environment) => {
    expect(() => parseOverrides(environment)).toThrow(StartFailure);
    expect(() => parseOverrides(environment)).toThrow(name);
  });

  it("never repeats a value", () => {
    expect(() => parseOverrides({ DATABASE_URL: "http://user:hunter2@host" })).not.toThrow("hunter2");
  });
});
