import { describe, expect, it } from "vitest";
import { toInboxItem } from "../../../src/domain/inbox/inbox-item.ts";
import type { ProviderEvent, ProviderEventSubject } from "../../../src/domain/inbox/provider-event.ts";
import { call, until } from "../../support/gateway.ts";
import { paidPayment, pay, show } from "./support/payments.ts";
import { ACTOR, onShard } from "./support/shard.ts";

/** Hands a translated event to the object of the payment it names, as the Worker does. */
async function receive(
  id: string,
  subject: ProviderEventSubject,
  options: { claim?: ProviderEvent["claim"]; receiptClaim?: "claimed" | "taken" } = {},
) {
  const { claim, ...claimed } = options;
  const event = { id: crypto.randomUUID(), type: subject.kind, subject, ...(claim === undefined ? {} : { claim }) };
  const arrived = { provider: "cpay", accountId: "platform:cpay", event, body: {}, signature: null, ...claimed };
  const item = toInboxItem(arrived, Date.now());
  const result = await onShard(id, (shard) => shard.receive(item, ACTOR));
  return { itemId: item.id, status: result.status };
}

describe("a dispute", () => {
  it("reaches the merchant's feed with the payment and what is contested", async () => {
    const { token, id } = await paidPayment();
    const dispute = { id: "dp_1", amountMinor: 100_000, currency: "KES", reason: "fraudulent" };
    for (const [status, stage] of [
      ["opened", "needs_response"],
      ["closed", "lost"],
      ["opened", "needs_response"],
    ] as const) {
      await receive(id, {
        kind: "dispute",
        reference: id,
        providerTransactionId: null,
        dispute: { ...dispute, status, stage },
      });
    }
    const feed = await until(
      () => call("GET", "/events", { token }),
      ({ body }) => body.data?.some(({ type }: { type: string }) => type === "dispute.closed"),
    );
    const told = feed.body.data.filter(({ type }: { type: string }) => type.startsWith("dispute."));
    expect(told.map(({ type }: { type: string }) => type)).toEqual(["dispute.opened", "dispute.closed"]);
    expect(told[1]).toMatchObject({
      transaction_id: id,
      data: { id, status: "completed", dispute: { id: "dp_1", status: "closed", stage: "lost", amount: 1000 } },
    });
    expect((await show(token, id)).body).toMatchObject({ status: "completed", amount_refunded_minor: 0 });
  });
});

describe("an event that would give a receipt to its payment", () => {
  const claim = { scope: "600638", receipt: "RKTQDM7W6S" };

  async function waiting() {
    const payment = await pay("jane@example.com");
    const providerTransactionId = String(payment.made.body.provider_transaction_id);
    const reported = {
      kind: "reported",
      status: "completed",
      providerTransactionId,
      amountMinor: 100_000,
      currency: "KES",
      reference: null,
      failure: null,
      nextAction: null,
    } as const;
    return { ...payment, subject: { kind: "payment", reference: payment.id, reported } as const };
  }

  it("waits until the receipt is claimed, and is applied as soon as it is", async () => {
    const { token, id, subject } = await waiting();
    const { itemId, status } = await receive(id, subject, { claim });
    expect(status).toBe("retrying");
    expect((await show(token, id)).body.status).toBe("processing");
    expect(await onShard(id, (shard) => shard.applyClaimed(itemId, "claimed", ACTOR))).toMatchObject({
      status: "applied",
    });
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is held when the receipt is another payment's, and a person is asked", async () => {
    const { token, id, subject } = await waiting();
    expect(await receive(id, subject, { claim, receiptClaim: "taken" })).toMatchObject({ status: "held" });
    expect((await show(token, id)).body).toMatchObject({
      status: "processing",
      review: { reason: "receipt_of_another_payment" },
    });
  });
});
