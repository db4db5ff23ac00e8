import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallContext, ProviderDefinition, RawWebhook } from "../../../src/providers/provider.ts";
import type { ConformanceHarness, WebhookHarness } from "./harness.ts";
import { context } from "./subjects.ts";

const TOLERANCE_SECONDS = 300;
const REFERENCE = "00000000-0000-8000-8000-000000000001";

/** How a provider's webhooks prove themselves, and what they say. */
export function describeWebhooks(definition: ProviderDefinition, harness: ConformanceHarness): void {
  const { name } = definition.description;
  const provider = definition.create(harness.config());
  const verify = (webhook: RawWebhook, changes: Partial<CallContext> = {}) =>
    provider.verifyWebhook(webhook, TOLERANCE_SECONDS, Date.now, context({ ...harness.calls, ...changes }));

  describe(`${name}: a webhook that cannot be read`, () => {
    it("is never authentic, whatever its body and headers, and nothing throws", async () => {
      const headers = fc.dictionary(fc.string(), fc.string()).map((members) => new Map(Object.entries(members)));
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary" }), headers, async (body, given) => {
          expect((await verify({ body, headers: given })).verified).toBe(false);
        }),
      );
    });

    it("is no event, or an event about nothing, when it is any JSON at all", () => {
      fc.assert(
        fc.property(fc.jsonValue(), (body) => {
          const event = provider.handleWebhook(body);
          if (event !== null) expect(event.subject.kind).toBe("none");
        }),
      );
    });
  });

  if (harness.webhooks !== null) describeSigned(definition, harness, harness.webhooks);
}

function describeSigned(definition: ProviderDefinition, harness: ConformanceHarness, webhooks: WebhookHarness): void {
  const { name } = definition.description;
  const { coversBody = true, oldestMs = TOLERANCE_SECONDS * 1_000, refundFailed } = webhooks;
  const provider = definition.create(harness.config());
  const verify = (webhook: RawWebhook, changes: Partial<CallContext> = {}) =>
    provider.verifyWebhook(webhook, TOLERANCE_SECONDS, Date.now, context({ ...harness.calls, ...changes }));
  const payment = {
    reference: REFERENCE,
    handle: webhooks.isHandleOurReference ? REFERENCE : "handle-1",
    amountMinor: harness.amountMinor,
    currency: harness.currency,
  };
  const body = JSON.stringify(webhooks.paymentCompleted(payment));

  describe(`${name}: a signed webhook`, () => {
    it("is authentic, also a little old or ahead", async () => {
      for (const ageSeconds of [0, 200, -200]) {
        const given = await webhooks.sign(body, { atMs: Date.now() - ageSeconds * 1_000 });
        expect(await verify(given)).toMatchObject({ verified: true });
      }
    });

    it.runIf(coversBody).each([
      ["changed in its body", (good: RawWebhook) => ({ ...good, body: good.body.replace("{", "{ ") })],
      ["cut short", (good: RawWebhook) => ({ ...good, body: good.body.slice(0, -1) })],
      [
        "with another's signature",
        async (good: RawWebhook) => ({ ...good, headers: (await webhooks.sign("{}")).headers }),
      ],
    ])("%s is not authentic", async (_, spoil) => {
      expect(await verify(await spoil(await webhooks.sign(body)))).toEqual({ verified: false, why: "bad_signature" });
    });

    it.each([
      ["without its headers", (good: RawWebhook) => ({ ...good, headers: new Map() })],
      [
        "with empty headers",
        (good: RawWebhook) => ({ ...good, headers: new Map([...good.headers].map(([key]) => [key, ""])) }),
      ],
      ["signed with another secret", () => webhooks.sign(body, { secret: "another-secret" })],
    ])("%s is not authentic", async (_, spoil) => {
      expect(await verify(await spoil(await webhooks.sign(body)))).toEqual({ verified: false, why: "bad_signature" });
    });

    it("is never refused for good because its provider cannot be asked, and never taken for that", async () => {
      const given = await webhooks.sign(body);
      const network = [
        () => Promise.reject(new TypeError("Network connection lost.")),
        () => Promise.resolve(new Response("{}", { status: 503 })),
        () => Promise.resolve(new Response("<html>", { status: 200 })),
      ];
      const accessToken = () => Promise.resolve("access-token");
      const verdicts = await Promise.all(network.map((fetch) => verify(given, { fetch, accessToken })));
      // Whoever needs nobody to be asked has not noticed.
      const isAsking = !verdicts.every(({ verified }) => verified);
      if (isAsking) for (const verdict of verdicts) expect(verdict).toEqual({ verified: false, why: "unavailable" });
    });

    it("too old or too far ahead is not taken, if its signature has a time", async () => {
      for (const atMs of [Date.now() - oldestMs - 400_000, Date.now() + 400_000]) {
        const late = await webhooks.sign(body, { atMs });
        const now = await webhooks.sign(body);
        const isTimed = JSON.stringify([...late.headers]) !== JSON.stringify([...now.headers]);
        expect(await verify(late)).toMatchObject(isTimed ? { verified: false, why: "expired" } : { verified: true });
      }
    });

    it.runIf(!coversBody)("is a reason to ask, since its proof does not cover what it says", () => {
      const event = provider.handleWebhook(JSON.parse(body));
      expect(event?.subject).toMatchObject({ kind: "hint", reference: REFERENCE });
      expect(event?.subject).not.toHaveProperty("reported");
    });

    it.runIf(coversBody)("says which payment is paid, with amount and currency as we asked", () => {
      const event = provider.handleWebhook(JSON.parse(body));
      expect(event).toMatchObject({
        id: expect.any(String),
        subject: { kind: "payment", reported: { status: "completed", providerTransactionId: payment.handle } },
      });
      const reported = event?.subject.kind === "payment" ? event.subject.reported : null;
      expect([reported?.amountMinor, reported?.currency]).toEqual([harness.amountMinor, harness.currency]);
    });

    it.runIf(refundFailed)("says which refund has failed", () => {
      const refund = { reference: REFERENCE, handle: "refund-1", paymentHandle: "handle-1", amountMinor: 100 };
      const subject = webhooks.hasAnonymousRefunds
        ? { kind: "refund", reference: REFERENCE, origin: "unknown", reported: { providerRefundId: null } }
        : { kind: "refund", reported: { providerRefundId: "refund-1" } };
      const event = provider.handleWebhook(refundFailed?.(refund));
      expect(event).toMatchObject({ subject });
      expect(event).toMatchObject({ subject: { reported: { status: "failed", amountMinor: 100 } } });
    });

    it("is the same event when it comes again", () => {
      const [first, second] = [provider.handleWebhook(JSON.parse(body)), provider.handleWebhook(JSON.parse(body))];
      expect(second).toEqual(first);
    });

    it("of an unknown type is an event about nothing; what is no event is none", () => {
      expect(provider.handleWebhook(webhooks.unknownType)).toMatchObject({ subject: { kind: "none" } });
      expect(provider.handleWebhook(webhooks.notAnEvent)).toBeNull();
    });
  });
}
