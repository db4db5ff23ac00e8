import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PaymentOutcome, RefundOutcome } from "../../../src/domain/outcome.ts";
import type { CallContext, ProviderDefinition } from "../../../src/providers/provider.ts";
import type { ConformanceHarness } from "./harness.ts";
import { answering, newPayment, newRefund, OUTCOME_KINDS, context as plainContext } from "./subjects.ts";

type Call = (context: CallContext) => Promise<PaymentOutcome | RefundOutcome>;

/** What a provider's adapter makes of a network and a provider that answer anything at all. */
export function describeHostileAnswers(definition: ProviderDefinition, harness: ConformanceHarness): void {
  const { name, capabilities } = definition.description;
  const provider = definition.create(harness.config());
  // A token is got elsewhere: what is tested is what follows.
  const accessToken = () => Promise.resolve("access-token");
  const context = (changes: Partial<CallContext> = {}) => plainContext({ accessToken, ...changes });
  const payment = { ...newPayment(definition, harness, harness.customers.paysLater), ...harness.heard };
  const known = { ...payment, status: "completed" as const, providerTransactionId: "handle-1" };
  const refund = newRefund(known, null, harness.refundReasons.completes);
  const mutations: [string, Call][] = [["initializePayment", (given) => provider.initializePayment(payment, given)]];
  if (capabilities.refund) mutations.push(["refundPayment", (given) => provider.refundPayment(known, refund, given)]);
  if (capabilities.cancel)
    mutations.push(["cancelPayment", (given) => provider.cancelPayment?.(known, given) ?? Promise.reject()]);
  const reads: [string, Call][] = [
    ["verifyPayment by handle", (given) => provider.verifyPayment(known, given)],
    ["verifyPayment by reference", (given) => provider.verifyPayment(payment, given)],
    ["verifyRefund", (given) => provider.verifyRefund(known, { ...refund, providerRefundId: "refund-1" }, given)],
  ];
  const calls = [...mutations, ...reads];

  const status = fc.constantFrom(
    200,
    201,
    202,
    204,
    301,
    302,
    400,
    401,
    402,
    403,
    404,
    408,
    409,
    410,
    422,
    425,
    429,
    500,
    502,
    503,
    504,
  );
  const likely = fc.record(
    {
      id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
      status: fc.oneof(fc.constantFrom("pending", "completed", "failed", "cancelled"), fc.string()),
      amount: fc.oneof(fc.integer(), fc.double(), fc.string()),
      currency: fc.string(),
      reference: fc.string(),
      error: fc.oneof(fc.string(), fc.record({ code: fc.string(), message: fc.string() })),
      data: fc.array(fc.object()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    likely.map((value) => JSON.stringify(value)),
    fc.constant(""),
  );

  function respond(code: number, text: string): Promise<Response> {
    return Promise.resolve(new Response(code === 204 ? null : text, { status: code }));
  }

  describe(`${name}: any answer at all`, () => {
    it.each(calls)("to %s is an outcome and never an exception; 5xx is always unknown", async (_, call) => {
      await fc.assert(
        fc.asyncProperty(status, body, async (code, text) => {
          const outcome = await call(context({ fetch: answering(() => respond(code, text)).fetch }));
          expect(OUTCOME_KINDS).toContain(outcome.kind);
          if (code >= 500) expect(outcome).toMatchObject({ kind: "unknown", reason: expect.any(String) });
          JSON.stringify(outcome);
        }),
        { numRuns: 150 },
      );
    });

    it.each(calls)("to %s that is no answer (network down, garbage, another shape) is unknown", async (_, call) => {
      const network = [
        () => Promise.reject(new TypeError("Network connection lost.")),
        () => respond(200, "<html>"),
        () => respond(200, "[]"),
        () => respond(200, '{"ok":true}'),
        () => respond(200, ""),
        () => respond(302, ""),
        () => respond(200, `"${"x".repeat(300_000)}"`),
      ];
      for (const answer of network) {
        const outcome = await call(context({ fetch: answering(answer).fetch }));
        expect(outcome.kind, answer.toString()).toBe("unknown");
      }
    });

    it.each(calls)("to %s that does not come in time is unknown, at the deadline and not later", async (_, call) => {
      const silent = answering(
        (signal) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener("abort", () => reject(signal.reason));
          }),
      );
      const startedAt = Date.now();
      const outcome = await call(context({ fetch: silent.fetch, deadline: startedAt + 200 }));
      expect(outcome).toMatchObject({ kind: "unknown" });
      // Well before the 5 s that a call has anyway, on a busy machine too.
      expect(Date.now() - startedAt).toBeLessThan(4_000);
    });
  });

  describe(`${name}: a permission to send that is over`, () => {
    it.each(mutations)("keeps %s from leaving", async (_, call) => {
      const network = answering(() => respond(200, "{}"));
      const now = Date.now();
      for (const sendBefore of [now, now - 1, now - 60_000]) {
        const outcome = await call(context({ fetch: network.fetch, clock: () => now, sendBefore }));
        expect(outcome).toMatchObject({ kind: "not_sent" });
      }
      expect(network.count()).toBe(0);
    });

    it("keeps a payment that may go elsewhere from leaving for a server that takes no connections", async () => {
      const network = answering(() => respond(200, "{}"));
      const asked: string[] = [];
      const isReachable = (url: string) => {
        asked.push(url);
        return Promise.resolve(false);
      };
      const outcome = await provider.initializePayment(payment, context({ fetch: network.fetch, isReachable }));
      expect(outcome).toMatchObject({ kind: "not_sent", reason: "connection_refused" });
      expect(network.count()).toBe(0);
      expect(asked).toHaveLength(1);
    });

    it.each(reads)("does not keep %s from asking", async (_, call) => {
      const network = answering(() => respond(200, "{}"));
      await call(context({ fetch: network.fetch, sendBefore: Date.now() - 1 }));
      expect(network.count()).toBeGreaterThan(0);
    });
  });
}
