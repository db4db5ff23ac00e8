import { describe, expect, it } from "vitest";
import type { Pursuit } from "../../../src/domain/pursuit.ts";
import { cpay } from "../../../src/providers/cpay/index.ts";
import type { CallContext } from "../../../src/providers/provider.ts";
import { begun, inState, refundOf, T0 } from "./support/builders.ts";

const provider = cpay.create({ baseUrl: "https://c.example", apiKey: "k", apiSecret: "s", webhookSecret: "w" });

/** A provider that answers every request with a refusal. */
function refusing(status: number): CallContext {
  const body = JSON.stringify({ error: { code: "refused", message: "no" } });
  return {
    fetch: () => Promise.resolve(new Response(body, { status })),
    clock: () => T0,
    deadline: T0 + 5_000,
    sendBefore: T0 + 2_000,
    callbackUrl: "https://g.example",
    callbackAddress: () => "https://g.example",
    accessToken: () => Promise.resolve(null),
  };
}

/** A payment and a refund that are sent, as far as their records tell. */
function sent(changes: Partial<Pursuit>) {
  const payment = begun();
  const paid = inState("completed");
  const refund = refundOf(paid, "key-1", { providerRefundId: null });
  return {
    payment: { ...payment, pursuit: { ...payment.pursuit, ...changes } },
    paid,
    refund: { ...refund, pursuit: { ...refund.pursuit, ...changes } },
  };
}

const REPEATED = { attempts: 2, sends: 2, unsent: 0 };
const SENT_ONCE = { attempts: 2, sends: 2, unsent: 1 };

describe("a request that CPay turns away for our credentials", () => {
  it.each([401, 403])("with %i says nothing of the one before it, whose answer got lost", async (status) => {
    const { payment, paid, refund } = sent(REPEATED);
    expect(await provider.initializePayment(payment, refusing(status))).toMatchObject({ kind: "unknown" });
    expect(await provider.refundPayment(paid, refund, refusing(status))).toMatchObject({ kind: "unknown" });
  });

  it("has failed when it is the only one that left", async () => {
    const { payment, paid, refund } = sent(SENT_ONCE);
    const failed = { kind: "reported", status: "failed" };
    expect(await provider.initializePayment(payment, refusing(401))).toMatchObject(failed);
    expect(await provider.refundPayment(paid, refund, refusing(401))).toMatchObject(failed);
  });

  it("for what it asks has failed, repeated or not: what its key had made would have been shown", async () => {
    const { payment, paid, refund } = sent(REPEATED);
    const failed = { kind: "reported", status: "failed" };
    expect(await provider.initializePayment(payment, refusing(422))).toMatchObject(failed);
    expect(await provider.refundPayment(paid, refund, refusing(422))).toMatchObject(failed);
  });
});
