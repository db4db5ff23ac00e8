import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/lib/canonical-json.ts";
import { maskFreeText, REDACTED, redact, toRedactedJson } from "../../../src/lib/redact.ts";

const SECRET_NAMES = [
  "Authorization",
  "authorization",
  "api_key",
  "apiKey",
  "api-key",
  "api_secret",
  "client_secret",
  "webhookSecret",
  "password",
  "Passkey",
  "access_token",
  "token",
  "X-CPay-Signature",
  "SecurityCredential",
  "Set-Cookie",
  "checkout_url",
  "authorization_url",
  "cvv",
  "cvc",
  "card_number",
  "cardNumber",
  "pan",
  "PAN",
  "CallBackURL",
  "ResultURL",
  "QueueTimeOutURL",
  "QueueTimeoutURL",
  "ConfirmationURL",
  "ValidationURL",
];
const PLAIN_NAMES = [
  "id",
  "amount",
  "currency",
  "status",
  "reference",
  "company",
  "span",
  "email",
  "phone",
  "description",
  "callback_url",
  "return_url",
];

describe("redaction", () => {
  it.each(SECRET_NAMES)("hides the value of %s at any depth and of any type", (name) => {
    for (const value of ["s3cret", 42, true, { inner: "s3cret" }, ["s3cret"]] as JsonValue[]) {
      const redacted = redact({ a: [{ b: { [name]: value } }], [name]: value });
      expect(redacted).toEqual({ a: [{ b: { [name]: REDACTED } }], [name]: REDACTED });
    }
  });

  it.each(PLAIN_NAMES)("leaves %s alone", (name) => {
    expect(redact({ [name]: "value" })).toEqual({ [name]: "value" });
  });

  it("shows that a secret was not there", () => {
    expect(redact({ api_key: null })).toEqual({ api_key: null });
  });

  it("lets no value through that stands under a secret name, and changes nothing else", () => {
    const plain = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(
        fc.constantFrom(...SECRET_NAMES),
        fc.constantFrom(...PLAIN_NAMES),
        plain,
        (secretName, name, value) => {
          const marked = { [name]: [value, { [secretName]: "LEAK-7f3a" }] } as JsonValue;
          const text = JSON.stringify(redact(marked));
          expect(text).not.toContain("LEAK-7f3a");
          expect(redact({ [name]: 1 })).toEqual({ [name]: 1 });
        },
      ),
    );
  });

  it("leaves what it was given as it was", () => {
    const given = { token: "t", list: [{ secret: "s" }] };
    redact(given);
    expect(given).toEqual({ token: "t", list: [{ secret: "s" }] });
  });
});

describe("an address that is its own proof", () => {
  const token = "0a".repeat(35);

  it("shows nowhere what makes it unguessable: not as a member, not within a text, not escaped", () => {
    const address = `https://pay.example/api/v1/callbacks/${token}`;
    const shown = JSON.stringify(
      redact({
        Value: address,
        list: [`posted to ${address}, twice: ${address}/`],
        path: `/api/v1/callbacks/${token}`,
        text: JSON.stringify({ CallBackURL: address }),
      }),
    );
    expect(shown).not.toContain(token);
    expect(shown.match(/\/callbacks\/\[redacted\]/g)).toHaveLength(5);
  });

  it("is no reason to hide others", () => {
    for (const text of ["https://pay.example/api/v1/webhooks/cpay", "/api/v1/callbacks", "callbacks are hints"]) {
      expect(redact(text)).toBe(text);
    }
  });
});

describe("card data in what is kept or logged", () => {
  it("is masked in texts, names, numbers and text that is JSON itself", () => {
    const shown = JSON.stringify(
      redact({
        note: "card 4111 1111 1111 1111",
        "5555555555554444": 1,
        numbers: [4111111111111111, Number("6229141777631706696"), 254712345678, 1763800000000],
        text: JSON.stringify({ n: 378282246310005, t: ";4111111111111111=25121010000000000000?" }),
      }),
    );
    expect(shown).toBe(
      JSON.stringify({
        note: "card ****1111",
        "****4444": 1,
        numbers: ["****1111", REDACTED, 254712345678, 1763800000000],
        text: '{"n":****0005,"t":"****"}',
      }),
    );
  });

  it("does not come through where a text is cut", () => {
    for (let pad = 60; pad < 100; pad += 1) {
      const kept = JSON.stringify(
        toRedactedJson({ pad: "x".repeat(pad), card: "n 4111111111111111", cvv: "987" }, 100),
      );
      expect(kept).not.toMatch(/41111|987/);
    }
  });

  it("is masked in free text alone where ids must stay as they are", () => {
    const event = {
      id: "4111111111111111",
      subject: {
        failure: { code: "declined", message: "card 4111111111111111 declined" },
        providerTransactionId: "4111111111111111",
      },
      list: [{ reason: "4111-1111-1111-1111", amountMinor: 4111111111111111 }, null, 1],
    };
    expect(maskFreeText(event)).toEqual({
      id: "4111111111111111",
      subject: {
        failure: { code: "declined", message: "card ****1111 declined" },
        providerTransactionId: "4111111111111111",
      },
      list: [{ reason: "****1111", amountMinor: 4111111111111111 }, null, 1],
    });
  });
});
