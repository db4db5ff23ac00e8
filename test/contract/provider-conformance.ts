import { afterEach, describe, expect, it } from "vitest";
import type { PaymentOutcome } from "../../src/domain/outcome.ts";
import type { Transaction } from "../../src/domain/payment/transaction.ts";
import type { CallContext, ProviderDefinition } from "../../src/providers/provider.ts";
import { describeDescription } from "./support/describe-description.ts";
import { describeHostileAnswers } from "./support/describe-hostile-answers.ts";
import { describeWebhooks } from "./support/describe-webhooks.ts";
import type { ConformanceHarness } from "./support/harness.ts";
import { newPayment, newRefund, context as plainContext, settled } from "./support/subjects.ts";

/** What every provider must do, run against its simulator. A new adapter is done when it passes. */
export function describeProviderConformance(definition: ProviderDefinition, harness: ConformanceHarness): void {
  const { name, capabilities, timings } = definition.description;
  const { customers, refundReasons, books } = harness;
  const hasKeys = timings.keyLifetimeMs > 0;
  const create = () => definition.create(harness.config());
  const context = (changes: Partial<CallContext> = {}) => plainContext({ ...harness.calls, ...changes });
  const hearOf = harness.hearOf ?? ((payment: Transaction) => Promise.resolve(payment));
  const seen: unknown[] = [];
  const note = <Outcome>(outcome: Outcome): Outcome => {
    seen.push(outcome);
    return outcome;
  };
  const send = async (payment: Transaction): Promise<PaymentOutcome> =>
    note(await create().initializePayment(payment, context()));

  /** A payment that is paid, as the gateway knows it. */
  async function paid(): Promise<Transaction> {
    const payment = newPayment(definition, harness, customers.paysAtOnce ?? customers.paysLater);
    const sent = settled(payment, await send(payment));
    if (sent.status === "completed") return sent;
    await harness.completePayment(sent.providerTransactionId ?? "");
    const known = settled(sent, note(await create().verifyPayment(sent, context())));
    return harness.confirm?.(known) ?? known;
  }

  afterEach(() => harness.calm());

  describe(`${name}: making a payment`, () => {
    it("that waits for the customer is pending, with its handle, its amount and our reference", async () => {
      const payment = newPayment(definition, harness, customers.paysLater);
      const outcome = await send(payment);
      expect(outcome).toMatchObject({ kind: "reported", status: "pending", providerTransactionId: expect.any(String) });
      expect(settled(payment, outcome)).toMatchObject({ status: "processing", review: null });
      expect(await books.payments(payment.id)).toBe(1);
    });

    it.runIf(customers.paysAtOnce)("that is paid at once is completed", async () => {
      expect(await paid()).toMatchObject({ status: "completed", review: null });
    });

    it.runIf(customers.declines)("that is declined is failed, with a reason", async () => {
      const payment = newPayment(definition, harness, customers.declines ?? customers.paysLater);
      expect(await send(payment)).toMatchObject({
        status: "failed",
        failure: { code: expect.stringMatching(/^[a-z0-9_]+$/) },
      });
    });

    it.runIf(customers.refuses)("that is refused is failed, and nothing is charged", async () => {
      const payment = newPayment(definition, harness, customers.refuses ?? customers.paysLater);
      expect(await send(payment)).toMatchObject({
        kind: "reported",
        status: "failed",
        failure: { code: expect.any(String) },
      });
      expect(await books.payments(payment.id)).toBe(0);
    });

    it.runIf(hasKeys)("twice with the same key makes one, and both learn of it", async () => {
      const payment = newPayment(definition, harness, customers.paysLater);
      const [first, second] = [await send(payment), await send(payment)];
      expect([first.kind, second.kind]).toEqual(["reported", "reported"]);
      expect(settled(payment, second).providerTransactionId).toBe(settled(payment, first).providerTransactionId);
      expect(await books.payments(payment.id)).toBe(1);
    });

    it.each(["error_after", "garbage_after", "drop_after", "slow"] as const)(
      "whose answer is lost (%s) is unknown, never failed, and found afterwards, made once",
      async (fault) => {
        const payment = newPayment(definition, harness, customers.paysAtOnce ?? customers.paysLater);
        await harness.strike(fault, payment.id);
        const hurry = context({ deadline: Date.now() + 1_500 });
        expect(note(await create().initializePayment(payment, hurry))).toMatchObject({
          kind: "unknown",
          reason: expect.any(String),
        });
        await harness.calm();
        const find = async () => note(await create().verifyPayment(await hearOf(payment), context()));
        const found = hasKeys ? await send(payment) : await find();
        if (harness.isGoneWhenLost) expect(found.kind).toBe("absent");
        else expect(found).toMatchObject({ kind: "reported", providerTransactionId: expect.any(String) });
        expect(await books.payments(payment.id)).toBe(1);
      },
    );

    it.each(["error_before", "drop_before"] as const)(
      "that may never have arrived (%s) is unknown too",
      async (fault) => {
        const payment = newPayment(definition, harness, customers.paysLater);
        await harness.strike(fault, payment.id);
        expect(await send(payment)).toMatchObject({ kind: "unknown" });
        expect(await books.payments(payment.id)).toBe(0);
      },
    );
  });

  describe(`${name}: asking about a payment`, () => {
    it("finds it by its handle, and without it", async () => {
      const payment = await paid();
      const byHandle = note(await create().verifyPayment(payment, context()));
      const nameless = await hearOf({ ...payment, providerTransactionId: null });
      const byReference = note(await create().verifyPayment(nameless, context()));
      for (const outcome of [byHandle, byReference]) {
        expect(outcome).toMatchObject({
          kind: "reported",
          status: "completed",
          providerTransactionId: payment.providerTransactionId,
        });
      }
    });

    it("that was never made says that it is absent, or that it does not know", async () => {
      const outcome = note(
        await create().verifyPayment(newPayment(definition, harness, customers.paysLater), context()),
      );
      expect(["absent", "unknown"]).toContain(outcome.kind);
    });
  });

  describe.runIf(capabilities.cancel)(`${name}: cancelling a payment`, () => {
    it("that waits for the customer cancels it, however often it is asked", async () => {
      const payment = newPayment(definition, harness, customers.paysLater);
      const open = settled(payment, await send(payment));
      for (let asked = 0; asked < 2; asked += 1) {
        expect(note(await create().cancelPayment?.(open, context()))).toMatchObject({
          kind: "reported",
          status: "cancelled",
        });
      }
    });

    it("that is paid says that it is paid", async () => {
      const payment = await paid();
      expect(note(await create().cancelPayment?.(payment, context()))).toMatchObject({
        kind: "reported",
        status: "completed",
      });
    });
  });

  describe.runIf(capabilities.refund)(`${name}: refunding a payment`, () => {
    const part = capabilities.partialRefund ? Math.ceil(harness.amountMinor / 4) : null;

    it("in whole moves the money, or says that it will", async () => {
      const payment = await paid();
      const outcome = note(
        await create().refundPayment(payment, newRefund(payment, null, refundReasons.completes), context()),
      );
      expect(outcome).toMatchObject({ kind: "reported", providerRefundId: expect.any(String) });
      expect(["completed", "pending"]).toContain(outcome.kind === "reported" ? outcome.status : outcome.kind);
      expect(await books.refunds(payment.id)).toBe(1);
    });

    it.runIf(hasKeys)("with one key, however often, makes one", async () => {
      const payment = await paid();
      const refund = newRefund(payment, part, refundReasons.completes);
      const outcomes = [
        await create().refundPayment(payment, refund, context()),
        await create().refundPayment(payment, refund, context()),
      ];
      expect(await books.refunds(payment.id)).toBe(1);
      expect(
        new Set(outcomes.map((outcome) => (outcome.kind === "reported" ? outcome.providerRefundId : outcome.kind)))
          .size,
      ).toBe(1);
    });

    it.runIf(refundReasons.stays)("that is pending can be asked about by its handle", async () => {
      const payment = await paid();
      const refund = newRefund(payment, part, refundReasons.stays ?? "");
      const made = note(await create().refundPayment(payment, refund, context()));
      expect(made).toMatchObject({ kind: "reported", status: "pending", providerRefundId: expect.any(String) });
      const providerRefundId = made.kind === "reported" ? made.providerRefundId : null;
      const asked = note(await create().verifyRefund(payment, { ...refund, providerRefundId }, context()));
      expect(asked).toMatchObject({ kind: "reported", providerRefundId });
    });

    it.runIf(refundReasons.fails)("that fails is failed, with a reason", async () => {
      const payment = await paid();
      const outcome = await create().refundPayment(
        payment,
        newRefund(payment, part, refundReasons.fails ?? ""),
        context(),
      );
      expect(note(outcome)).toMatchObject({ status: "failed", failure: { code: expect.any(String) } });
    });

    it.runIf(refundReasons.refuses)("that is refused is failed, and none is made", async () => {
      const payment = await paid();
      const outcome = await create().refundPayment(
        payment,
        newRefund(payment, part, refundReasons.refuses ?? ""),
        context(),
      );
      expect(note(outcome)).toMatchObject({ status: "failed", failure: { code: expect.any(String) } });
      expect(await books.refunds(payment.id)).toBe(0);
    });

    it("whose answer is lost is unknown", async () => {
      const payment = await paid();
      const refund = newRefund(payment, part, refundReasons.completes);
      await harness.strike("drop_after", payment.id);
      expect(note(await create().refundPayment(payment, refund, context()))).toMatchObject({ kind: "unknown" });
    });
  });

  describeDescription(definition, harness);
  describeWebhooks(definition, harness);
  describeHostileAnswers(definition, harness);

  describe(`${name}: secrets`, () => {
    it("show in nothing that was recorded of all these calls", () => {
      expect(seen.length).toBeGreaterThan(10);
      const recorded = JSON.stringify(seen);
      for (const secret of harness.secrets) expect(recorded.includes(secret)).toBe(false);
    });
  });
}
