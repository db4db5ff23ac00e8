import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseConfig } from "../../../src/env.ts";
import { issueAccessToken, verifyAccessToken } from "../../../src/services/auth/access-token.ts";
import { createVerifiedTokens } from "../../../src/services/auth/verified-tokens.ts";
import type { Principal } from "../../../src/services/principal.ts";

const NOW = Date.UTC(2026, 0, 1);
const PRINCIPAL: Principal = { subject: "user", merchantId: "shop", scopes: new Set(["payments:read"] as const) };

function remembering(expiresAtSeconds: number) {
  const tokens = createVerifiedTokens();
  tokens.remember("a.b.c", { principal: PRINCIPAL, expiresAtSeconds }, NOW);
  return tokens;
}

describe("a token that was verified", () => {
  it("is known for half a minute, and no other with it", () => {
    const tokens = remembering(NOW / 1_000 + 900);
    expect(tokens.find("a.b.c", NOW + 29_999)).toBe(PRINCIPAL);
    expect(tokens.find("a.b.d", NOW)).toBeNull();
    expect(tokens.find("a.b.c", NOW + 30_000)).toBeNull();
  });

  it("is not known beyond its own end", () => {
    const tokens = remembering(NOW / 1_000 + 5);
    expect(tokens.find("a.b.c", NOW + 4_999)).toBe(PRINCIPAL);
    expect(tokens.find("a.b.c", NOW + 5_000)).toBeNull();
  });

  it("makes way for newer ones when there are very many", () => {
    const tokens = remembering(NOW / 1_000 + 900);
    for (let made = 0; made < 2_000; made += 1) {
      tokens.remember(`token ${made}`, { principal: PRINCIPAL, expiresAtSeconds: NOW / 1_000 + 900 }, NOW);
    }
    expect(tokens.find("a.b.c", NOW)).toBeNull();
    expect(tokens.find("token 1999", NOW)).toBe(PRINCIPAL);
  });
});

describe("verifying a token again", () => {
  const config = parseConfig({
    DATABASE_URL: "postgres://localhost/x",
    UPSTASH_REDIS_REST_URL: "http://localhost",
    UPSTASH_REDIS_REST_TOKEN: "token",
    JWT_SECRET_KEY: "s".repeat(31) + "t",
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
    PUBLIC_URL: "http://localhost",
    ENVIRONMENT: "development",
  });

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("gives the same caller until the second it expires", async () => {
    const token = await issueAccessToken(config, "user", "shop", ["payments:read"]);
    const first = await verifyAccessToken(config, token);
    expect(await verifyAccessToken(config, token)).toBe(first);
    vi.setSystemTime(NOW + 899_000);
    expect(await verifyAccessToken(config, token)).toEqual(first);
    vi.setSystemTime(NOW + 900_000);
    await expect(verifyAccessToken(config, token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("never takes a changed token for one that was good", async () => {
    const token = await issueAccessToken(config, "user", "shop", ["payments:read"]);
    await verifyAccessToken(config, token);
    const [header, , signature] = token.split(".");
    const claims = Buffer.from(JSON.stringify({ sub: "user", merchant_id: "other" })).toString("base64url");
    await expect(verifyAccessToken(config, `${header}.${claims}.${signature}`)).rejects.toMatchObject({
      code: "invalid_token",
    });
  });
});
