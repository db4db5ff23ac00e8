import { describe, expect, it } from "vitest";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import type { CallContext } from "../../../../src/providers/provider.ts";
import { createPayment } from "../../../../src/providers/stripe/create-payment.ts";
import { inState, MINUTE, T0 } from "../../domain/support/builders.ts";

const CONFIG = { apiBase: "https://stripe.test", apiKey: "key", webhookSecret: "secret" };
const NOW = T0 + MINUTE;

/** Sends the payment to a Stripe that no longer knows the account's key, as the given one of its sendings. */
function turnedAway(sends: number, status: number) {
  const payment = inState("processing");
  const sent: Transaction = { ...payment, pursuit: { ...payment.pursuit, attempts: sends, sends, unsent: 0 } };
  const error = { type: "invalid_request_error", message: "Invalid API Key provided: sk_test_***" };
  const network: typeof fetch = () => Promise.resolve(Response.json({ error }, { status }));
  const context = { fetch: network, clock: () => NOW, deadline: NOW + 5_000, sendBefore: NOW + 2_000 } as CallContext;
  return createPayment(CONFIG, sent, context);
}

describe.each([401, 403])("a payment that Stripe turns away with %i for the account's key", (status) => {
  it("has failed when it was sent for the first time, and no part of the key is shown", async () => {
    const outcome = await turnedAway(1, status);
    expect(outcome).toMatchObject({ kind: "reported", status: "failed" });
    expect(outcome.kind === "reported" && outcome.failure?.message).not.toContain("sk_test");
  });

  it("is unknown when an earlier sending may have been taken: a saved card would be charged a second time", async () => {
    expect(await turnedAway(2, status)).toMatchObject({ kind: "unknown" });
  });
});
