import { beforeAll, describe, expect, it } from "vitest";
import { type ApiAnswer, call, initialize, paymentBody, signToken } from "../../support/gateway.ts";
import { expectFieldError } from "./support/expect-problem.ts";

let token = "";

beforeAll(async () => {
  token = await signToken();
});

/** Sends a body as text, so that the spelling of its numbers arrives as it is written here. */
function sendText(rawBody: string): Promise<ApiAnswer> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  return call("POST", "/payments/initialize", { token, rawBody, headers });
}

function sendAmount(amount: string, currency: string): Promise<ApiAnswer> {
  return sendText(`{"provider":"cpay","amount":${amount},"currency":"${currency}","customer":{"id":"c-1"}}`);
}

describe("an amount", () => {
  it.each([
    ["1.15", "KES", 115],
    ['"1000.10"', "KES", 100_010],
    ["1000.00", "KES", 100_000],
    ["1000", "KES", 100_000],
    ["1.150", "KES", 115],
    ["0.01", "KES", 1],
    ['"0.01"', "KES", 1],
    ["0.29", "USD", 29],
    ["4.35", "USD", 435],
    ["8.2", "USD", 820],
    ["1.234", "KWD", 1_234],
    ['"1.005"', "KWD", 1_005],
    ["0.0001", "UYW", 1],
    ["1000", "JPY", 1_000],
    ["1000.0", "JPY", 1_000],
    ['"1000"', "JPY", 1_000],
    ["999999999999999", "JPY", 999_999_999_999_999],
    ["9999999999999.99", "KES", 999_999_999_999_999],
    ['"9999999999999.99"', "KES", 999_999_999_999_999],
    ["999999999999.999", "KWD", 999_999_999_999_999],
  ])("%s %s is exactly %d minor units", async (amount, currency, minor) => {
    const answer = await sendAmount(amount, currency);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({ amount_minor: minor, currency, amount_refunded: 0, amount_refunded_minor: 0 });
    const spelled = Number(amount.replaceAll('"', ""));
    expect(answer.text).toContain(`"amount":${spelled},"amount_minor":${minor},`);
  });

  it.each([
    ["0", "KES"],
    ["0.00", "KES"],
    ["-0", "KES"],
    ["-1", "KES"],
    ['"-1.00"', "KES"],
    ["1.001", "KES"],
    ['"1.150"', "KES"],
    ["0.30000000000000004", "KES"],
    ["10.000000000000000001", "KES"],
    ["1.2345", "KWD"],
    ["10.5", "JPY"],
    ['"1000.00"', "JPY"],
    ['"1000.0"', "JPY"],
    ["1e3", "KES"],
    ["1E3", "KES"],
    ["1e18", "KES"],
    ["1e400", "KES"],
    ["-1e400", "KES"],
    ["1e-2", "KES"],
    ['"1e3"', "KES"],
    ["10000000000000.00", "KES"],
    ["1000000000000000", "JPY"],
    ["1000000000000.000", "KWD"],
    [`"${"9".repeat(400)}"`, "KES"],
    ['"NaN"', "KES"],
    ['"Infinity"', "KES"],
    ['"1,000"', "KES"],
    ['"1_000"', "KES"],
    ['"1 000"', "KES"],
    ['" 1"', "KES"],
    ['"1\\n"', "KES"],
    ['"+1"', "KES"],
    ['"01"', "KES"],
    ['"1."', "KES"],
    ['".5"', "KES"],
    ['"0x10"', "KES"],
    ['"١٠"', "KES"],
    ['"KES 10"', "KES"],
    ['""', "KES"],
    ["null", "KES"],
    ["true", "KES"],
    ["[]", "KES"],
    ["[1]", "KES"],
    ['{"value":1}', "KES"],
  ])("%s %s is refused", async (amount, currency) => {
    expectFieldError(await sendAmount(amount, currency), "amount");
  });

  it("has to be there, once more than the last word on it", async () => {
    expectFieldError(await initialize(token, paymentBody("jane@example.com", { amount: undefined })), "amount");
    const twice = await sendText(
      '{"provider":"cpay","amount":1,"amount":"2.00","currency":"KES","customer":{"id":"c"}}',
    );
    expect(twice.body).toMatchObject({ amount_minor: 200 });
  });
});
