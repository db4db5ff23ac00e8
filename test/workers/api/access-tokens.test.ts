import { generateKeyPair, importJWK, type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import { describe, expect, inject, it } from "vitest";
import { OWN_AUDIENCE, OWN_ISSUER, SCOPES } from "../../../src/domain/token-claims.ts";
import { call, initialize, paymentBody, signToken } from "../../support/gateway.ts";
import { expectProblem } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";

const encode = (secret: string) => new TextEncoder().encode(secret);

describe("while the signing secret changes", () => {
  const before = inject("services").jwtSecret;
  const after = "the-next-secret-of-more-than-32-bytes";
  const changing = reconfigure({ JWT_SECRET_KEY: after, JWT_SECRET_KEY_PREVIOUS: before });

  const sign = (secret: string, exp = "1h") =>
    new SignJWT({ merchant_id: "m-1", scope: "payments:read" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("test-user")
      .setIssuer(OWN_ISSUER)
      .setAudience(OWN_AUDIENCE)
      .setExpirationTime(exp)
      .sign(encode(secret));

  it("tokens of the old and of the new one are good, of others not", async () => {
    expect((await changing("GET", "/payments", { token: await sign(after) })).status).toBe(200);
    expect((await changing("GET", "/payments", { token: await sign(before) })).status).toBe(200);
    expectProblem(await changing("GET", "/payments", { token: await sign(`${before}x`) }), "invalid_token");
    expectProblem(await changing("GET", "/payments", { token: await sign(before, "-1s") }), "invalid_token");
  });

  it("new tokens are signed with the new one", async () => {
    const key = await call("POST", "/api-keys", { token: await signToken(), body: { name: "k" } });
    const { client_id, client_secret } = key.body;
    const exchanged = await changing("POST", "/auth/token", { body: { client_id, client_secret } });
    const changed = reconfigure({ JWT_SECRET_KEY: after });
    expect((await changed("GET", "/payments", { token: exchanged.body.access_token })).status).toBe(200);
    expectProblem(await call("GET", "/payments", { token: exchanged.body.access_token }), "invalid_token");
  });

  it("the old one is done with once it is taken away", async () => {
    const changed = reconfigure({ JWT_SECRET_KEY: after, JWT_SECRET_KEY_PREVIOUS: "" });
    expectProblem(await changed("GET", "/payments", { token: await sign(before) }), "invalid_token");
  });
});

describe("an outside issuer", () => {
  const { jwksUrl, jwksPrivateKeys, jwtSecret } = inject("services");
  const issuer = "https://login.example";
  const audience = "https://gateway.example";
  const variables = { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience };
  const ask = reconfigure(variables);

  interface Claims {
    readonly iss?: string;
    readonly aud?: string;
    readonly exp?: string | null;
    readonly scope?: string;
    readonly merchantId?: string | null;
  }

  async function sign(key: Parameters<SignJWT["sign"]>[0], header: JWTHeaderParameters, claims: Claims = {}) {
    const {
      iss = issuer,
      aud = audience,
      exp = "1h",
      scope = "payments:read",
      merchantId = "outside-merchant",
    } = claims;
    const token = new SignJWT({ scope, ...(merchantId === null ? {} : { merchant_id: merchantId }) })
      .setProtectedHeader(header)
      .setSubject("someone")
      .setIssuer(iss)
      .setAudience(aud);
    if (exp !== null) token.setExpirationTime(exp);
    return token.sign(key);
  }

  const published = (alg: string): JWK => {
    const jwk = jwksPrivateKeys.find((key) => key.alg === alg);
    if (jwk === undefined) throw new Error(`no key for ${alg}`);
    return jwk;
  };
  const signAs = async (alg: string, claims: Claims = {}) =>
    sign(await importJWK(published(alg), alg), { alg, kid: alg }, claims);

  it.each(["ES256", "RS256", "EdDSA"])("is believed when it signs with %s", async (alg) => {
    const answer = await ask("GET", "/payments", { token: await signAs(alg) });
    expect(answer.status, answer.text).toBe(200);
  });

  it("leaves the gateway's own tokens as good as they were", async () => {
    expect((await ask("GET", "/payments", { token: await signToken() })).status).toBe(200);
  });

  it("acts for the merchant it names, and sees nobody else's", async () => {
    const merchantId = crypto.randomUUID();
    const token = await signAs("ES256", { merchantId });
    const own = (await initialize(await signToken({ merchantId }), paymentBody())).body.id;
    const others = (await initialize(await signToken(), paymentBody())).body.id;
    expect((await ask("GET", `/payments/${own}`, { token })).status).toBe(200);
    expectProblem(await ask("GET", `/payments/${others}`, { token }), "not_found");
  });

  it.each<[string, Claims]>([
    ["another audience", { aud: OWN_AUDIENCE }],
    ["another issuer", { iss: "https://elsewhere.example" }],
    ["our own issuer", { iss: OWN_ISSUER, aud: OWN_AUDIENCE }],
    ["no exp", { exp: null }],
    ["an exp that has passed", { exp: "-1s" }],
    ["no merchant", { merchantId: null }],
    ["no merchant, claiming to be the operator", { merchantId: null, scope: "admin" }],
  ])("is refused with %s", async (_, claims) => {
    expectProblem(await ask("GET", "/payments", { token: await signAs("ES256", claims) }), "invalid_token");
  });

  it("is refused under a key that it does not publish", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    for (const kid of ["ES256", "unknown"]) {
      expectProblem(
        await ask("GET", "/payments", { token: await sign(privateKey, { alg: "ES256", kid }) }),
        "invalid_token",
      );
    }
  });

  it("is refused with HS256, whatever the secret: ours, or its own public key", async () => {
    const { d: _private, ...open } = published("ES256");
    const secrets = [jwtSecret, JSON.stringify(open), open.x ?? "", published("RS256").n ?? ""];
    for (const secret of secrets) {
      const token = await sign(encode(secret.padEnd(32, "=")), { alg: "HS256", kid: "ES256" });
      expectProblem(await ask("GET", "/payments", { token }), "invalid_token", secret);
    }
  });

  it("cannot grant admin, unless that is configured", async () => {
    const token = await signAs("ES256", { scope: SCOPES.join(" ") });
    expectProblem(await ask("GET", "/merchants", { token }), "insufficient_scope");
    expectProblem(await ask("GET", "/metrics", { token }), "insufficient_scope");
    const others = (await initialize(await signToken(), paymentBody())).body.id;
    expectProblem(await ask("GET", `/payments/${others}`, { token }), "not_found");

    const trusting = reconfigure({ ...variables, JWT_ALLOW_ADMIN: "true" });
    expect((await trusting("GET", "/merchants", { token })).status).toBe(200);
    expect((await trusting("GET", `/payments/${others}`, { token })).status).toBe(200);
  });

  it("is refused when none is configured", async () => {
    expectProblem(await call("GET", "/payments", { token: await signAs("ES256") }), "invalid_token");
  });

  it("is refused, never believed, while its keys cannot be read", async () => {
    const cutOff = reconfigure({ ...variables, JWT_JWKS_URL: "http://127.0.0.1:9/jwks.json" });
    const answer = await cutOff("GET", "/payments", { token: await signAs("ES256") });
    expectProblem(answer, "invalid_token");
    expect((await cutOff("GET", "/payments", { token: await signToken() })).status).toBe(200);
  });
});
