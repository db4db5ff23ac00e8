import { describe, expect, it } from "vitest";
import { ConfigurationError, parseConfig } from "../../src/env.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const SECRET = "unit-jwt-signing-key-0123456789abcdef";

/** An environment that is fit for production. */
const FIT = {
  DATABASE_URL: "postgres://gateway:pw@ep-cool-1.eu-central-1.aws.neon.tech/gateway",
  UPSTASH_REDIS_REST_URL: "https://eu1-fit-12345.upstash.io",
  UPSTASH_REDIS_REST_TOKEN: "redis-token-value",
  JWT_SECRET_KEY: SECRET,
  ENCRYPTION_KEYS: `k1:${KEY}`,
  PUBLIC_URL: "https://pay.shop.test",
};

/** What the parser says is wrong, or null. */
function faultOf(overrides: Record<string, unknown>): ConfigurationError | null {
  try {
    parseConfig({ ...FIT, ...overrides });
    return null;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

describe("the configuration", () => {
  it("has the contract's defaults, and is for production unless it says otherwise", () => {
    expect(parseConfig({ ...FIT })).toMatchObject({
      environment: "production",
      webhookRetrySchedule: [60, 300, 900, 3_600, 21_600],
      webhookToleranceSeconds: 300,
      corsOrigins: [],
      neonHttpEndpoint: null,
      jwtSecretPrevious: null,
      jwtAllowAdmin: false,
      regions: [{ number: 0, name: "default" }],
    });
  });

  it("reads an empty variable as an absent one", () => {
    const empty = { NEON_HTTP_ENDPOINT: "", JWT_SECRET_KEY_PREVIOUS: "", WEBHOOK_RETRY_SCHEDULE: "", CORS_ORIGINS: "" };
    expect(parseConfig({ ...FIT, ...empty })).toMatchObject({ neonHttpEndpoint: null, webhookToleranceSeconds: 300 });
  });

  it.each(Object.keys(FIT))("needs %s, and says so by its name", (name) => {
    expect(faultOf({ [name]: undefined })).toMatchObject({ variables: [name], message: expect.stringContaining(name) });
    expect(faultOf({ [name]: "" })?.variables).toContain(name);
  });

  it("names every fault at once, and never a value", () => {
    const fault = faultOf({
      DATABASE_URL: "mysql://LEAK-1",
      JWT_SECRET_KEY: "LEAK-2",
      ENCRYPTION_KEYS: "LEAK-3",
      PUBLIC_URL: "LEAK-4",
    });
    expect(fault?.variables).toEqual(["DATABASE_URL", "JWT_SECRET_KEY", "ENCRYPTION_KEYS", "PUBLIC_URL"]);
    expect(`${fault?.message}${fault?.stack}`).not.toContain("LEAK");
  });

  it.each([
    ["JWT_SECRET_KEY", "x".repeat(31)],
    ["JWT_SECRET_KEY_PREVIOUS", "too-short"],
    ["UPSTASH_REDIS_REST_URL", "redis://host:6379"],
    ["NEON_HTTP_ENDPOINT", "not a url"],
    ["PUBLIC_URL", "ftp://shop.test"],
    ["ENVIRONMENT", "prod"],
    ["JWT_ALLOW_ADMIN", "yes"],
    ["WEBHOOK_TOLERANCE_SECONDS", "-1"],
    ["WEBHOOK_TOLERANCE_SECONDS", "5m"],
    ["WEBHOOK_RETRY_SCHEDULE", "60,,0"],
    ["WEBHOOK_RETRY_SCHEDULE", "60,abc"],
    ["WEBHOOK_RETRY_SCHEDULE", "-1"],
    ["WEBHOOK_RETRY_SCHEDULE", ","],
    ["WEBHOOK_RETRY_SCHEDULE", "86401"],
    ["CORS_ORIGINS", "https://shop.test/"],
    ["CORS_ORIGINS", "shop.test"],
    ["CORS_ORIGINS", "*"],
    ["JWT_ISSUER", "payment-gateway"],
    ["REGIONS_IN_USE", "weur,atlantis"],
    ["REGIONS_IN_USE", ","],
  ])("refuses %s=%s", (name, value) => {
    expect(faultOf({ [name]: value })?.variables).toEqual([name]);
  });

  it("counts the bytes of a signing key, not its characters", () => {
    expect(faultOf({ JWT_SECRET_KEY: "éö".repeat(8) })).toBeNull();
    expect(faultOf({ JWT_SECRET_KEY: "éö".repeat(7) })?.variables).toEqual(["JWT_SECRET_KEY"]);
  });

  it("takes schedules of any length, white space and fractions of seconds included", () => {
    const parse = (text: string) => parseConfig({ ...FIT, WEBHOOK_RETRY_SCHEDULE: text }).webhookRetrySchedule;
    expect(parse("1")).toEqual([1]);
    expect(parse(" 0.2, 1 ,86400")).toEqual([0.2, 1, 86_400]);
    expect(parse(Array.from({ length: 200 }, () => "2").join(","))).toHaveLength(200);
  });

  it("needs an outside issuer whole or not at all", () => {
    const whole = { JWT_JWKS_URL: "https://id.test/jwks", JWT_ISSUER: "https://id.test", JWT_AUDIENCE: "pay" };
    expect(faultOf(whole)).toBeNull();
    for (const name of Object.keys(whole)) expect(faultOf({ ...whole, [name]: undefined }), name).not.toBeNull();
  });

  it("reads origins and regions as lists, and drops the slash behind its own address", () => {
    const config = parseConfig({
      ...FIT,
      CORS_ORIGINS: "https://a.test, https://b.test,",
      REGIONS_IN_USE: "weur,default",
      PUBLIC_URL: "https://pay.shop.test//",
    });
    expect(config.corsOrigins).toEqual(["https://a.test", "https://b.test"]);
    expect(config.regions.map(({ number }) => number)).toEqual([0, 4]);
    expect(config.publicUrl).toBe("https://pay.shop.test");
  });
});

describe("the key ring", () => {
  const other = Buffer.alloc(32, 9).toString("base64");

  it("keeps its order: the first key encrypts, all decrypt", () => {
    const { encryptionKeys } = parseConfig({ ...FIT, ENCRYPTION_KEYS: `new:${other},old:${KEY}` });
    expect(encryptionKeys.map(({ id, key }) => [id, key[0], key.length])).toEqual([
      ["new", 9, 32],
      ["old", 7, 32],
    ]);
  });

  it.each([
    ["no id", KEY],
    ["an empty id", `:${KEY}`],
    ["a key of 31 bytes", `k1:${Buffer.alloc(31).toString("base64")}`],
    ["a key of 33 bytes", `k1:${Buffer.alloc(33).toString("base64")}`],
    ["a key that is not base64", `k1:${"!".repeat(44)}`],
    ["one bad key among good ones", `k1:${KEY},k2:short`],
    ["nothing but commas", ",,"],
  ])("refuses %s", (_, ring) => {
    expect(faultOf({ ENCRYPTION_KEYS: ring })?.variables).toEqual(["ENCRYPTION_KEYS"]);
  });
});

describe("production", () => {
  it.each([
    "localhost",
    "db.localhost",
    "127.0.0.1",
    "127.1.2.3",
    "10.0.0.5",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.10",
    "169.254.169.254",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[fd00::1]",
    "[fe80::1]",
  ])("refuses the address %s, wherever it stands", (host) => {
    const places = {
      DATABASE_URL: `postgres://u:p@${host}:5432/db`,
      NEON_HTTP_ENDPOINT: `http://${host}:8080/sql`,
      UPSTASH_REDIS_REST_URL: `http://${host}:8079`,
      PUBLIC_URL: `http://${host}:8787`,
      CPAY_BASE_URL: `http://${host}:9000`,
      STRIPE_API_BASE: `http://${host}:9001`,
    };
    for (const [name, url] of Object.entries(places)) {
      expect(faultOf({ [name]: url })?.variables, name).toEqual([name]);
      expect(faultOf({ [name]: url, ENVIRONMENT: "staging" }), `${name} in staging`).toBeNull();
      expect(faultOf({ [name]: url, ENVIRONMENT: "development" }), `${name} in development`).toBeNull();
    }
  });

  it.each(["172.32.0.1", "172.15.0.1", "11.0.0.1", "192.169.0.1", "api.cpay.test", "localhost.example.com"])(
    "takes the address %s",
    (host) => {
      expect(faultOf({ CPAY_BASE_URL: `https://${host}/` })).toBeNull();
    },
  );

  it.each([
    "a".repeat(40),
    "change-me-change-me-change-me-change-me",
    "CHANGEME-0123456789-0123456789-01234",
    "development-only-key-0123456789-0123456",
    "this-is-the-default-value-0123456789-01",
    "your-secret-key-0123456789-0123456789",
  ])("refuses the signing key %s, which looks like anyone's", (secret) => {
    expect(faultOf({ JWT_SECRET_KEY: secret })?.variables).toEqual(["JWT_SECRET_KEY"]);
    expect(faultOf({ JWT_SECRET_KEY: secret, ENVIRONMENT: "development" })).toBeNull();
  });
});
