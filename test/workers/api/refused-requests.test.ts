import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { SCOPES } from "../../../src/domain/token-claims.ts";
import { deliverCpayWebhook } from "../../support/cpay.ts";
import { signToken } from "../../support/gateway.ts";
import { askRoute } from "./support/ask-route.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";
import { ROUTES } from "./support/route-table.ts";

const withBody = ROUTES.filter(({ body }) => body !== undefined);
const withQuery = ROUTES.filter(({ query }) => query !== undefined);

let token = "";

beforeAll(async () => {
  token = await signToken({ scope: SCOPES.join(" ") });
});

describe.each(withBody)("$method $path, with a JSON body", (route) => {
  it("answers 400 to what is not JSON", async () => {
    const texts = ["{", "{'name':1}", "nul", "{} {}", '{"a":1,}', "[1,]", "\u0000"];
    for (const rawBody of route.isBodyOptional ? texts : ["", ...texts]) {
      expectProblem(await askRoute(route, { token, rawBody }), "malformed_json", rawBody);
    }
  });

  it("answers 415 to another media type", async () => {
    const types = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx", "json", ""];
    const all = route.takesForms ? types : [...types, "application/x-www-form-urlencoded"];
    for (const type of all) {
      expectProblem(
        await askRoute(route, { token, headers: { "content-type": type } }),
        "unsupported_media_type",
        type,
      );
    }
  });

  it("takes its media type in any case and with parameters", async () => {
    const answer = await askRoute(route, {
      token,
      body: { none: 1 },
      headers: { "content-type": "Application/JSON ; charset=utf-8" },
    });
    expectFieldError(answer, "none");
  });

  it("answers 413 past 64 KiB, not before", async () => {
    const frame = JSON.stringify({ pad: "" }).length;
    expectProblem(await askRoute(route, { token, body: { pad: "x".repeat(65_537 - frame) } }), "payload_too_large");
    expectFieldError(await askRoute(route, { token, body: { pad: "x".repeat(65_536 - frame) } }), "pad");
  });

  it("answers 422 to unknown members, naming each", async () => {
    const answer = await askRoute(route, { token, body: { ...route.body, surprise: 1, Name: "x" } });
    expectFieldError(answer, "surprise");
    expectFieldError(answer, "Name");
    expectFieldError(await askRoute(route, { token, rawBody: '{"__proto__":{"admin":true}}' }), "");
  });

  it("answers 422 to text that cannot be kept", async () => {
    const member = route.textMember ?? "";
    for (const text of ["a\u0000b", "\ud800", "x\udc00y"]) {
      expectFieldError(await askRoute(route, { token, body: { ...route.body, [member]: text } }), member);
    }
  });

  it("answers 422 to a body that is no object, and to endless nesting", async () => {
    for (const rawBody of ["null", "[]", '"text"', "7", "true"])
      expectFieldError(await askRoute(route, { token, rawBody }), "");
    const deep = (open: string, close: string) => `{"deep":${open.repeat(8_000)}1${close.repeat(8_000)}}`;
    expectProblem(await askRoute(route, { token, rawBody: deep("[", "]") }), "validation_failed");
    expectProblem(await askRoute(route, { token, rawBody: deep('{"a":', "}") }), "validation_failed");
  });

  it("answers 422 to a number past what a number holds", async () => {
    const rawBody = JSON.stringify({ ...route.body, [route.textMember ?? ""]: "@" }).replace('"@"', "1e999");
    expectFieldError(await askRoute(route, { token, rawBody }), route.textMember ?? "");
  });
});

describe.each(ROUTES.filter(({ needsKey }) => needsKey))("$method $path, idempotent", (route) => {
  it("answers 400 without an idempotency key and to one that is none", async () => {
    expectProblem(await askRoute(route, { token, headers: { "idempotency-key": "" } }), "idempotency_key_missing");
    expectProblem(
      await askRoute(route, { token, headers: { "idempotency-key": "order-1" } }),
      "idempotency_key_invalid",
    );
  });
});

describe.each(withQuery)("$method $path, with a query", (route) => {
  it("answers 422 to an unknown parameter", async () => {
    for (const name of ["surprise", "Limit", "limit[]", "constructor"]) {
      expectFieldError(await askRoute(route, { token, query: `?${name}=1` }), name);
    }
    expectFieldError(await askRoute(route, { token, query: "?__proto__=1" }), "");
  });

  it.each(Object.entries(route.query ?? {}))("answers 422 to %s given twice or badly", async (name, values) => {
    expectFieldError(await askRoute(route, { token, query: `?${name}=1&${name}=1` }), name);
    for (const value of values) {
      expectFieldError(await askRoute(route, { token, query: `?${name}=${encodeURIComponent(value)}` }), name);
    }
  });
});

describe("bytes", () => {
  async function sendBytes(body: BodyInit): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    };
    const request = { method: "POST", headers, body };
    const response = await exports.default.fetch("http://gateway.test.invalid/api/v1/payments/initialize", request);
    return response.json();
  }

  it("that are not UTF-8 are no JSON", async () => {
    expect(await sendBytes(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toMatchObject({
      code: "malformed_json",
    });
  });

  it("that come without a length are counted while they come", async () => {
    const stream = (pieces: number) =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (let sent = 0; sent < pieces; sent += 1) controller.enqueue(new TextEncoder().encode("[".repeat(10_000)));
          controller.close();
        },
      });
    expect(await sendBytes(stream(7))).toMatchObject({ code: "payload_too_large" });
    expect(await sendBytes(stream(6))).toMatchObject({ code: "malformed_json" });
  });
});

describe("a webhook", () => {
  it("is refused when it is no JSON, no event, too large, or not signed", async () => {
    expect(await deliverCpayWebhook(null, { rawBody: "{" })).toMatchObject({
      status: 400,
      body: { code: "malformed_json" },
    });
    expect(await deliverCpayWebhook([])).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    const large = JSON.stringify({ pad: "x".repeat(262_144) });
    expect(await deliverCpayWebhook(null, { rawBody: large })).toMatchObject({
      status: 413,
      body: { code: "payload_too_large" },
    });
    expect(await deliverCpayWebhook({}, { signature: "" })).toMatchObject({
      status: 401,
      body: { code: "invalid_signature" },
    });
  });
});
