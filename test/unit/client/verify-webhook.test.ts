import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { verifyWebhook } from "../../../src/client/index.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const NOW = 1_614_265_330;
/** The vector that the libraries of Standard Webhooks share. */
const VECTOR = {
  body: '{"test": 2432232314}',
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": String(NOW),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
};
const BODY = JSON.stringify({ id: "e-1", type: "payment.completed", sequence: 3, data: { description: "café ☕" } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW * 1_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function signedBy(secrets: readonly string[], body = BODY) {
  const signatures = secrets.map((secret) => new Webhook(secret).sign("e-1", new Date(), body));
  return { "webhook-id": "e-1", "webhook-timestamp": String(NOW), "webhook-signature": signatures.join(" ") };
}

describe("verifyWebhook", () => {
  it("accepts the specification's vector", async () => {
    expect(await verifyWebhook(SECRET, VECTOR.headers, VECTOR.body)).toEqual({ test: 2_432_232_314 });
  });

  it("accepts what the reference library has signed, in every form a server may have it", async () => {
    const headers = signedBy([SECRET]);
    const loud = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    for (const form of [headers, new Headers(headers), loud]) {
      for (const body of [BODY, Buffer.from(BODY), await new Response(BODY).arrayBuffer()]) {
        expect(await verifyWebhook(SECRET, form, body)).toMatchObject({ type: "payment.completed", sequence: 3 });
      }
    }
  });

  it("accepts either secret on either side while one is being changed", async () => {
    const both = signedBy([OTHER, SECRET]);
    await verifyWebhook(SECRET, both, BODY);
    await verifyWebhook(OTHER, both, BODY);
    await verifyWebhook([SECRET, OTHER], signedBy([OTHER]), BODY);
    const future = { ...both, "webhook-signature": `v1a,AAAA v2,x ${both["webhook-signature"]}` };
    await verifyWebhook(SECRET, future, BODY);
  });

  const good = () => signedBy([SECRET]);
  it.each([
    ["another body", () => ({ body: `${BODY} ` }), "invalid_signature"],
    ["another id", () => ({ headers: { ...good(), "webhook-id": "e-2" } }), "invalid_signature"],
    ["another secret", () => ({ headers: signedBy([OTHER]) }), "invalid_signature"],
    [
      "a signature that is none",
      () => ({ headers: { ...good(), "webhook-signature": "v1,! v1" } }),
      "invalid_signature",
    ],
    ["a missing header", () => ({ headers: { ...good(), "webhook-signature": undefined } }), "missing_header"],
    ["a time that is none", () => ({ headers: { ...good(), "webhook-timestamp": "1e9" } }), "invalid_timestamp"],
  ])("refuses %s", async (_, change, reason) => {
    const { headers, body } = { headers: good(), body: BODY, ...change() };
    await expect(verifyWebhook(SECRET, headers, body)).rejects.toMatchObject({ reason });
  });

  it("refuses what is too old or dated ahead, by the tolerance it is given", async () => {
    const headers = good();
    vi.setSystemTime((NOW + 301) * 1_000);
    await expect(verifyWebhook(SECRET, headers, BODY)).rejects.toMatchObject({ reason: "too_old" });
    await verifyWebhook(SECRET, headers, BODY, 302);
    await expect(verifyWebhook(SECRET, headers, BODY, Number.NaN)).rejects.toMatchObject({ reason: "too_old" });
    vi.setSystemTime((NOW - 301) * 1_000);
    await expect(verifyWebhook(SECRET, headers, BODY)).rejects.toMatchObject({ reason: "too_new" });
  });

  it("does not repeat a secret that is none", async () => {
    const call = verifyWebhook("whsec_not base64!", good(), BODY);
    await expect(call).rejects.toThrow(/whsec_ and base64/);
  });
});
