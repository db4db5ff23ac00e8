import { describe, expect, it } from "vitest";
import { deriveChildId } from "../../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import { claimCommand } from "../../../../src/domain/payment/claim-command.ts";
import type { Transaction } from "../../../../src/domain/payment/transaction.ts";
import type { CallContext } from "../../../../src/providers/provider.ts";
import { capturePayment } from "../../../../src/providers/stripe/capture-payment.ts";
import { inState, MINUTE, SECOND, T0 } from "../../domain/support/builders.ts";
import { intent } from "./support/objects.ts";

const CONFIG = { apiBase: "https://stripe.test/base", apiKey: "key", webhookSecret: "secret" };
const NOW = T0 + MINUTE;
const HELD = intent({ status: "requires_capture", capture_method: "manual" });

/** A payment whose capture of 600.00 has been asked for at `NOW`. */
function asked(key = "key-1"): Transaction {
  const payment = inState("authorized", { capture: "manual", providerTransactionId: "pi_1" });
  const id = deriveChildId(payment.id, "capture", key);
  const terms = { id, kind: "capture" as const, fingerprint: key, amountMinor: 60_000 as MinorUnits };
  return claimCommand(payment, terms, "owner", NOW)[0].transaction;
}

interface Sent {
  readonly url: string;
  readonly key: string | null;
  readonly body: string;
}

/** Captures against a Stripe that answers captures in one way and shows the intent as it is told. */
async function capture(payment: Transaction, answer: () => Response, shown: unknown, now = NOW + SECOND) {
  const sent: Sent[] = [];
  const fake: typeof fetch = (input, init) => {
    const url = String(input);
    sent.push({ url, key: new Headers(init?.headers).get("idempotency-key"), body: String(init?.body ?? "") });
    return Promise.resolve(url.endsWith("/capture") ? answer() : Response.json(shown));
  };
  const context = { fetch: fake, clock: () => now, deadline: now + 5_000, sendBefore: now + 2_000 } as CallContext;
  return { outcome: await capturePayment(CONFIG, payment, 60_000 as MinorUnits, context), sent };
}

const failing =
  (status: number, error: Record<string, unknown>, headers = {}) =>
  () =>
    Response.json({ error }, { status, headers });

describe("a capture at Stripe", () => {
  it("is asked below the whole base address, under a key of its own command", async () => {
    const taken = intent({ status: "succeeded", capture_method: "manual", amount_received: 60_000 });
    const first = await capture(asked(), () => Response.json(taken), taken);
    expect(first.outcome).toMatchObject({ status: "completed", capturedMinor: 60_000 });
    expect(first.sent).toMatchObject([
      { url: "https://stripe.test/base/v1/payment_intents/pi_1/capture", body: "amount_to_capture=60000" },
    ]);
    const again = await capture(asked(), () => Response.json(taken), taken);
    const other = await capture(asked("key-2"), () => Response.json(taken), taken);
    expect(again.sent[0]?.key).toBe(first.sent[0]?.key);
    expect(other.sent[0]?.key).not.toBe(first.sent[0]?.key);
  });

  it("that is refused leaves the payment authorized, with Stripe's reason", async () => {
    const refusal = failing(400, { type: "invalid_request_error", code: "amount_too_small", message: "Too small." });
    const failure = { code: "amount_too_small", message: "Too small." };
    expect((await capture(asked(), refusal, HELD)).outcome).toMatchObject({ status: "authorized", failure });
  });

  it("that is refused because it has happened, or cannot any more, is what the intent is", async () => {
    const refusal = failing(400, { type: "invalid_request_error", code: "payment_intent_unexpected_state" });
    const taken = intent({ status: "succeeded", amount_received: 60_000 });
    expect((await capture(asked(), refusal, taken)).outcome).toMatchObject({ status: "completed" });
    expect((await capture(asked(), refusal, intent({ status: "canceled" }))).outcome).toMatchObject({
      status: "cancelled",
    });
  });

  it("whose stored error comes back for ever is refused once everything has settled, not before", async () => {
    const fresh = failing(500, { type: "api_error" });
    const stored = failing(500, { type: "api_error" }, { "idempotent-replayed": "true" });
    for (const [answer, now] of [
      [stored, NOW + SECOND],
      [fresh, NOW + SECOND],
      [fresh, NOW + 5 * MINUTE],
    ] as const) {
      expect((await capture(asked(), answer, HELD, now)).outcome).toMatchObject({
        kind: "unknown",
        reason: "http_500",
      });
    }
    expect((await capture(asked(), stored, HELD, NOW + 5 * MINUTE)).outcome).toMatchObject({
      status: "authorized",
      failure: { code: "provider_error" },
    });
  });
});
