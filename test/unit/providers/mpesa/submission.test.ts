import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callProvider } from "../../../../src/providers/http.ts";
import { readSubmission } from "../../../../src/providers/mpesa/submission.ts";
import type { CallContext } from "../../../../src/providers/provider.ts";

const FAULT_HTML = "<html><body>503</body></html>";
const SOAP = JSON.stringify({ Envelope: { Body: { Fault: { faultstring: "down" } } } });
const TOKEN_URL = `https://pay.example.com/api/v1/callbacks/${"ab".repeat(35)}`;

function error(errorCode: string, errorMessage: string): string {
  return JSON.stringify({ requestId: "1-2-3", errorCode, errorMessage });
}

/** What is made of an answer that came over the network. */
async function read(status: number, body: string) {
  const now = Date.now();
  const context = {
    fetch: () => Promise.resolve(new Response(body, { status })),
    clock: Date.now,
    deadline: now + 5_000,
    sendBefore: now + 5_000,
  } as unknown as CallContext;
  const request = {
    method: "POST",
    url: "https://daraja.example/x",
    headers: {},
    body: "{}",
    isMutation: true,
  } as const;
  return readSubmission(await callProvider(request, context));
}

describe("handing something to Daraja", () => {
  it.each(["0", "00000000", 0])("is accepted with ResponseCode %s", async (ResponseCode) => {
    const answer = { ResponseCode, CheckoutRequestID: "ws_CO_1", ResponseDescription: "Success" };
    expect(await read(200, JSON.stringify(answer))).toMatchObject({
      kind: "accepted",
      ids: { CheckoutRequestID: "ws_CO_1" },
    });
  });

  it.each([
    [400, error("400.002.02", "Bad Request - Invalid Amount"), "invalid_request"],
    [400, error("400.002.05", "Invalid Request Payload"), "invalid_request"],
    [400, error("400.003.02", "Kindly use your own ShortCode"), "provider_configuration"],
    [404, error("404.001.04", "Invalid Authentication Header"), "provider_configuration"],
    [404, error("404.001.01", "Resource not found"), "provider_configuration"],
    [405, error("405.001", "Method Not Allowed"), "provider_configuration"],
    [200, error("400.002.02", "Bad Request - Invalid PhoneNumber"), "invalid_request"],
    [400, "", "provider_configuration"],
    [401, "", "provider_configuration"],
    [404, FAULT_HTML, "provider_configuration"],
    [500, error("500.001.1001", "Merchant does not exist"), "provider_configuration"],
    [500, error("500.001.1001", "[MerchantValidate] - Wrong credentials"), "provider_configuration"],
    [500, error("500.001.1001", "Unable to lock subscriber, a transaction is already in process"), "customer_busy"],
  ])("is refused for good by %i %s", async (status, body, code) => {
    expect(await read(status, body)).toMatchObject({ kind: "refused", failure: { code } });
  });

  it.each([
    [500, error("500.003.02", "System is busy. Please try again in few minutes."), "provider_busy"],
    [500, error("500.003.02", "Error Occurred: Spike Arrest Violation"), "provider_busy"],
    [500, error("500.003.03", "Quota Violation"), "provider_busy"],
    [200, error("500.003.02", "System is busy"), "provider_busy"],
    [429, "", "provider_busy"],
    [404, error("404.001.03", "Invalid Access Token"), "access_token_refused"],
    [400, error("400.003.01", "Invalid Access Token"), "access_token_refused"],
    [401, error("401.002.01", "Invalid Access Token"), "access_token_refused"],
    [401, error("401.003.01", "Invalid Access Token"), "access_token_refused"],
  ])("was not taken, and may be tried again, after %i %s", async (status, body, reason) => {
    expect(await read(status, body)).toMatchObject({ kind: "not_sent", reason });
  });

  it("was taken before, where its id is known", async () => {
    expect(await read(500, error("500.002.1001", "Duplicate OriginatorConversationID."))).toMatchObject({
      kind: "repeated",
    });
  });

  it.each([
    [500, error("500.003.1001", "Internal Server Error")],
    [500, error("500.001.1001", "The transaction is being processed")],
    [500, error("500.001.1001", "Something new")],
    [500, error("", "")],
    [500, ""],
    [503, FAULT_HTML],
    [503, SOAP],
    [500, SOAP],
    [409, SOAP],
    [403, FAULT_HTML],
    [200, FAULT_HTML],
    [200, ""],
    [200, '{"ResponseCode":"0"'],
    [200, '{"ResponseCode":"1"}'],
    [200, '{"ResponseDescription":"Success"}'],
    [200, error("500.003.1001", "Internal Server Error")],
    [302, ""],
  ])("is unknown after %i %s", async (status, body) => {
    expect(await read(status, body)).toMatchObject({ kind: "unknown", reason: expect.any(String) });
  });

  it("is accepted by nothing but a ResponseCode of zeros, whatever comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 599 }), fc.json(), async (status, body) => {
        fc.pre(status !== 204 && status !== 205 && status !== 304);
        expect((await read(status, body)).kind).not.toBe("accepted");
      }),
    );
  });

  it("does not repeat an address of ours in the reason it shows", async () => {
    const refused = await read(400, error("400.002.02", `Bad Request - Invalid CallBackURL ${TOKEN_URL}`));
    expect(JSON.stringify(refused)).toContain("Invalid CallBackURL");
    expect(JSON.stringify(refused)).not.toContain("abababab");
  });
});
